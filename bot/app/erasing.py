"""Files that nobody needs any more are erased: those of abandoned requests, copies that no row points to, and what a
stopped transfer left."""

from __future__ import annotations

from datetime import timedelta

from bot.app.files import Files
from bot.app.ports import Clock, Database

UNCLAIMED_KEPT = timedelta(days=30)
"""How long the files of a request are kept that never became a ticket: as long as the request itself may be resumed."""

STRAY_KEPT = timedelta(days=1)
"""How long a file is kept that no row points to. It was just fetched, and will be pointed to, or it was fetched twice."""

AT_ONCE = 500
"""Rows, or names, in one transaction."""


class Eraser:
    """Runs now and then; what it did not reach it does the next time."""

    def __init__(self, database: Database, files: Files, clock: Clock) -> None:
        self._database = database
        self._files = files
        self._clock = clock

    async def erase(self) -> None:
        """Rows go first: what a crash leaves without one is a stray file the next time."""
        now = self._clock.now()
        names = await self._database.run(lambda uow: uow.files.forget_unclaimed(now - UNCLAIMED_KEPT, AT_ONCE))
        await self._files.erase(names)
        there = await self._files.older_than(now - STRAY_KEPT)
        for start in range(0, len(there), AT_ONCE):
            part = there[start : start + AT_ONCE]
            known = await self._database.run(lambda uow, part=part: uow.files.known(part))  # type: ignore[misc] # mypy infers no type for a default
            await self._files.erase([name for name in part if name not in known])
