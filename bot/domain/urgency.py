"""Which of somebody's tickets wants them first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.domain.clocks import State, due, state
from bot.domain.process import Process
from bot.domain.ticket import Status, Ticket
from bot.domain.ticket_clocks import calendars_of

_ORDER = (
    Status.REOPENED,
    Status.ASSIGNED,
    Status.NEW,
    Status.IN_PROGRESS,
    Status.ESCALATED,
    Status.INCIDENT,
    Status.WAITING_REQUESTER,
)
"""What came back first, then what nobody has begun, what is being worked on, and last what waits for somebody else."""

_NEVER = datetime.max.replace(tzinfo=UTC)

Urgency = tuple[datetime, int, datetime, int]


def urgency(process: Process, ticket: Ticket) -> Urgency:
    """To sort by, the most urgent first: the next deadline that runs, then how the ticket stands, and how long it has."""
    place = _ORDER.index(ticket.status) if ticket.status in _ORDER else len(_ORDER)
    return (next_deadline(process, ticket) or _NEVER, place, ticket.stands_since, ticket.id)


def next_deadline(process: Process, ticket: Ticket) -> datetime | None:
    """The first of the deadlines whose clock runs now; None when none does."""
    calendars = calendars_of(process)
    running = (due(clock, calendars) for clock in ticket.clocks if state(clock) is State.RUNNING)
    return min((each for each in running if each is not None), default=None)


def longest_waiting(tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """The one that stands so the longest first."""
    return tuple(sorted(tickets, key=lambda each: (each.stands_since, each.id)))
