"""What is due becomes events. APScheduler only ticks: it holds no state, and every instant that matters is a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.app.handle import Done, Handler
from bot.app.ports import Clock, Crashpoint, Database, TimerRow, UnitOfWork, no_crash

AGAIN = timedelta(minutes=5)
"""When a timer whose work failed is tried again."""

log = structlog.get_logger(__name__)


class Ticker:
    """Does what is due, one timer a transaction, so that a failing one costs only itself."""

    def __init__(
        self,
        database: Database,
        handler: Handler,
        clock: Clock,
        after: Callable[[Done], None],
        crashpoint: Crashpoint = no_crash,
    ) -> None:
        self._database = database
        self._handler = handler
        self._clock = clock
        self._after = after
        self._crashpoint = crashpoint

    async def tick(self) -> int:
        """Does everything that is due now; returns how much it was."""
        count = 0
        while await self._one():
            count += 1
        await self._destroy_expired()
        return count

    async def _destroy_expired(self) -> None:
        """Secrets whose time is over are gone, whatever else becomes of them."""
        now = self._clock.now()
        if await self._database.run(lambda uow: uow.secrets.destroy_expired(now)):
            await self._database.scrub()

    async def _one(self) -> bool:
        now = self._clock.now()

        def work(uow: UnitOfWork) -> Done | None:
            due = uow.timers.take_due(now, 1)
            return self._handler.due(uow, due[0], now) if due else None

        self._crashpoint("tick.before_commit")
        try:
            done = await self._database.run(work)
        except Exception:
            log.exception("timer.failed")
            return await self._database.run(self._put_off)
        self._crashpoint("tick.after_commit")
        if done is None:
            return False
        self._after(done)
        return True

    def _put_off(self, uow: UnitOfWork) -> bool:
        now = self._clock.now()
        failed: tuple[TimerRow, ...] = uow.timers.take_due(now, 1)
        for timer in failed:
            uow.timers.set(replace(timer, due=now + AGAIN))
        return bool(failed)
