"""Clocks as ledgers: what was done to a clock, by whom and when. Everything else is derived from it, never stored.

How a ledger is read, whatever stands in it:

- An entry counts as made when it says, but never before the one above it: a clock does not go back.
- `START` begins a run; what went before no longer counts. While a run goes on, it changes nothing.
- `PAUSE` gives a reason, and the clock stands still until each reason was lifted by a `RESUME`: the same reason twice is
  one, two reasons are lifted one by one, and a `RESUME` without a reason lifts all. Without a pause it changes nothing.
- `STOP` ends the run, a pause with it. Without a run it changes nothing.
- `RETARGET` changes target and calendar, while the clock runs or stands. The target counts for the whole run, as if it had
  been so from the start; the calendar from then on. After a `STOP` it changes nothing: what was kept stays kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, assert_never

from bot.domain.calendar import Calendar
from bot.domain.ids import PersonRef
from bot.domain.text import Untrusted

_NONE = timedelta(0)


class Which(StrEnum):
    """The clocks of a ticket: until the desk first answers, until it answers what the requester wrote since, and until
    it is resolved. Those of an incident: until development answers, and until it delivers."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"
    ANSWER = "answer"
    FIX = "fix"


class Turn(StrEnum):
    """What is done to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    RETARGET = "retarget"


class Reason(StrEnum):
    """Why a clock stands still: the requester was asked something, the desk paused it, development has the matter, with a
    clock of its own, or the requester chose another time for remote help."""

    REQUESTER = "requester"
    DESK = "desk"
    DEVELOPMENT = "development"
    AGREED = "agreed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of a ledger. `target` (business time) and `calendar` (an id of the process; None never closes) go with
    START and RETARGET, `reason` with PAUSE and RESUME; `words` are what was said with it."""

    turn: Turn
    at: datetime
    actor: PersonRef
    target: timedelta | None = None
    calendar: str | None = None
    reason: Reason | None = None
    words: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A clock: its ledger, in the order in which it was written."""

    which: Which
    entries: tuple[Entry, ...] = ()


Calendars: TypeAlias = Callable[[str | None], Calendar]
"""The calendar of an id, in the process that the ticket was opened with."""


class State(StrEnum):
    """How a clock stands."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spell:
    """A while in which nothing changed: running, or standing still for `reasons`. `end` is None for the last one while
    the run goes on."""

    start: datetime
    end: datetime | None = None
    calendar: str | None = None
    reasons: frozenset[Reason] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """The newest run of a clock, as its ledger tells it."""

    target: timedelta
    spells: tuple[Spell, ...]

    @property
    def state(self) -> State:
        last = self.spells[-1]
        if last.end is not None:
            return State.STOPPED
        return State.PAUSED if last.reasons else State.RUNNING

    @property
    def calendar(self) -> str | None:
        """The calendar that counts now."""
        return self.spells[-1].calendar

    @property
    def reasons(self) -> frozenset[Reason]:
        """Why it stands still now."""
        return self.spells[-1].reasons if self.state is State.PAUSED else frozenset()


def run_of(clock: Clock) -> Run | None:
    """The newest run; None when the clock was never started."""
    run, now = None, None
    for entry in clock.entries:
        now = entry.at if now is None else max(now, entry.at)
        run = _after(run, entry, now)
    return run


def state(clock: Clock) -> State:
    """How the clock stands now."""
    run = run_of(clock)
    return State.IDLE if run is None else run.state


def recorded(clock: Clock, entry: Entry) -> Clock:
    """The clock with one more entry; the same clock when that would change nothing."""
    longer = replace(clock, entries=(*clock.entries, entry))
    return clock if run_of(longer) == run_of(clock) else longer


def due(clock: Clock, calendars: Calendars, share: float = 1) -> datetime | None:
    """When the target, or a `share` of it, is, or was, used up. None while the clock stands still or is stopped with time left, when it was
    never started, and when its calendar has no such hour any more."""
    run = run_of(clock)
    if run is None:
        return None
    left = run.target * share
    for spell in run.spells:
        if spell.reasons:
            continue
        calendar = calendars(spell.calendar)
        ran = None if spell.end is None else calendar.elapsed(spell.start, spell.end)
        if ran is None or ran >= left:
            return calendar.add(spell.start, left)
        left -= ran
    return None


def elapsed(clock: Clock, at: datetime, calendars: Calendars) -> timedelta:
    """The business time that the newest run has run, until `at` or its stop."""
    return _total(clock, at, calendars, standing=False)


def paused_for(clock: Clock, at: datetime, calendars: Calendars) -> timedelta:
    """The business time that the newest run has stood still, until `at` or its stop."""
    return _total(clock, at, calendars, standing=True)


def remaining(clock: Clock, at: datetime, calendars: Calendars) -> timedelta | None:
    """The business time left at `at`, or at the stop; negative when the target was missed, None without a run."""
    run = run_of(clock)
    return None if run is None else run.target - elapsed(clock, at, calendars)


def _total(clock: Clock, at: datetime, calendars: Calendars, *, standing: bool) -> timedelta:
    run = run_of(clock)
    whiles = () if run is None else _until(run, at)
    counted = (each for each in whiles if bool(each.reasons) is standing)
    return sum((calendars(each.calendar).elapsed(each.start, each.end or at) for each in counted), _NONE)


def _until(run: Run, at: datetime) -> Iterator[Spell]:
    """What there was of the run by then."""
    for spell in run.spells:
        if spell.start < at:
            yield replace(spell, end=at if spell.end is None else min(spell.end, at))


def _after(run: Run | None, entry: Entry, now: datetime) -> Run | None:
    """The run once the entry is read."""
    if run is None or run.state is State.STOPPED:
        if entry.turn is Turn.START and entry.target is not None:
            return Run(target=entry.target, spells=(Spell(start=now, calendar=entry.calendar),))
        return run
    last = run.spells[-1]
    match entry.turn:
        case Turn.START:
            return run
        case Turn.STOP:
            return replace(run, spells=(*run.spells[:-1], replace(last, end=now)))
        case Turn.PAUSE:
            return _changed(run, now, replace(last, reasons=last.reasons | {entry.reason or Reason.DESK}))
        case Turn.RESUME:
            lifted = last.reasons if entry.reason is None else {entry.reason}
            return _changed(run, now, replace(last, reasons=last.reasons - lifted))
        case Turn.RETARGET:
            target = entry.target if entry.target is not None else run.target
            return replace(_changed(run, now, replace(last, calendar=entry.calendar)), target=target)
        case _:
            assert_never(entry.turn)


def _changed(run: Run, now: datetime, into: Spell) -> Run:
    """From now on it is otherwise."""
    last = run.spells[-1]
    if into == last:
        return run
    return replace(run, spells=(*run.spells[:-1], replace(last, end=now), replace(into, start=now)))
