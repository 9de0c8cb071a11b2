"""What erasing a person needs stored: the requests, and every place in which something of a person may stand. Ports, as in
`bot.app.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.anonymising import Leaving
from bot.domain.erasure import Erasure
from bot.domain.ids import ChatRef, IncidentId, TicketId
from bot.domain.incident import IncidentEntry


class Erasures(Protocol):
    """The requests to be erased, for good; of one that was carried out nobody's name is left."""

    def next_number(self) -> int:
        """The number of a new one, from a locked sequence: no gaps."""

    def add(self, erasure: Erasure) -> None: ...

    def get(self, erasure: int) -> Erasure | None:
        """The request, its row locked until the transaction ends."""

    def save(self, erasure: Erasure) -> None: ...

    def of(self, chats: Sequence[ChatRef]) -> tuple[Erasure, ...]:
        """Those that were made in one of these chats, oldest first; not locked."""

    def under_way(self, chats: Sequence[ChatRef]) -> Erasure | None:
        """The one of a person with these chats that is not decided, or being carried out."""

    def open(self) -> tuple[Erasure, ...]:
        """Everything of which something is still to be done, oldest first; not locked."""

    def granted(self) -> frozenset[int]:
        """The ids of those that were carried out, or are being."""


class Traces(Protocol):
    """Where something of a person stands, beside the values that tell it themselves (tickets, incidents, histories)."""

    def tickets(self, refs: Sequence[str], after: TicketId, limit: int) -> tuple[TicketId, ...]:
        """Tickets of which, or of whose history, one of the references is a part, by id, from after that one."""

    def incidents(self, ticket: TicketId) -> tuple[IncidentId, ...]:
        """Those that the ticket was ever linked with."""

    def erase_incident(self, request: int, entries: Sequence[IncidentEntry]) -> None:
        """Puts these in place of the entries of their numbers; by a request that is being carried out."""

    def strip(self, ticket: TicketId, leaving: Leaving) -> tuple[str, ...]:
        """Erases what is kept of a ticket of theirs beside it: its words in the index, what was sent about it, which
        messages are about it (but its card), its files; returns the names under which those are kept. What is due for it
        is due for nobody."""

    def registrations(self, refs: Sequence[str]) -> tuple[int, ...]:
        """The ids of their requests to be registered."""

    def empty_letters(self, after: int, limit: int) -> int | None:
        """Empties the next deliveries that ended, everybody's: what they said is kept for nothing. The last of them by id,
        None when those were all."""

    def leave(self, leaving: Leaving) -> tuple[str, ...]:
        """Erases everything else of the person; names of files as in `strip`. The bodies of all arrivals that had their
        effect go, whosever they are: others may have named the person in theirs."""

    def farewells(self) -> int:
        """How many last messages are not delivered yet."""
