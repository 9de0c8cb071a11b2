"""What an incident hears of its tickets: a requester's words, and how each of them fared with what was delivered."""

from __future__ import annotations

from bot.domain.effects import OnIncident
from bot.domain.incident import IncidentAction, LinkedTicket
from bot.domain.roles import Actor
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Status, Ticket

_FROM_DEVELOPMENT = frozenset({Action.INCIDENT, Action.INFORM, Action.DELIVER, Action.RETURN})
"""What the incident itself did to the ticket: it is not told of that."""


def heard(
    before: Ticket, after: Ticket, *, action: Action, actor: Actor, channel: str, name: Untrusted
) -> OnIncident | None:
    """What the change means to the ticket's incident; None when it has none, or when it means nothing."""
    means = _means(before, after, action)
    if after.incident is None or means is None:
        return None
    ticket = LinkedTicket(ticket=after.id, code=after.code, name=name)
    return OnIncident(incident=after.incident.id, action=means, actor=actor, channel=channel, ticket=ticket)


def _means(before: Ticket, after: Ticket, action: Action) -> IncidentAction | None:
    if action in _FROM_DEVELOPMENT:
        return None
    if before.incident is None and after.incident is not None and before.status is not Status.CLOSED:
        return IncidentAction.LINK
    if action in (Action.TELL, Action.ANSWER):
        return IncidentAction.TELL
    if (action is Action.MERGE and after.status is Status.CLOSED) or after.status is Status.CANCELLED:
        return IncidentAction.LEAVE
    if before.status is after.status:
        return None
    if after.status is Status.CLOSED:
        return IncidentAction.WORKS
    return IncidentAction.FAILS if after.status is Status.REOPENED else None
