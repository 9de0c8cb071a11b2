"""A ticket that is erased is forgotten where others name it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.domain.ids import IncidentId, TicketId
from bot.domain.incident import Incident
from bot.domain.text import Untrusted
from bot.domain.ticket import Ticket


class _Tickets(Protocol):
    def get(self, ticket: TicketId) -> Ticket | None: ...


class _Incidents(Protocol):
    def get(self, incident: IncidentId) -> Incident | None: ...

    def save(self, incident: Incident) -> None: ...


def without(tickets: _Tickets, incidents: _Incidents, number: int) -> None:
    """The incident that the ticket waits for names its requester no more; what was said there stays."""
    ticket = tickets.get(TicketId(number))
    incident = incidents.get(ticket.incident.id) if ticket is not None and ticket.incident is not None else None
    if incident is None:
        return
    nobody = Untrusted("")
    links = tuple(replace(each, name=nobody) if each.ticket == number else each for each in incident.links)
    incidents.save(replace(incident, links=links))
