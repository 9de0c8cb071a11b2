"""A desk's hours and promises, from its process file to the calendar."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.app.catalogue import Catalogue, load_process
from bot.app.pinning import pin
from bot.app.process_file import shape
from bot.domain.calendar import CLOSED, MIDNIGHT, Span
from bot.domain.process import Process
from bot.domain.targets import Priority, Target, target_for, usual
from bot.domain.timetable import PublicHolidays, SpecialDay, Timetable, WeekHours, calendar_of, span
from storage.memory import MemoryDatabase

MORNING = (Span(opens=9 * 60, closes=14 * 60),)
SOUND = Path(__file__).parent / "sound_process.yaml"


def _saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


def test_the_statutory_holidays_of_mexico_in_2026_are_days_off() -> None:
    holidays = _saacg().calendars[0].holidays

    assert holidays is not None
    assert [each for each in holidays.days if each.year == 2026] == [
        date(2026, 1, 1),
        date(2026, 2, 2),
        date(2026, 3, 16),
        date(2026, 5, 1),
        date(2026, 9, 16),
        date(2026, 11, 16),
        date(2026, 12, 25),
    ]


def test_an_exception_counts_more_than_an_open_day_and_that_more_than_a_holiday_or_a_closure() -> None:
    holiday, opened, closed, special, ordinary = (date(2026, 11, day) for day in (16, 17, 18, 19, 20))
    calendar = calendar_of(
        Timetable(
            id="office",
            hours=WeekHours(**dict.fromkeys(("monday", "tuesday", "thursday", "friday"), ("09:00-14:00",))),
            holidays=PublicHolidays(country="MX", days=(holiday, opened, special)),
            closures=(closed,),
            open_days=(opened,),
            exceptions=(SpecialDay(day=special, hours=("22:00-24:00", "8:00–9:30")),),
        ),
        "Europe/Madrid",
    )

    assert calendar.zone == "Europe/Madrid"
    assert [calendar.hours(day) for day in (holiday, opened, closed, ordinary)] == [CLOSED, MORNING, CLOSED, MORNING]
    assert calendar.hours(special) == (Span(opens=480, closes=570), Span(opens=22 * 60, closes=MIDNIGHT))


def test_a_calendar_may_have_a_zone_of_its_own() -> None:
    timetable = Timetable(id="x", hours=WeekHours(monday=("09:00-14:00",)), zone="America/Tijuana")

    assert calendar_of(timetable, "America/Mexico_City").zone == "America/Tijuana"


@pytest.mark.parametrize("text", ["", "9-14", "09:00", "09:60-10:00", "24:30-25:00", "18:00-09:00", "08:00-08:00"])
def test_what_is_no_span_of_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^\""):
        span(text)


def test_the_first_target_that_fits_counts() -> None:
    urgent = Target(priorities=("urgent",), first_response_hours=1)
    normative = Target(kinds=("normative",), first_response_hours=4)
    targets = (urgent, normative, Target(first_response_hours=2))

    assert target_for(targets, "normative", "urgent") is urgent
    assert target_for(targets, "normative", "normal") is normative
    assert target_for(targets, "technical", "normal") is targets[2]
    assert target_for(targets[:2], "technical", "normal") is None
    assert usual(_saacg().priorities) == "normal"
    assert usual(()) is None


def test_a_process_that_was_stored_before_there_were_hours_is_read() -> None:
    process = load_process(SOUND)
    stored = json.loads(shape().dump_json(process))
    for key in ("calendars", "priorities", "targets"):
        del stored[key]
    for level in stored["levels"]:
        del level["calendar"]

    assert shape().validate_json(json.dumps(stored)) == process
    assert process.levels[0].calendar is None


async def test_a_process_in_use_keeps_the_holidays_it_was_kept_with_and_a_new_list_is_no_change_of_the_file() -> None:
    process, database = _saacg(), MemoryDatabase()
    calendar = process.calendars[0]
    assert calendar.holidays is not None
    fewer = replace(calendar, holidays=replace(calendar.holidays, days=(date(2026, 1, 1),)))

    await pin(database, replace(process, calendars=(fewer,)))  # as an earlier release of the library would have it
    catalogue = await pin(database, process)

    kept = catalogue.current("saacg").calendars[0].holidays
    assert kept is not None
    assert kept.days == (date(2026, 1, 1),)


def test_a_priority_has_a_name_in_each_language() -> None:
    assert _saacg().priorities[0] == Priority(
        id="urgent", label={"es": "Urgente", "en": "Urgent"}, urgent=True, example=True
    )
