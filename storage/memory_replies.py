"""Canned replies, and how those that were sent fared, in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain.canned import CannedReply
from bot.domain.delivery import Delivery
from bot.domain.ids import PostKey, TicketId
from storage.memory_rows import Rows


class MemoryCannedReplies:
    """`bot.app.reply_ports.CannedReplies`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[tuple[str, str], CannedReply] = rows()

    def of(self, desk: str) -> tuple[CannedReply, ...]:
        return tuple(reply for (of, _), reply in sorted(self._rows.items(), key=lambda each: each[0]) if of == desk)

    def save(self, desk: str, reply: CannedReply) -> None:
        self._rows[desk, reply.id] = reply

    def remove(self, desk: str, reply: str) -> None:
        self._rows.pop((desk, reply))


class MemoryDeliveries:
    """`bot.app.reply_ports.Deliveries`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[PostKey, Delivery] = rows()

    def save(self, delivery: Delivery) -> None:
        self._rows[delivery.post] = delivery

    def get(self, post: PostKey) -> Delivery | None:
        return self._rows.get(post)

    def of(self, ticket: TicketId) -> tuple[Delivery, ...]:
        return tuple(each for _, each in sorted(self._rows.items()) if each.ticket == ticket)
