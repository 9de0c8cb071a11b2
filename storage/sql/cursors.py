"""How far each platform's queue was read."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import cursors

_GET = select(cursors.c.value).where(cursors.c.name == bindparam("name"))
_SET = replace(cursors, cursors.c.name, [cursors.c.value])


class SqlCursors:
    """`bot.app.ports.Cursors`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> int | None:
        row = self._session.one(_GET, {"name": name})
        return None if row is None else int(row[0])

    def set(self, name: str, value: int) -> None:
        self._session.run(_SET, {"name": name, "value": value})
