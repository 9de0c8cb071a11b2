"""Business time: the laws of its arithmetic, and what a slow count of every minute says of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import ALL_DAY, CLOSED, Calendar, DayHours, Span, always_open
from tests.unit.hours_examples import CLOCK_CHANGES, Week, weeks
from tests.unit.minute_by_minute import MinuteByMinute, noon

HOUR = timedelta(hours=1)
DAYS = 8
"""How long the slow count watches."""
CALENDARS, CASES_EACH = 200, 100

SECONDS = st.integers(0, DAYS * 24 * 3600 - 1)
AMOUNTS = st.timedeltas(timedelta(0), timedelta(days=9))
OFFICE: DayHours = (Span(opens=9 * 60, closes=14 * 60), Span(opens=16 * 60, closes=19 * 60))


def _hours(text: str) -> DayHours:
    def minutes(time: str) -> int:
        hour, minute = time.split(":")
        return int(hour) * 60 + int(minute)

    return tuple(Span(opens=minutes(each[:5]), closes=minutes(each[6:])) for each in text.split())


def _every_day(zone: str, text: str) -> Calendar:
    return Calendar(zone=zone, week=(_hours(text),) * 7)


def _office(**dates: DayHours) -> Calendar:
    """Monday to Friday, 9 to 14 and 16 to 19 in Mexico City; `d2026_11_16=CLOSED` changes a day."""
    special = {date(*map(int, name[1:].split("_"))): hours for name, hours in dates.items()}
    return Calendar(zone="America/Mexico_City", week=(*(OFFICE,) * 5, CLOSED, CLOSED), dates=special)


def _mexico(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("America/Mexico_City")).astimezone(UTC)


# ---------------------------------------------------------------------------------------------------- the laws


@given(weeks(), SECONDS, AMOUNTS, AMOUNTS)
def test_adding_in_two_parts_is_adding_at_once(week: Week, second: int, first: timedelta, then: timedelta) -> None:
    at, calendar = noon(week.around - timedelta(days=3)) + timedelta(seconds=second), week.calendar

    between = calendar.add(at, first)

    assert calendar.add(at, first + then) == (None if between is None else calendar.add(between, then))


@given(weeks(), SECONDS, AMOUNTS)
def test_what_was_added_has_elapsed(week: Week, second: int, business: timedelta) -> None:
    at, calendar = noon(week.around - timedelta(days=3)) + timedelta(seconds=second), week.calendar

    due = calendar.add(at, business)

    assert due is None or calendar.elapsed(at, due) == business
    assert due is None or calendar.elapsed(due, at) == -business


@given(weeks(), SECONDS, SECONDS, AMOUNTS, AMOUNTS)
def test_later_or_more_is_never_sooner(week: Week, one: int, other: int, less: timedelta, more: timedelta) -> None:
    midday, calendar = noon(week.around - timedelta(days=3)), week.calendar
    early, late = (midday + timedelta(seconds=each) for each in sorted((one, other)))
    low, high = sorted((less, more))

    dues = [calendar.add(early, low), calendar.add(early, high), calendar.add(late, high)]

    for sooner, later in pairwise(dues):
        assert later is None or (sooner is not None and sooner <= later)
    assert timedelta(0) <= calendar.elapsed(early, late) <= late - early


@given(weeks(), st.tuples(SECONDS, SECONDS, SECONDS).map(sorted))
def test_time_elapses_in_parts_as_at_once(week: Week, seconds: list[int]) -> None:
    start, between, end = (noon(week.around - timedelta(days=3)) + timedelta(seconds=each) for each in seconds)
    elapsed = week.calendar.elapsed

    assert elapsed(start, between) + elapsed(between, end) == elapsed(start, end)


# -------------------------------------------------------------------------------------------------- the oracle


def _watched(week: Week) -> MinuteByMinute:
    def working(day: date) -> frozenset[int]:
        hours = week.calendar.dates.get(day, week.calendar.week[day.weekday()])
        return frozenset(minute for span in hours for minute in range(span.opens, span.closes))

    return MinuteByMinute(noon(week.around - timedelta(days=3)), DAYS, week.calendar.zone, working)


def test_twenty_thousand_cases_agree_with_a_count_of_every_minute() -> None:
    counted = 0

    @settings(max_examples=CALENDARS, phases=(Phase.generate,))  # making a red one smaller would take minutes
    @given(weeks(), st.integers(min_value=0))
    def agree(week: Week, seed: int) -> None:
        nonlocal counted
        slow, chance = _watched(week), Random(seed)
        for _ in range(CASES_EACH):
            start, end = sorted((chance.randrange(DAYS * 24 * 3600), chance.randrange(DAYS * 24 * 3600)))
            _agrees(week.calendar, slow, start, end, chance.randint(0, 1000))
            counted += 1

    agree()

    assert counted >= 20_000


def _agrees(calendar: Calendar, slow: MinuteByMinute, first: int, second: int, share: int) -> None:
    start, end = (slow.start + timedelta(seconds=each) for each in (first, second))
    worked = slow.elapsed(start, end)
    business = timedelta(seconds=worked.total_seconds() * share // 1000)
    opening, closing = slow.next_opening(start), slow.days_later(start, calendar.zone, 1 + share % 3)

    assert calendar.elapsed(start, end) == worked
    assert calendar.add(start, business) == slow.add(start, business)
    assert calendar.is_open(start) == slow.is_open(start)
    assert opening is None or calendar.next_opening(start) == opening
    if closing is not None and closing < slow.start + timedelta(days=DAYS - 2):  # the last day is seen in part
        assert calendar.days_later(start, 1 + share % 3) == closing


# ------------------------------------------------------------------------------------------ the clock is changed


def test_worst_case_hours_that_begin_in_the_skipped_hour_do_not_end_before_they_begin() -> None:
    """Tijuana, 8 March 2026: at 2:00 the clock shows 3:00. A desk works from 2:30 until 3:10."""
    zone = ZoneInfo("America/Tijuana")
    opens, closes = (datetime(2026, 3, 8, *time, tzinfo=zone).astimezone(UTC) for time in ((2, 30), (3, 10)))
    assert closes - opens == timedelta(minutes=-20)  # what the plain conversion of both times says
    calendar, jump = _every_day("America/Tijuana", "02:30-03:10"), datetime(2026, 3, 8, 10, tzinfo=UTC)
    start, end = jump - HOUR, jump + HOUR

    assert calendar.elapsed(start, end) == timedelta(minutes=10)
    assert calendar.next_opening(start) == jump
    assert calendar.add(start, timedelta(minutes=10)) == jump + timedelta(minutes=10)
    # Spans that touch in the skipped hour are no time at all, instead of the same quarter of an hour twice.
    assert _every_day("America/Tijuana", "02:00-02:15 02:15-02:45 02:45-03:00").elapsed(start, end) == timedelta(0)


def test_an_hour_that_comes_twice_is_worked_once_through() -> None:
    """Tijuana, 1 November 2026: at 2:00 the clock shows 1:00 again."""
    night = datetime(2026, 11, 1, 7, tzinfo=UTC)  # 0:00 there
    until = night + 4 * HOUR

    assert _every_day("America/Tijuana", "00:00-03:00").elapsed(night, until) == 4 * HOUR
    assert _every_day("America/Tijuana", "01:30-03:00").elapsed(night, until) == 2.5 * HOUR
    assert _every_day("America/Tijuana", "00:00-01:30").elapsed(night, until) == 1.5 * HOUR
    assert _every_day("America/Tijuana", "00:00-01:30 01:30-03:00").elapsed(night, until) == 4 * HOUR


def test_a_day_whose_last_hour_comes_twice_ends_at_its_second_midnight() -> None:
    """Buenos Aires, 15 March 2008: at 24:00 the clock shows 23:00 again."""
    evening = datetime(2008, 3, 15, 23, tzinfo=UTC)  # 21:00 there, two hours behind UTC
    calendar = _every_day("America/Argentina/Buenos_Aires", "20:00-24:00")

    assert calendar.elapsed(evening, evening + 12 * HOUR) == 4 * HOUR
    assert calendar.add(evening, 4 * HOUR) == datetime(2008, 3, 16, 3, tzinfo=UTC)
    assert calendar.days_later(evening - 24 * HOUR, 1) == datetime(2008, 3, 16, 3, tzinfo=UTC)


def test_a_day_that_does_not_begin_at_midnight_begins_when_it_begins() -> None:
    """Buenos Aires, 19 October 2008: at 0:00 the clock shows 1:00."""
    calendar = _every_day("America/Argentina/Buenos_Aires", "00:00-02:00")
    jump = datetime(2008, 10, 19, 3, tzinfo=UTC)

    assert calendar.next_opening(jump - HOUR) == jump
    assert calendar.elapsed(jump - HOUR, jump + 3 * HOUR) == HOUR


def test_a_clock_that_is_put_back_over_midnight_does_not_repeat_the_day() -> None:
    """St. John's, 29 October 2006: at 0:01 the clock shows 23:01 of the day before."""
    calendar = Calendar(zone="America/St_Johns", week=(ALL_DAY,) * 6 + (CLOSED,))  # Sunday has begun, and stays
    midnight = datetime(2006, 10, 29, 2, 30, tzinfo=UTC)

    assert calendar.elapsed(midnight - HOUR, midnight + 3 * HOUR) == HOUR
    assert not calendar.is_open(midnight + timedelta(minutes=30))


