"""Each step of each clock is done once and in its minute, though the service dies at every commit."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.simulation.clock_desk import BEGIN, minutes_of_work, saacg
from tests.simulation.clock_steps import play

CLOCKS = 150
"""As many as there is time for each time; the whole ten thousand are played by the module itself."""


def test_no_step_is_missed_and_none_is_doubled_in_two_years_with_a_crash_at_every_commit() -> None:
    count = play(CLOCKS)

    assert count.missed == ()
    assert count.more == ()
    assert count.steps > CLOCKS
    assert count.crashes >= 2 * count.commits - 2


def test_the_oracle_counts_the_hours_that_the_file_says() -> None:
    minutes = minutes_of_work()
    monday = int((datetime(2026, 1, 5, 15, 0, tzinfo=UTC) - BEGIN).total_seconds()) // 60  # nine o'clock
    holidays = saacg().calendars[0].holidays

    assert minutes.opening(0) == monday
    assert minutes.used_up(monday, 8 * 60) == monday + 9 * 60
    assert holidays is not None
    assert date(2026, 2, 2) in holidays.days
