"""The only place that asks the machine for the time; everybody else is given a clock."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place allowed to ask

    def monotonic(self) -> float:
        """Seconds since an arbitrary start, never stepping back: for durations and rates."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Waits; 0 or less gives others a turn."""
        await asyncio.sleep(max(0.0, seconds))
