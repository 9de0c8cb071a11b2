"""What the desk itself needs stored: its audit, who looks at their Home tab, where words lead to tickets, and its numbers;
see `bot.app.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.audit import Audited
from bot.domain.ids import PersonRef, TicketId
from bot.domain.tally import Tally


class AuditLog(Protocol):
    """Who was denied what, and whose roles were changed: append-only."""

    def add(self, line: Audited) -> None: ...

    def newest(self, limit: int) -> tuple[Audited, ...]:
        """The newest lines, newest first."""


class Homes(Protocol):
    """Who looked at their Home tab when, and whether what they see there is as things stand."""

    def opened(self, person: PersonRef, at: datetime, *, desk: bool) -> None:
        """The person looks at it now, and it is as things stand. `desk`: it shows them the desk's tickets."""

    def outdate(self, since: datetime, requester: PersonRef) -> tuple[PersonRef, ...]:
        """What the desk and a requester see is no longer as things stand; returns those who looked since then and were not
        told of yet."""

    def updated(self, person: PersonRef) -> bool:
        """It is as things stand again; returns whether it shows the desk's tickets."""


class TicketIndex(Protocol):
    """Where the words of a ticket lead to it (`bot.domain.ticket_words`)."""

    def put(self, ticket: TicketId, marks: Sequence[str]) -> None:
        """These are the marks of a new ticket."""

    def find(self, marks: Sequence[str], limit: int) -> tuple[TicketId, ...]:
        """Tickets with every one of the marks, newest first; only among the newest ones of each mark."""


class Tallies(Protocol):
    """The desk's numbers."""

    def desk(self, today: datetime, week: datetime, month: datetime) -> Tally:
        """As of now; `today`, `week` and `month` are when those began."""
