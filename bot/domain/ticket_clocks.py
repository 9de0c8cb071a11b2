"""The clocks of a ticket: which action does what to which clock, by what target, on which calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from bot.domain.answers import Note
from bot.domain.calendar import Calendar, always_open
from bot.domain.clocks import Calendars, Clock, Entry, Reason, State, Turn, Which, recorded, state
from bot.domain.courtesies import only_thanks
from bot.domain.process import Process
from bot.domain.remote import Phase
from bot.domain.roles import Actor, Role
from bot.domain.targets import target_for, usual
from bot.domain.text import Untrusted
from bot.domain.ticket import OPEN, Action, Ticket
from bot.domain.timetable import calendar_of


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    """An action does this to that clock, when somebody `by` one of these roles does it; the system never answers."""

    which: Which
    turn: Turn
    by: frozenset[Role]
    reason: Reason | None = None


OF_A_TICKET = (Which.FIRST_RESPONSE, Which.NEXT_RESPONSE, Which.RESOLUTION)
"""The clocks that a ticket has; the others are of an incident."""

_DESK = frozenset({Role.SPECIALIST, Role.SECOND_LEVEL, Role.DEVELOPER, Role.SUPERVISOR, Role.ADMINISTRATOR})
_REQUESTER = frozenset({Role.REQUESTER})
_ANYBODY = frozenset(Role)


def _lines(
    turn: Turn, *clocks: Which, by: frozenset[Role] = _ANYBODY, reason: Reason | None = None
) -> tuple[_Line, ...]:
    return tuple(_Line(which=which, turn=turn, by=by, reason=reason) for which in clocks or OF_A_TICKET)


_ANSWERED = _lines(Turn.STOP, Which.FIRST_RESPONSE, Which.NEXT_RESPONSE, by=_DESK)
_WAITS_FOR_AN_ANSWER = _lines(Turn.START, Which.NEXT_RESPONSE, by=_REQUESTER)

TURNS: Mapping[Action, tuple[_Line, ...]] = {
    Action.OPEN: _lines(Turn.START, Which.FIRST_RESPONSE, Which.RESOLUTION),
    Action.REPLY: _ANSWERED,
    Action.ASK: (*_ANSWERED, *_lines(Turn.PAUSE, Which.RESOLUTION, reason=Reason.REQUESTER)),
    Action.TELL: (*_lines(Turn.RESUME, by=_REQUESTER, reason=Reason.REQUESTER), *_WAITS_FOR_AN_ANSWER),
    Action.ANSWER: (*_lines(Turn.RESUME, by=_REQUESTER, reason=Reason.REQUESTER), *_WAITS_FOR_AN_ANSWER),
    Action.REMOTE: (
        *_ANSWERED,
        *_lines(Turn.RESUME, reason=Reason.AGREED),
        *_lines(Turn.PAUSE, Which.RESOLUTION, reason=Reason.REQUESTER),
    ),
    Action.POSTPONE: (
        *_lines(Turn.RESUME, by=_REQUESTER, reason=Reason.REQUESTER),
        *_lines(Turn.PAUSE, reason=Reason.AGREED),
    ),
    Action.CALL_OFF: (*_lines(Turn.RESUME, reason=Reason.AGREED), *_lines(Turn.RESUME, reason=Reason.REQUESTER)),
    Action.ASK_AGAIN: (*_ANSWERED, *_lines(Turn.PAUSE, Which.RESOLUTION, reason=Reason.REQUESTER)),
    Action.HAND_OVER: _lines(Turn.RESUME, reason=Reason.REQUESTER),
    Action.LAPSE: _lines(Turn.RESUME, reason=Reason.REQUESTER),
    Action.END_REMOTE: _lines(Turn.RESUME, reason=Reason.REQUESTER),
    Action.PAUSE: _lines(Turn.PAUSE, reason=Reason.DESK),
    Action.RESUME: _lines(Turn.RESUME),
    Action.RESOLVE: _lines(Turn.STOP),
    Action.REOPEN: (*_lines(Turn.START, Which.RESOLUTION), *_WAITS_FOR_AN_ANSWER),
    Action.CLOSE: _lines(Turn.STOP),
    Action.CANCEL: _lines(Turn.STOP),
    Action.MERGE: _lines(Turn.STOP),
    Action.INCIDENT: _lines(Turn.PAUSE, Which.RESOLUTION, reason=Reason.DEVELOPMENT),
    Action.INFORM: _ANSWERED,
    Action.RETURN: _lines(Turn.RESUME, Which.RESOLUTION, reason=Reason.DEVELOPMENT),
    Action.DELIVER: _lines(Turn.STOP),
    Action.CONFIRM: _lines(Turn.STOP),
}
"""Action → what it does to the clocks. An action that is not here does nothing to them. Besides, whatever changes the
kind, the priority or the level of a ticket retargets the clocks that go on."""


_OF_ACCESS = frozenset({Action.HAND_OVER, Action.LAPSE, Action.END_REMOTE})
_ENDS = frozenset({Action.RESOLVE, Action.CLOSE, Action.CANCEL, Action.MERGE, Action.DELIVER, Action.CONFIRM})


def clocked(
    process: Process,
    before: Ticket,
    after: Ticket,
    *,
    action: Action,
    actor: Actor,
    at: datetime,
    words: Untrusted | None = None,
    fresh: bool = True,
) -> Ticket:
    """The ticket `after` an action, with its clocks. What changes nothing of a clock is not written; `fresh` is false for
    an earlier message that was edited or deleted, which does nothing."""
    clocks = {each.which: each for each in after.clocks}
    for line in TURNS.get(action, ()) if fresh else ():
        clock = clocks.get(line.which, Clock(which=line.which))
        if line.by & actor.roles and _applies(line, action, before, after, clocks, words):
            entry = Entry(turn=line.turn, at=at, actor=actor.person, reason=line.reason)
            if line.turn is Turn.START:
                target = _target(process, after, line.which)
                entry = replace(entry, target=target, calendar=calendar_of_level(process, after))
            elif line.turn is Turn.PAUSE:
                entry = replace(entry, words=words)
            clocks[line.which] = recorded(clock, entry)
    for which, clock in clocks.items():
        target = _target(process, after, which)
        if target is not None:
            calendar = calendar_of_level(process, after)
            entry = Entry(turn=Turn.RETARGET, at=at, actor=actor.person, target=target, calendar=calendar)
            clocks[which] = recorded(clock, entry)
    return replace(after, clocks=tuple(clocks[which] for which in Which if which in clocks and clocks[which].entries))


def calendars_of(process: Process) -> Calendars:
    """The calendars of a process by their ids; without one, and for one that is not there, the desk never closes."""
    timetables = {each.id: each for each in process.calendars}

    @cache  # a card asks for the same one several times
    def named(name: str | None) -> Calendar:
        zone = process.desk.zone
        return calendar_of(timetables[name], zone) if name in timetables else always_open(zone)

    return named


def business_days_later(process: Process, ticket: Ticket, at: datetime, days: int) -> datetime:
    """When the `days`-th business day of the ticket's level ends; so many days later to the minute where the level never
    closes, or does not open so often any more."""
    calendar = calendar_of_level(process, ticket)
    end = None if calendar is None else calendars_of(process)(calendar).days_later(at, days)
    return at + timedelta(days=days) if end is None else end


def _applies(
    line: _Line,
    action: Action,
    before: Ticket,
    after: Ticket,
    clocks: Mapping[Which, Clock],
    words: Untrusted | None,
) -> bool:
    """What ends or reopens one ticket may change another one with it, whose clocks go on. A word of the requester wants an
    answer while the ticket is open, unless the first one is still owed, or it only gives thanks. While something else is
    asked of them, an answer wants none, and what waits for them waits on."""
    if action in _ENDS:
        return after.status not in OPEN
    if action is Action.REOPEN:
        return before.status not in OPEN and after.status in OPEN
    if action is Action.REMOTE and line.turn is Turn.PAUSE:  # a caller is asked by telephone, and nobody waits
        return after.remote is not None and after.remote.phase is Phase.ASKED
    if action in (Action.POSTPONE, Action.CALL_OFF) and after.asked and line.reason is Reason.REQUESTER:
        return False
    if action in _OF_ACCESS:  # whoever was waited for is waited for no more
        awaited = before.remote is not None and before.remote.phase is Phase.READY
        return awaited and not after.asked and after.remote is not None and after.remote.phase is not Phase.READY
    if action is Action.ANSWER and after.asked and (line.turn is Turn.RESUME or len(after.asked) < len(before.asked)):
        return False
    if action not in (Action.TELL, Action.ANSWER) or line.turn is not Turn.START:
        return True
    first = clocks.get(Which.FIRST_RESPONSE)
    owed = first is not None and state(first) in (State.RUNNING, State.PAUSED)
    thanks = words is not None and only_thanks(Note(text=words))
    return before.status in OPEN and not owed and not thanks


def _target(process: Process, ticket: Ticket, which: Which) -> timedelta | None:
    target = target_for(process.targets, ticket.kind, ticket.priority or usual(process.priorities))
    if target is None:
        return None
    hours = {
        Which.FIRST_RESPONSE: target.first_response_hours,
        Which.NEXT_RESPONSE: target.next_response_hours,
        Which.RESOLUTION: target.resolution_hours,
    }[which]
    return None if hours is None else timedelta(hours=hours)


def calendar_of_level(process: Process, ticket: Ticket) -> str | None:
    """The calendar of the ticket's level; None where it never closes."""
    return next((level.calendar for level in process.levels if level.id == ticket.level), None)
