"""What is kept about replies to requesters: the desk's canned ones, and how those that were sent fared. Ports, as in
`bot.app.ports`."""

from __future__ import annotations

from typing import Protocol

from bot.domain.canned import CannedReply
from bot.domain.delivery import Delivery
from bot.domain.ids import PostKey, TicketId


class CannedReplies(Protocol):
    """The canned replies that a desk wrote itself; those of its process file are not here. A desk is its process's id."""

    def of(self, desk: str) -> tuple[CannedReply, ...]:
        """All of a desk, by id."""

    def save(self, desk: str, reply: CannedReply) -> None:
        """Adds it, or replaces the one of its id."""

    def remove(self, desk: str, reply: str) -> None:
        """Takes it away, if it is there."""


class Deliveries(Protocol):
    """Replies on their way and those that ended."""

    def save(self, delivery: Delivery) -> None:
        """Adds it, or replaces the one of its post."""

    def get(self, post: PostKey) -> Delivery | None:
        """The reply of that line in the thread, locked until the transaction ends."""

    def of(self, ticket: TicketId) -> tuple[Delivery, ...]:
        """All of a ticket, in the order of their posts; not locked."""
