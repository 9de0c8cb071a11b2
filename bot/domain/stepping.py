"""The next step of a ticket's clocks, read from their ledgers: what is to be done, and from when on.

Every step is done once in each run of its clock, however late (with `repeat`, so often as that says). Of several whose time
passed while nobody could do them, each is done, in the order of their thresholds; what they say is said of the instant at
which they say it. A clock that stands still, or is stopped, has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.clock_steps import ClockStep, StepDone
from bot.domain.clocks import Calendars, Clock, State, Turn, due, run_of
from bot.domain.effects import CancelTimer, Effect, SetTimer
from bot.domain.ids import DESK, PersonRef
from bot.domain.process import Process
from bot.domain.targets import usual
from bot.domain.ticket import OPEN, Ticket
from bot.domain.ticket_clocks import calendar_of_level, calendars_of

CLOCK_STEP = "clock"
"""The purpose of the timer at which a step is due. A ticket has one, for the next step of all its clocks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """A step that is still to be done: in which run, how often it was done, when its threshold is passed (`passes`), and
    when it may be done: not before the level's hours (`at`)."""

    step: ClockStep
    run: int
    times: int
    passes: datetime
    at: datetime


def timer_of(ticket: Ticket) -> str:
    """The key of that timer."""
    return f"{CLOCK_STEP}:{ticket.id}"


def next_step(process: Process, ticket: Ticket) -> Pending | None:
    """The step that comes first; None when nothing is to be done as the ticket stands."""
    if not process.warnings or ticket.status not in OPEN:
        return None
    calendars = calendars_of(process)
    return min(_pending(process, ticket, calendars), key=lambda each: (each.at, each.passes), default=None)


def may_be_done(process: Process, ticket: Ticket, at: datetime) -> datetime | None:
    """The first instant from `at` on at which the level can be disturbed; None when there is none any more."""
    if is_urgent(process, ticket):
        return at
    return calendars_of(process)(calendar_of_level(process, ticket)).next_opening(at)


def is_urgent(process: Process, ticket: Ticket) -> bool:
    """Whether its priority disturbs people at any hour."""
    priority = ticket.priority or usual(process.priorities)
    return any(each.urgent for each in process.priorities if each.id == priority)


def rearmed(process: Process, before: Ticket | None, after: Ticket, system: PersonRef) -> tuple[Effect, ...]:
    """The timer (of the `system`) for the next step, where a change made it another one. `before` is None for a new ticket."""
    was, comes = None if before is None else next_step(process, before), next_step(process, after)
    if was == comes:
        return ()
    return (armed(after, comes.at, system),) if comes is not None else (CancelTimer(key=timer_of(after)),)


def armed(ticket: Ticket, at: datetime, system: PersonRef) -> SetTimer:
    """The timer rings then."""
    return SetTimer(key=timer_of(ticket), due=at, purpose=CLOCK_STEP, chat=DESK, person=system, ticket=ticket.id)


def remembered(ticket: Ticket, pending: Pending, at: datetime) -> Ticket:
    """The ticket once the step was done. Of earlier runs nothing need be remembered."""
    step, run = pending.step, pending.run
    done = StepDone(clock=step.clock, run=run, do=step.do, percent=step.at, times=pending.times + 1, at=at)
    others = (each for each in ticket.steps_done if not each.is_of(step, run))
    kept = tuple(each for each in others if each.clock is not step.clock or each.run == run)
    return replace(ticket, steps_done=(*kept, done))


def clock_of(ticket: Ticket, pending: Pending) -> Clock:
    """The clock that the step is about."""
    return next(each for each in ticket.clocks if each.which is pending.step.clock)


def _pending(process: Process, ticket: Ticket, calendars: Calendars) -> Iterator[Pending]:
    priority = ticket.priority or usual(process.priorities)
    level = calendars(calendar_of_level(process, ticket))
    urgent = is_urgent(process, ticket)
    for clock in ticket.clocks:
        found = run_of(clock)
        if found is None or found.state is not State.RUNNING:
            continue
        run = sum(entry.turn is Turn.START for entry in clock.entries)
        for step in process.warnings:
            if step.clock is not clock.which or not step.fits(ticket.kind, ticket.level, priority):
                continue
            done = next((each for each in ticket.steps_done if each.is_of(step, run)), None)
            if done is None:
                passes = due(clock, calendars, share=step.at / 100)
            elif step.repeat is None or done.times > step.repeat.at_most:
                continue
            else:
                pause = timedelta(minutes=step.repeat.every_minutes)
                passes = done.at + pause if urgent else level.add(done.at, pause)
            at = passes if passes is None or urgent else level.next_opening(passes)
            if passes is not None and at is not None:
                yield Pending(step=step, run=run, times=0 if done is None else done.times, passes=passes, at=at)
