"""Every version of a process that was ever in use."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import processes

_SAVE = replace(processes, processes.c.ref, [processes.c.body])
_ALL = select(processes.c.ref, processes.c.body).order_by(processes.c.ref)


class SqlProcesses:
    """`bot.app.ports.Processes`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, ref: str, body: str) -> None:
        self._session.run(_SAVE, {"ref": ref, "body": body})

    def all(self) -> Mapping[str, str]:
        return dict(self._session.all(_ALL))
