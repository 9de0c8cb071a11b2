"""An inbox in memory that can refuse to commit, and letters to deliver."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.app.outbox import Letter, Parcel, ParcelKind
from bot.app.ports import Arrival
from bot.domain.ids import ChatRef, MessageRef
from bot.domain.message import File, Message

PATIENCE = 30.0
"""Real seconds until something that should happen counts as missing. Only a test that fails waits so long."""

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class RecordedInbox:
    """Commits into lists. While `broken`, it raises as a full disk would, and nothing is committed."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.cursors: dict[str, int] = {}
        self.broken = False
        self.refused = 0

    async def receive(self, arrivals: Sequence[Arrival], cursor: tuple[str, int] | None) -> None:
        """As the application's Receive: by key, and all or nothing."""
        if self.broken:
            self.refused += 1
            raise OSError("no space left on device")
        known = {arrival.key for arrival in self.arrivals}
        self.arrivals += [arrival for arrival in arrivals if arrival.key not in known]
        if cursor is not None:
            self.cursors[cursor[0]] = cursor[1]

    async def cursor(self, name: str) -> int | None:
        """As the application's Cursor."""
        return self.cursors.get(name)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was committed, parsed."""
        return [json.loads(arrival.body) for arrival in self.arrivals]


async def until(condition: Callable[[], object], within: float = PATIENCE) -> None:
    """Waits until the condition holds; TimeoutError after so many seconds."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - what is waited for happens at the other end of a wire
            await asyncio.sleep(0.005)


def parcel(
    chat: str,
    message: Message,
    *,
    kind: ParcelKind = ParcelKind.SAY,
    key: str = "letter-1",
    target: MessageRef | None = None,
    thread: MessageRef | None = None,
    file: File | None = None,
    unsure: bool = False,
    at: datetime = NOON,
) -> Parcel:
    """A delivery on its first attempt."""
    letter = Letter(key=key, chat=ChatRef(chat), kind=kind, message=message, at=at, file=file)
    return Parcel(id=1, token=1, letter=letter, thread=thread, target=target, unsure=unsure, attempts=1)
