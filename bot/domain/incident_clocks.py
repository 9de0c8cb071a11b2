"""The clocks of an incident: until development answers, and until it delivers, by the standard times of its kind and
priority, on the calendar of the developers' level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.clocks import Clock, Entry, Reason, Turn, Which, due, recorded
from bot.domain.ids import PersonRef
from bot.domain.incident import Incident, IncidentAction
from bot.domain.incident_rules import standard_time
from bot.domain.process import Process
from bot.domain.ticket_clocks import calendars_of

OF_AN_INCIDENT = (Which.ANSWER, Which.FIX)
"""The clocks that an incident has."""


@dataclass(frozen=True, slots=True)
class _Line:
    """An action does this to that clock."""

    which: Which
    turn: Turn
    reason: Reason | None = None


_START = tuple(_Line(which, Turn.START) for which in OF_AN_INCIDENT)
_STOP = tuple(_Line(which, Turn.STOP) for which in OF_AN_INCIDENT)
_ANSWERED = (_Line(Which.ANSWER, Turn.STOP),)

INCIDENT_TURNS: Mapping[IncidentAction, tuple[_Line, ...]] = {
    IncidentAction.OPEN: _START,
    IncidentAction.APPROVE: _START,
    IncidentAction.ACCEPT: _ANSWERED,
    IncidentAction.REPLY: _ANSWERED,
    IncidentAction.PLAN: (*_ANSWERED, _Line(Which.FIX, Turn.PAUSE, Reason.DEVELOPMENT)),
    IncidentAction.START: (*_ANSWERED, _Line(Which.FIX, Turn.RESUME), _Line(Which.FIX, Turn.START)),
    IncidentAction.DELIVER: _STOP,
    IncidentAction.DECLINE: _STOP,
    IncidentAction.REFUSE: _STOP,
}
"""Action → what it does to the clocks. While a modification waits for its approval, no clock has started. What is planned
for a version is promised by that version, and the clock stands; work begun again on what was delivered starts it anew."""


def clocked(
    process: Process, incident: Incident, *, action: IncidentAction, actor: PersonRef, at: datetime
) -> Incident:
    """The incident after the action, with its clocks. What changes nothing of a clock is not written."""
    clocks = {each.which: each for each in incident.clocks}
    for line in () if incident.awaits_approval else INCIDENT_TURNS.get(action, ()):
        entry = Entry(turn=line.turn, at=at, actor=actor, reason=line.reason)
        if line.turn is Turn.START:
            entry = replace(entry, target=_target(process, incident, line.which), calendar=_calendar(process))
        clock = recorded(clocks.get(line.which, Clock(which=line.which)), entry)
        if clock.entries:
            clocks[line.which] = clock
    return replace(incident, clocks=tuple(clocks[which] for which in OF_AN_INCIDENT if which in clocks))


def committed(process: Process, incident: Incident) -> datetime | None:
    """Until when development means to deliver; None when nothing is promised, or the clock stands."""
    clock = next((each for each in incident.clocks if each.which is Which.FIX), None)
    return None if clock is None else due(clock, calendars_of(process))


def _target(process: Process, incident: Incident, which: Which) -> timedelta | None:
    rules = process.incidents
    time = standard_time(rules.times, incident.kind, incident.priority) if rules is not None else None
    if time is None:
        return None
    hours = time.fix_hours if which is Which.FIX else time.answer_hours
    return None if hours is None else timedelta(hours=hours)


def _calendar(process: Process) -> str | None:
    rules = process.incidents
    if rules is None:
        return None
    return next((level.calendar for level in process.levels if level.id == rules.level), None)