def test_a_date_that_a_place_leaves_out_is_no_business_day() -> None:
    """Apia, 2011: after 29 December comes 31 December."""
    calendar = _every_day("Pacific/Apia", "09:00-17:00")
    thursday = datetime(2011, 12, 29, 20, tzinfo=UTC)  # 10:00 of 29 December there

    assert calendar.add(thursday, 8 * HOUR) == datetime(2011, 12, 30, 20, tzinfo=UTC)  # 10:00 of 31 December
    assert calendar.days_later(thursday, 1) == datetime(2011, 12, 31, 3, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "day"), CLOCK_CHANGES)
def test_a_desk_that_never_closes_counts_real_time_whatever_the_clock_does(zone: str, day: date) -> None:
    start, calendar = noon(day - timedelta(days=2)), always_open(zone)

    assert calendar.elapsed(start, start + 96 * HOUR) == 96 * HOUR
    assert calendar.add(start, 96 * HOUR) == start + 96 * HOUR


# ------------------------------------------------------------------------------------------------- a desk's week


def test_lunch_the_night_and_the_weekend_do_not_count() -> None:
    friday = _mexico(11, 20, 13)

    assert _office().add(friday, HOUR) == _mexico(11, 20, 14)  # the closing, not the next opening
    assert _office().add(friday, 2 * HOUR) == _mexico(11, 20, 17)
    assert _office().add(friday, 5 * HOUR) == _mexico(11, 23, 10)
    assert _office().elapsed(friday, _mexico(11, 23, 10)) == 5 * HOUR


