"""What keeps deliveries from leaving."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from bot.app.outbox import Trouble, TroubleRow
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import troubles

_FIND = select(troubles.c.trouble).where(troubles.c.place == bindparam("at_place"))
_BEGIN = replace(troubles, troubles.c.place, [troubles.c.trouble, troubles.c.since])
_END = delete(troubles).where(troubles.c.place == bindparam("at_place"))
_ALL = select(troubles.c.place, troubles.c.trouble, troubles.c.since).order_by(troubles.c.place)


class SqlTroubles:
    """`bot.app.outbox.Troubles`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, row: TroubleRow) -> bool:
        known = self._session.one(_FIND, {"at_place": row.place})
        if known is not None and known[0] == row.trouble.value:
            return False
        self._session.run(_BEGIN, {"place": row.place, "trouble": row.trouble.value, "since": row.since})
        return True

    def end(self, place: str) -> bool:
        return self._session.run(_END, {"at_place": place}) > 0

    def all(self) -> tuple[TroubleRow, ...]:
        return tuple(
            TroubleRow(place=place, trouble=Trouble(trouble), since=since)
            for place, trouble, since in self._session.all(_ALL)
        )
