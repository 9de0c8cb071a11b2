"""Clocks are ledgers: whatever stands in one, what is derived from it is defined, and adds up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import CLOSED, Calendar, Span, always_open
from bot.domain.clocks import (
    Clock,
    Entry,
    Reason,
    State,
    Turn,
    Which,
    due,
    elapsed,
    paused_for,
    recorded,
    remaining,
    run_of,
    state,
)
from bot.domain.ids import PersonRef

ANA = PersonRef("slack:T:ana")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OFFICE = Calendar(
    zone="UTC",
    week=(*((Span(opens=9 * 60, closes=14 * 60), Span(opens=16 * 60, closes=19 * 60)),) * 5, CLOSED, CLOSED),
)


def _calendars(name: str | None) -> Calendar:
    return always_open("UTC") if name is None else OFFICE


def _at(hour: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def _clock(*entries: Entry) -> Clock:
    return Clock(which=Which.RESOLUTION, entries=entries)


def _entry(
    turn: Turn,
    at: datetime,
    *,
    target: float | None = None,
    calendar: str | None = "office",
    reason: Reason | None = None,
) -> Entry:
    promised = None if target is None else target * HOUR
    return Entry(turn=turn, at=at, actor=ANA, target=promised, calendar=calendar, reason=reason)


START = _entry(Turn.START, _at(10), target=6)
"""Monday at ten, for six hours of work: until 17:00."""


def _due(*entries: Entry) -> datetime | None:
    return due(_clock(*entries), _calendars)


# ------------------------------------------------------------------------------------------- whatever is in a ledger


def _entries(calendars: Sequence[str | None]) -> st.SearchStrategy[list[Entry]]:
    return st.lists(
        st.builds(
            Entry,
            turn=st.sampled_from((*Turn, Turn.PAUSE, Turn.RESUME)),
            at=st.integers(-600, 6 * 24 * 60).map(lambda minutes: _at(9) + minutes * MINUTE),
            actor=st.just(ANA),
            target=st.none() | st.integers(1, 40 * 60).map(lambda minutes: minutes * MINUTE),
            calendar=st.sampled_from(calendars),
            reason=st.none() | st.sampled_from(Reason),
        ),
        max_size=12,
    ).map(lambda entries: [START, *entries])


LEDGERS = _entries(["office", None])
AT_THE_OFFICE = _entries(["office"])


@settings(max_examples=60)
@given(LEDGERS)
def test_when_it_is_due_exactly_the_target_was_run(entries: list[Entry]) -> None:
    clock = _clock(*entries)
    run, at = run_of(clock), due(clock, _calendars)

    if at is not None:
        assert run is not None
        assert elapsed(clock, at, _calendars) == run.target
        assert remaining(clock, at, _calendars) == timedelta(0)


@settings(max_examples=60)
@given(AT_THE_OFFICE)
def test_a_deadline_moves_by_exactly_the_business_time_that_was_paused(entries: list[Entry]) -> None:
    clock = _clock(*entries)
    run, at = run_of(clock), due(clock, _calendars)

    if at is not None:
        assert run is not None
        assert at == OFFICE.add(run.spells[0].start, run.target + paused_for(clock, at, _calendars))


@settings(max_examples=60)
@given(AT_THE_OFFICE, st.integers(0, 8 * 24 * 60))
def test_running_and_standing_still_make_up_the_whole_time(entries: list[Entry], minutes: int) -> None:
    clock, at = _clock(*entries), _at(9) + minutes * MINUTE
    run = run_of(clock)
    assert run is not None
    start, end = run.spells[0].start, run.spells[-1].end or at

    both = elapsed(clock, at, _calendars) + paused_for(clock, at, _calendars)

    assert both == max(OFFICE.elapsed(start, min(end, at)), timedelta(0))


@settings(max_examples=60)
@given(LEDGERS, st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)).map(sorted))
def test_what_remains_never_grows_by_itself(entries: list[Entry], minutes: list[int]) -> None:
    clock = _clock(*entries)
    earlier, later = (remaining(clock, _at(9) + each * MINUTE, _calendars) for each in minutes)

    assert earlier is not None
    assert later is not None
    assert later <= earlier


@settings(max_examples=60)
@given(LEDGERS)
def test_a_clock_that_stands_or_is_stopped_in_time_has_no_deadline(entries: list[Entry]) -> None:
    clock = _clock(*entries)
    end = clock.entries[-1].at + timedelta(days=30)
    left = remaining(clock, end, _calendars)

    if state(clock) is not State.RUNNING:
        assert left is not None
        assert (due(clock, _calendars) is None) == (left > timedelta(0))


@settings(max_examples=60)
@given(LEDGERS)
def test_only_what_changes_a_clock_is_written(entries: list[Entry]) -> None:
    whole, brief = _clock(*entries), _clock()
    for entry in entries:
        brief = recorded(brief, entry)

    assert len(brief.entries) <= len(whole.entries)
    assert run_of(recorded(brief, entries[-1])) == run_of(_clock(*brief.entries, entries[-1]))


# ---------------------------------------------------------------------------------------------------- case by case


def test_a_clock_that_runs_is_due_after_its_target_in_hours_of_work() -> None:
    assert _due(START) == _at(18)
    assert remaining(_clock(START), _at(12), _calendars) == 4 * HOUR
    assert _due() is None
    assert remaining(_clock(), _at(12), _calendars) is None


def test_a_pause_moves_the_deadline_and_while_it_lasts_there_is_none() -> None:
    pause, resume = _entry(Turn.PAUSE, _at(11)), _entry(Turn.RESUME, _at(13))

    assert _due(START, pause) is None
    assert remaining(_clock(START, pause), _at(17), _calendars) == 5 * HOUR
    assert paused_for(_clock(START, pause), _at(17), _calendars) == 4 * HOUR  # lunch is no business time
    assert _due(START, pause, resume) == _at(10, day=1)


def test_a_pause_over_the_night_costs_nothing() -> None:
    assert _due(START, _entry(Turn.PAUSE, _at(19)), _entry(Turn.RESUME, _at(9, day=1))) == _due(START)


def test_pausing_twice_for_one_reason_is_one_pause() -> None:
    pause, again = _entry(Turn.PAUSE, _at(11)), _entry(Turn.PAUSE, _at(12))

    assert _due(START, pause, again, _entry(Turn.RESUME, _at(13))) == _at(10, day=1)
    assert recorded(_clock(START, pause), again) == _clock(START, pause)


def test_a_clock_paused_for_two_reasons_waits_until_both_are_lifted() -> None:
    asked = _entry(Turn.PAUSE, _at(11), reason=Reason.REQUESTER)
    paused = _entry(Turn.PAUSE, _at(12), reason=Reason.DESK)
    answered = _entry(Turn.RESUME, _at(13), reason=Reason.REQUESTER)

    assert state(_clock(START, asked, paused, answered)) is State.PAUSED
    assert _due(START, asked, paused, answered, _entry(Turn.RESUME, _at(16), reason=Reason.DESK)) == _at(11, day=1)
    assert _due(START, asked, paused, _entry(Turn.RESUME, _at(13))) == _at(10, day=1)  # without a reason: all


def test_resuming_what_is_not_paused_changes_nothing() -> None:
    resume = _entry(Turn.RESUME, _at(12))

    assert _due(START, resume) == _due(START)
    assert recorded(_clock(START), resume) == _clock(START)


def test_a_new_target_counts_from_the_start_also_while_the_clock_stands() -> None:
    pause, shorter = _entry(Turn.PAUSE, _at(12)), _entry(Turn.RETARGET, _at(13), target=3)
    resume = _entry(Turn.RESUME, _at(16))

    assert remaining(_clock(START, pause, shorter), _at(13), _calendars) == HOUR
    assert _due(START, pause, shorter, resume) == _at(17)
    assert _due(START, pause, resume, shorter) == _at(17)  # in whatever order


def test_a_target_that_was_used_up_already_was_due_when_it_was_used_up() -> None:
    assert _due(START, _entry(Turn.RETARGET, _at(13), target=1)) == _at(11)
    assert _due(START, _entry(Turn.PAUSE, _at(13)), _entry(Turn.RETARGET, _at(17), target=1)) == _at(11)


def test_another_calendar_counts_from_when_it_was_given() -> None:
    moved = _entry(Turn.RETARGET, _at(12), target=6, calendar=None)

    assert _due(START, moved) == _at(16)  # two hours at the office, four that pass lunch or not
    assert elapsed(_clock(START, moved), _at(15), _calendars) == 5 * HOUR
    assert _due(_entry(Turn.START, _at(8), target=6, calendar=None), _entry(Turn.RETARGET, _at(10), target=6)) == _at(
        14
    )


def test_what_was_stopped_in_time_stays_so_whatever_comes_later() -> None:
    stop, stricter = _entry(Turn.STOP, _at(12)), _entry(Turn.RETARGET, _at(13), target=1)

    assert _due(START, stop) is None
    assert remaining(_clock(START, stop, stricter), _at(23, day=9), _calendars) == 4 * HOUR
    assert run_of(_clock(START, stop, stricter, _entry(Turn.PAUSE, _at(14)))) == run_of(_clock(START, stop))


def test_what_was_stopped_late_says_when_it_was_due() -> None:
    late = _clock(START, _entry(Turn.STOP, _at(10, day=1)))

    assert due(late, _calendars) == _at(18)
    assert remaining(late, _at(0, day=7), _calendars) == -2 * HOUR


def test_a_clock_that_is_started_again_begins_from_nothing() -> None:
    stop, again = _entry(Turn.STOP, _at(12)), _entry(Turn.START, _at(9, day=1), target=2)

    assert _due(START, stop, again) == _at(11, day=1)
    assert elapsed(_clock(START, stop, again), _at(10, day=1), _calendars) == HOUR
    assert _due(START, _entry(Turn.START, _at(12), target=1)) == _due(START)  # but not while it runs


def test_stopping_a_pause_ends_it() -> None:
    clock = _clock(START, _entry(Turn.PAUSE, _at(11)), _entry(Turn.STOP, _at(12)))

    assert state(clock) is State.STOPPED
    assert paused_for(clock, _at(19), _calendars) == HOUR
    assert elapsed(clock, _at(19), _calendars) == HOUR


def test_an_entry_that_says_an_earlier_time_counts_from_the_one_before() -> None:
    assert _due(START, _entry(Turn.PAUSE, _at(8)), _entry(Turn.RESUME, _at(11))) == _at(19)


def test_a_clock_on_a_calendar_that_never_opens_is_never_due() -> None:
    never = Calendar(zone="UTC", week=(CLOSED,) * 7)

    assert due(_clock(START), lambda _: never) is None
    assert state(_clock(START)) is State.RUNNING


@pytest.mark.parametrize("turn", [Turn.PAUSE, Turn.RESUME, Turn.STOP, Turn.RETARGET])
def test_what_was_never_started_stays_idle(turn: Turn) -> None:
    assert state(_clock(_entry(turn, _at(12), target=1))) is State.IDLE
