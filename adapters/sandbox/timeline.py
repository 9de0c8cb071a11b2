"""The sandbox's own time: real by default, moved forward by tests, sped up by the demo."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.clock import SystemClock


class Timeline:
    """A clock that a test can push forward and a demo can speed up.

    ``now`` is the date on messages and updates and the measure of their lifetimes: base time plus everything
    advanced, never scaled by ``speed``, so that dates and signatures stay credible to the program under test.
    ``monotonic`` and ``sleep`` are scaled: at ``speed=20`` one real second is worth twenty of the platform's,
    so rates and waits shrink to a twentieth. ``speed`` is set once, before anything is measured.
    Use it from one event loop only.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime] | None = None,
        monotonic: Callable[[], float] | None = None,
        speed: float = 1.0,
    ) -> None:
        if speed <= 0:
            raise ValueError(f"speed must be above 0, not {speed}")
        system = SystemClock()
        self._now = now or system.now
        self._monotonic = monotonic or system.monotonic
        self._advanced = 0.0
        self._advances: set[asyncio.Event] = set()
        self.speed = speed

    def now(self) -> datetime:
        """The sandbox's date and time, aware, in UTC."""
        return self._now() + timedelta(seconds=self._advanced)

    def monotonic(self) -> float:
        """Seconds of the sandbox since an arbitrary start; never steps back."""
        return self._monotonic() * self.speed + self._advanced

    @property
    def sleepers(self) -> int:
        """How many wait in `sleep`: a test advances when those it means are asleep."""
        return len(self._advances)

    def advance(self, seconds: float) -> None:
        """Move the sandbox's time forward; sleepers whose moment has come wake in the next loop turn."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._advanced += seconds
        for woken in self._advances:
            woken.set()

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds`` of the sandbox's time: ``seconds / speed`` real ones, or less by `advance`."""
        deadline = self.monotonic() + seconds
        woken = asyncio.Event()
        self._advances.add(woken)
        try:
            await asyncio.sleep(0)
            while (remaining := deadline - self.monotonic()) > 0:
                woken.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), remaining / self.speed)
        finally:
            self._advances.discard(woken)
