"""What is kept too long is erased, and so are files that nobody points to any more: the one job that does so."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import structlog

from bot.app.files import Files
from bot.app.ports import Clock, Database
from bot.domain.retention import Retention, Rule

STRAY_KEPT = timedelta(days=1)
"""How long a file is kept that no row points to. It was just fetched, and will be pointed to, or it was fetched twice."""

AT_ONCE = 500
"""Rows, or names, in one transaction."""

log = structlog.get_logger(__name__)


class Eraser:
    """Runs now and then; what it did not reach, or was stopped at, it does the next time."""

    def __init__(self, database: Database, files: Files, clock: Clock, retention: Retention | None = None) -> None:
        self._database = database
        self._files = files
        self._clock = clock
        self._retention = retention or Retention()

    async def erase(self) -> None:
        """Rows go first: what a crash leaves without one is a stray file the next time. Then nothing of them is left on the
        disk of the database either. Only counts are logged."""
        now = self._clock.now()
        counts: Counter[str] = Counter()
        try:
            for rule, before in self._retention.bounds(now).items():
                counts[rule.value] += await self._by(rule, before)
        finally:
            if counts.total():
                log.info("retention.erased", **{rule: count for rule, count in counts.items() if count})
                await self._database.scrub()
        await self._strays(now)

    async def _by(self, rule: Rule, before: datetime) -> int:
        """How many rows were erased; so many at a time, with other work in between."""
        count = 0
        while True:
            erased = await self._database.run(lambda uow: uow.retaining.erase(rule, before, AT_ONCE))
            await self._files.erase(erased.files)
            count += erased.rows
            if not erased.rows:
                return count

    async def _strays(self, now: datetime) -> None:
        there = await self._files.older_than(now - STRAY_KEPT)
        for start in range(0, len(there), AT_ONCE):
            part = there[start : start + AT_ONCE]
            known = await self._database.run(lambda uow, part=part: uow.files.known(part))  # type: ignore[misc] # mypy infers no type for a default
            await self._files.erase([name for name in part if name not in known])
