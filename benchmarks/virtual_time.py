"""An event loop whose time passes only by being waited for: hours of pacing in seconds, and the same every time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

_START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class _Selector(selectors.SelectSelector):
    """Instead of waiting, it is later."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if not events and timeout is None:
            raise RuntimeError("everything waits for something that will never happen")
        if not events:
            self.now += timeout or 0.0
        return events


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now


class VirtualClock:
    """`bot.app.ports.Clock` on the running loop's time."""

    def now(self) -> datetime:
        """The loop's time as a date."""
        return _START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds since the loop began."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Costs no real time."""
        await asyncio.sleep(seconds)


def run_virtually(main: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine on a loop of its own."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)
