"""After the master key was changed: what is sealed gets the new one, and the old ones are forgotten."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.app.ports import Clock, Database, UnitOfWork
from bot.app.sealing import CannotOpen, Sealer, SecretRow
from bot.domain.sealed import SecretId

NOTICED = timedelta(minutes=1)
"""After so long every process seals with the new key, and whatever was being sealed with an old one is committed."""

AT_ONCE = 100
"""Secrets in one transaction."""

log = structlog.get_logger(__name__)


class Rewrapper:
    """Runs now and then; with one key there is nothing to do."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def rewrap(self) -> None:
        """Every secret gets the newest key. Once a minute has passed since that was made, the older ones are forgotten."""
        if not self._sealer.has_older_keys():
            return
        before = self._clock.now() - NOTICED
        last: SecretId | None = None
        while rows := await self._database.run(lambda uow, last=last: self._some(uow, last)):  # type: ignore[misc] # mypy infers no type for a default
            last = rows[-1].id
        self._sealer.forget_older_keys(before)

    def _some(self, uow: UnitOfWork, last: SecretId | None) -> tuple[SecretRow, ...]:
        rows = uow.secrets.after(last, AT_ONCE)
        for row in rows:
            if not self._sealer.is_current(row.envelope):
                try:
                    uow.secrets.replace_envelope(row.id, self._sealer.renewed(row.envelope, row.about))
                except CannotOpen:
                    log.warning("secret.lost", secret=row.id)
                    uow.secrets.destroy((row.id,))
        return rows
