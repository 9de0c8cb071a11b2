"""Time that jumps to whatever is due next: hours of waiting pass in no time, and one seed is one run."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday; noon in Mexico City."""


class _Selector(selectors.SelectSelector):
    """Never waits for time to pass; waits for a thread only while one is at work for us."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.threads and timeout != 0:
            return super().select(None)
        if timeout is None:
            raise RuntimeError("everybody waits, and nothing is due: the simulation is stuck")
        self.passed += max(timeout, 0.0)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time` is virtual; `asyncio.sleep` and time-outs follow it."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.passed

    async def shutdown_default_executor(self, *args: Any) -> None:
        with self.thread_at_work():
            await super().shutdown_default_executor(*args)

    @contextlib.contextmanager
    def thread_at_work(self) -> Iterator[None]:
        """While somebody waits for a thread, time stands still."""
        self._virtual.threads += 1
        try:
            yield
        finally:
            self._virtual.threads -= 1


class VirtualClock:
    """`bot.app.ports.Clock` on such a loop."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return START + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))
