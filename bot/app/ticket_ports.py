"""Tickets as they are stored: themselves, which messages are about them, and where words lead to them; see `bot.app.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.app.chain import Histories
from bot.domain.ids import ChatRef, MessageRef, PersonRef, TicketId
from bot.domain.ticket import Ticket
from bot.domain.ticket_line import TicketLine


class Tickets(Histories, Protocol):
    """Tickets and their append-only history."""

    def next_number(self, desk: str, year: int) -> int:
        """The next number of a desk and year, from a locked sequence: no gaps, given back when the transaction fails."""

    def next_id(self) -> TicketId:
        """The id for a ticket about to be added; unique, gaps allowed."""

    def add(self, ticket: Ticket, *, desk: str, year: int, number: int) -> None: ...

    def get(self, ticket: TicketId) -> Ticket | None:
        """The ticket, its row locked until the transaction ends."""

    def by_code(self, words: str) -> Ticket | None:
        """The ticket of that code (any case) or, when unique among the newest year, of that bare number."""

    def named(self, words: str) -> TicketId | None:
        """The id of the ticket that `by_code` finds; as quick when there is none, since no ticket is read."""

    def last(self) -> TicketId | None:
        """The ticket that was added last."""

    def save(self, ticket: Ticket) -> None: ...

    def newest_of(self, chat: ChatRef, limit: int) -> tuple[TicketLine, ...]:
        """The newest tickets of a requester's chat, newest first."""

    def waiting(self, limit: int, after: TicketId | None = None) -> tuple[Ticket, ...]:
        """Open tickets without an assignee, oldest first, from after that id (keyset paging)."""

    def assigned_to(self, person: PersonRef, limit: int) -> tuple[Ticket, ...]:
        """Open tickets of a specialist, oldest first."""

    def unfinished(self, limit: int) -> tuple[Ticket, ...]:
        """Open tickets, oldest first."""


class Correspondence(Protocol):
    """Which ticket a message is about: those of its requester, and ours to them (kept when they arrive)."""

    def put(self, messages: Mapping[MessageRef, TicketId]) -> None:
        """The newest word on a message wins."""

    def find(self, message: MessageRef) -> TicketId | None: ...


class TicketIndex(Protocol):
    """Where the words of a ticket lead to it (`bot.domain.ticket_words`)."""

    def put(self, ticket: TicketId, marks: Sequence[str]) -> None:
        """These are the marks of a new ticket."""

    def find(self, marks: Sequence[str], limit: int) -> tuple[TicketId, ...]:
        """Tickets with every one of the marks, newest first; only among the newest ones of each mark."""
