"""Knows since when nobody listened to Slack, also across restarts, and has that time swept."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.app.mishap import told
from bot.app.ports import Clock, Cursor, Receive

LOOK = 60.0
"""Seconds between looks whether we listen; each one that finds us listening is written down."""

FIRST_LOOK = 1.0
"""The same, until the first connection."""

GAP = 90
"""Seconds without having listened that are looked into. Slack itself sends again what was missed for a shorter time."""

MARGIN = timedelta(minutes=7)
"""How much more than the gap is swept: Slack's clock is another one, and what it sent again in vain was written before."""

SEEN = "slack:seen"
"""The cursor that holds when we last listened, and could commit."""

UNSWEPT = "slack:unswept"
"""The cursor that holds where a sweep begins that is not done yet; 0 when it is."""

log = structlog.get_logger(__name__)


class SlackWatch:
    """`listens`: whether events reach us now. `sweep`: commits what was written since an instant; raises when it could not."""

    def __init__(
        self,
        *,
        listens: Callable[[], Awaitable[bool]],
        sweep: Callable[[datetime], Awaitable[None]],
        receive: Receive,
        cursor: Cursor,
        clock: Clock,
    ) -> None:
        self._listens = listens
        self._sweep = sweep
        self._receive = receive
        self._cursor = cursor
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._sweeping: asyncio.Task[bool] | None = None

    def start(self) -> None:
        """Begins to watch, in a task of its own."""
        self._task = asyncio.create_task(self.run(), name="slack watch")

    async def stop(self) -> None:
        """Ends it; what was not swept is swept at the next start."""
        for task in (self._task, self._sweeping):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._task = self._sweeping = None

    async def run(self) -> None:
        """Watches for ever."""
        seen_before = False
        while True:
            try:
                seen_before = await self._look(first=not seen_before) or seen_before
            except Exception as error:  # noqa: BLE001 - whatever it is: a look that fails is a time in which nobody listened
                log.warning("slack.watch_failed", why=told(error))
            await self._clock.sleep(LOOK if seen_before else FIRST_LOOK)

    async def _look(self, *, first: bool) -> bool:
        """Whether we listen. A start is always looked into, for nobody knows what was on its way when the last process
        ended."""
        if not await self._listens():
            return False
        now = int(self._clock.now().timestamp())
        seen = await self._cursor(SEEN)
        if self._sweeping is not None and self._sweeping.done() and await self._sweeping:
            self._sweeping = None
            await self._receive([], (UNSWEPT, 0))
        begin = await self._cursor(UNSWEPT) or None
        missed = seen is not None and (first or now - seen > GAP)
        if seen is not None and missed:
            begin = min(seen, begin or seen)
            await self._receive([], (UNSWEPT, begin))
        await self._receive([], (SEEN, now))
        if begin is not None and (missed or self._sweeping is None or self._sweeping.done()):
            await self._sweep_from(datetime.fromtimestamp(begin, UTC) - MARGIN)
        return True

    async def _sweep_from(self, begin: datetime) -> None:
        """In the background; one that is under way begins anew, for it may be past what was missed since."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        self._sweeping = asyncio.create_task(self._swept(begin), name="slack sweep")

    async def _swept(self, begin: datetime) -> bool:
        """Whether it was done; if not, the next look begins it anew."""
        try:
            await self._sweep(begin)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
            log.warning("slack.sweep_failed", why=told(error))
            return False
        return True
