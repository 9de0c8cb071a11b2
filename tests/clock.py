"""A clock that tests move by hand."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday; noon in Mexico City."""


class FakeClock:
    """`bot.app.ports.Clock`. A sleeper wakes when `advance` reaches its time; with `hurried`, sleeping moves the time."""

    def __init__(self, start: datetime = NOON, *, hurried: bool = False) -> None:
        self._start = start
        self._passed = 0.0
        self._hurried = hurried
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    @property
    def sleepers(self) -> int:
        """How many wait for the time to move."""
        return sum(not woken.done() for _, woken in self._sleepers)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        if self._hurried:
            self.advance(seconds)
            await asyncio.sleep(0)
            return
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._passed + seconds, woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Moves the time; those whose time has come wake in its order."""
        self._passed += seconds
        due = sorted((each for each in self._sleepers if each[0] <= self._passed), key=lambda each: each[0])
        self._sleepers = [each for each in self._sleepers if each[0] > self._passed]
        for _, woken in due:
            if not woken.done():
                woken.set_result(None)
