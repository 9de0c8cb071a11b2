"""When a desk works, as its process file says it, and the calendar that this makes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from bot.domain.calendar import CLOSED, MIDNIGHT, Calendar, DayHours, Span

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekHours:
    """The hours of each weekday, any number of spans such as "09:00-14:00"; a day without any is closed. A span ends at
    24:00 at the latest: a night is a span until 24:00, and one from 00:00 on the next day."""

    monday: tuple[str, ...] = ()
    tuesday: tuple[str, ...] = ()
    wednesday: tuple[str, ...] = ()
    thursday: tuple[str, ...] = ()
    friday: tuple[str, ...] = ()
    saturday: tuple[str, ...] = ()
    sunday: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[tuple[str, ...], ...]:
        """From Monday to Sunday."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicHolidays:
    """The statutory holidays of a country, and of a `subdivision` of it, by their codes (MX, JAL). `days` are looked up
    when the file is read; days that are written here count instead."""

    country: str
    subdivision: str | None = None
    # What is looked up may differ from one release to the next, and is no change of the file.
    days: tuple[date, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecialDay:
    """A day with hours of its own, whatever weekday or holiday it is; without hours it is closed."""

    day: date
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Timetable:
    """The hours in which a level works; its `zone` is the desk's when it says none. `closures` are days on which the desk
    is closed besides the holidays, `open_days` holidays on which it works as on any such weekday, and `exceptions` days
    with hours of their own."""

    id: str
    hours: WeekHours
    zone: str | None = None
    holidays: PublicHolidays | None = None
    closures: tuple[date, ...] = ()
    open_days: tuple[date, ...] = ()
    exceptions: tuple[SpecialDay, ...] = ()
    example: bool = False


@lru_cache(maxsize=64)  # it is asked for with every change of a ticket, and has hundreds of dates
def calendar_of(timetable: Timetable, zone: str) -> Calendar:
    """The calendar of a timetable that is sound, in its own zone or in the desk's, `zone`. An exception counts more than
    an open day, and that more than a closure or a holiday."""
    closed = (*(timetable.holidays.days if timetable.holidays is not None else ()), *timetable.closures)
    open_days = frozenset(timetable.open_days)
    return Calendar(
        zone=timetable.zone or zone,
        week=tuple(spans(texts) for texts in timetable.hours.days),
        dates={
            **{day: CLOSED for day in closed if day not in open_days},
            **{each.day: spans(each.hours) for each in timetable.exceptions},
        },
    )


def spans(texts: Iterable[str]) -> DayHours:
    """The spans of a day in the order of the clock; ValueError as `span` says."""
    return tuple(sorted(map(span, texts), key=lambda each: each.opens))


def span(text: str) -> Span:
    """ "09:00-14:00" as a span; ValueError, in words for the file's author, when it is none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{text}" is not a span of hours; write it as in "09:00-14:00"')
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or opens > MIDNIGHT or closes > MIDNIGHT:
        raise ValueError(f'"{text}" has a time that no clock shows; a day goes from 00:00 to 24:00')
    if opens == closes:
        raise ValueError(f'"{text}" begins and ends at the same time; the whole day is "00:00-24:00"')
    if opens > closes:
        after_midnight = f"write until 24:00 here, and from 00:00 until {to_hour:02d}:{to_minute:02d} on the next day"
        raise ValueError(f'"{text}" ends before it begins; if it goes past midnight, {after_midnight}')
    return Span(opens=opens, closes=closes)