def test_a_holiday_on_the_due_day_moves_the_deadline_to_the_next_working_day() -> None:
    friday = _mexico(11, 13, 18)

    assert _office().add(friday, 3 * HOUR) == _mexico(11, 16, 11)
    assert _office(d2026_11_16=CLOSED).add(friday, 3 * HOUR) == _mexico(11, 17, 11)
    assert _office(d2026_11_16=_hours("12:00-13:00")).add(friday, 3 * HOUR) == _mexico(11, 17, 10)


def test_after_hours_the_next_opening_is_told() -> None:
    office = _office(d2026_11_23=CLOSED)

    assert office.next_opening(_mexico(11, 20, 10)) == _mexico(11, 20, 10)
    assert office.next_opening(_mexico(11, 20, 14)) == _mexico(11, 20, 16)
    assert office.next_opening(_mexico(11, 20, 19)) == _mexico(11, 24, 9)
    assert not office.is_open(_mexico(11, 20, 19))


def test_business_days_end_when_the_desk_closes() -> None:
    office = _office(d2026_11_16=CLOSED)

    assert office.days_later(_mexico(11, 12, 10), 1) == _mexico(11, 13, 19)
    assert office.days_later(_mexico(11, 13, 10), 1) == _mexico(11, 17, 19)
    assert office.days_later(_mexico(11, 14, 10), 2) == _mexico(11, 18, 19)
    assert always_open("America/Mexico_City").days_later(_mexico(11, 14, 10), 3) == _mexico(11, 18, 0)


def test_a_desk_that_never_opens_again_has_no_deadline() -> None:
    never = Calendar(zone="Europe/Madrid", week=(CLOSED,) * 7)
    once = Calendar(zone="Europe/Madrid", week=(CLOSED,) * 7, dates={date(2026, 11, 24): OFFICE})
    before, after = noon(date(2026, 11, 20)), noon(date(2026, 11, 28))

    assert never.next_opening(before) is None
    assert never.add(before, HOUR) is None
    assert never.days_later(before, 1) is None
    assert never.elapsed(before, after) == timedelta(0)
    assert once.next_opening(after) is None
    assert once.add(before, 8 * HOUR) == datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert once.add(before, 9 * HOUR) is None
    assert (once.days_later(before, 1), once.days_later(before, 2)) == (datetime(2026, 11, 24, 18, tzinfo=UTC), None)


@pytest.mark.parametrize("text", ["14:00-09:00", "09:00-09:00", "09:00-14:00 13:00-18:00", "16:00-19:00 09:00-14:00"])
def test_hours_that_make_no_sense_make_no_calendar(text: str) -> None:
    with pytest.raises(ValueError, match="no hours of a day"):
        _every_day("Europe/Madrid", text)


def test_a_time_without_a_zone_and_a_negative_time_are_refused() -> None:
    office, at = _office(), _mexico(11, 20, 10)

    with pytest.raises(ValueError, match="has a zone"):
        office.is_open(at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="never taken away"):
        office.add(at, -HOUR)
    with pytest.raises(ValueError, match="at least one"):
        office.days_later(at, 0)
