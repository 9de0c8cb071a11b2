"""Statutory holidays, from the library that knows them: the domain is handed plain dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

from bot.domain.finding import Finding, error, listed, suggestion
from bot.domain.process import Process
from bot.domain.timetable import PublicHolidays, Timetable

_YEARS = range(2020, 2051)
"""Fixed, so that a file means the same on whatever day it is read."""


def with_holidays(process: Process) -> Process:
    """The process with the days of its calendars' holidays, where they are not there already: what was once kept stays as
    it was, whatever later releases of the library say. What is not known has no days (`unknown_holidays` says so)."""
    if all(each.holidays is None or each.holidays.days for each in process.calendars):
        return process
    return replace(process, calendars=tuple(map(_looked_up, process.calendars)))


def unknown_holidays(process: Process) -> Iterator[Finding]:
    """Countries, and parts of them, that are not known."""
    known = list_supported_countries(include_aliases=False)
    for index, each in enumerate(process.calendars):
        if each.holidays is None:
            continue
        country, part = each.holidays.country, each.holidays.subdivision
        if country not in known:
            message = f'"{country}" is not the code of a country; write two capitals as in MX, AR or ES'
            yield error(("calendars", index, "holidays", "country"), message)
        elif part is not None and part not in known[country]:
            allowed = listed(known[country])
            message = f'the holidays of {country} are not known for "{part}"; there is: {allowed}'
            near = suggestion(part, known[country])
            yield error(("calendars", index, "holidays", "subdivision"), f"{message}{near}")


def _looked_up(timetable: Timetable) -> Timetable:
    holidays = timetable.holidays
    if holidays is None or holidays.days:
        return timetable
    return replace(timetable, holidays=replace(holidays, days=_days(holidays)))


def _days(holidays: PublicHolidays) -> tuple[date, ...]:
    try:
        return _observed(holidays.country, holidays.subdivision)
    except NotImplementedError:
        return ()


@lru_cache(maxsize=32)
def _observed(country: str, subdivision: str | None) -> tuple[date, ...]:
    return tuple(sorted(country_holidays(country, subdiv=subdivision, years=_YEARS)))
