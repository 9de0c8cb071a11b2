"""The desk in numbers, as supervisors read them. Bounded: the newest tickets and the open ones are looked at, not the
archive."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app.ports import UnitOfWork
from bot.domain.clock_words import in_words
from bot.domain.message import Fact
from bot.domain.roles import Staff
from bot.domain.text import Text, lines, phrase
from bot.domain.ticket import STATUS_WORDS, Status

MOST_RECENT = 1000
"""The newest tickets, of which it is looked at how long they waited."""

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskNumbers:
    """How a desk stands. `waiting` counts the open tickets that nobody has; `to_take` is the median time until somebody
    took a ticket of the last seven days, None while none was taken; `staff` is everybody with a role. `timed`: it was looked up
    how long tickets wait to be taken."""

    open: Mapping[Status, int]
    waiting: int
    opened_today: int
    opened_week: int
    ended_today: int
    ended_week: int
    to_take: timedelta | None
    staff: tuple[Staff, ...]
    timed: bool = True


def desk_numbers(uow: UnitOfWork, at: datetime, zone: str, *, timed: bool = True) -> DeskNumbers:
    """The numbers as of `at`. Today is the day in the desk's zone; the week is the last seven times 24 hours. `timed`: also
    how long tickets wait to be taken, for which the newest ones are read whole."""
    today = at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    tally = uow.tallies.desk(today, at - WEEK)
    recent = uow.tickets.newest(MOST_RECENT) if timed else ()
    taken = [
        (each.taken_at - each.opened_at).total_seconds()
        for each in recent
        if each.taken_at is not None and each.opened_at > at - WEEK
    ]
    return DeskNumbers(
        open=tally.open,
        waiting=tally.unassigned,
        opened_today=tally.opened_today,
        opened_week=tally.opened_in_week,
        ended_today=tally.ended_today,
        ended_week=tally.ended_in_week,
        to_take=timedelta(seconds=statistics.median(taken)) if taken else None,
        staff=tuple(each for each in uow.staff.everybody() if each.roles),
        timed=timed,
    )


def facts_of(numbers: DeskNumbers) -> tuple[Fact, ...]:
    """The numbers, each with its name."""
    states: list[Text] = [
        (STATUS_WORDS[status], f": {numbers.open[status]}") for status in Status if numbers.open.get(status)
    ]
    loads: list[Text] = [
        (each.name, ": ", f"{each.load}", " · ", phrase("on shift") if each.on_shift else phrase("off shift"))
        for each in sorted(numbers.staff, key=lambda each: (-each.load, each.person))
    ]
    taken = in_words(numbers.to_take) if numbers.to_take is not None else phrase("none yet")
    return (
        Fact(label=(phrase("Open"),), value=lines((f"{sum(numbers.open.values())}",), *states)),
        Fact(label=(phrase("Without a specialist"),), value=(f"{numbers.waiting}",)),
        Fact(label=(phrase("Came in"),), value=_in_a_week(numbers.opened_today, numbers.opened_week)),
        Fact(label=(phrase("Resolved or ended"),), value=_in_a_week(numbers.ended_today, numbers.ended_week)),
        *(
            (Fact(label=(phrase("Until somebody takes it (median of seven days)"),), value=(taken,)),)
            if numbers.timed
            else ()
        ),
        Fact(label=(phrase("Open tickets by person"),), value=lines(*loads) or ("—",)),
    )


def _in_a_week(today: int, week: int) -> Text:
    return (phrase("today %(today)s · seven days %(week)s", today=today, week=week),)
