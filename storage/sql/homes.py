"""Home tabs: who looked when, and what has changed since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, false, or_, select, true, update

from bot.domain.ids import PersonRef
from storage.desk_tables import homes
from storage.sql.session import Session
from storage.sql.upsert import replace

_OPENED = replace(homes, homes.c.person, [homes.c.opened_at, homes.c.desk, homes.c.outdated])
_CURRENT = select(homes.c.person).where(
    homes.c.outdated.is_(False),
    homes.c.opened_at >= bindparam("since"),
    or_(homes.c.desk.is_(True), homes.c.person == bindparam("requester")),
)
_OUTDATE = (
    update(homes)
    .where(homes.c.person == bindparam("whose"), homes.c.outdated.is_(False))
    .values(outdated=true())
    .returning(homes.c.person)
)
_UPDATED = update(homes).where(homes.c.person == bindparam("whose")).values(outdated=false()).returning(homes.c.desk)


class SqlHomes:
    """`bot.app.desk_ports.Homes`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def opened(self, person: PersonRef, at: datetime, *, desk: bool) -> None:
        self._session.run(_OPENED, {"person": person, "opened_at": at, "desk": desk, "outdated": False})

    def outdate(self, since: datetime, requester: PersonRef) -> tuple[PersonRef, ...]:
        # Always locked in the same order, so that two transactions cannot wait for each other.
        found = sorted(row[0] for row in self._session.all(_CURRENT, {"since": since, "requester": requester}))
        rows = self._session.many(_OUTDATE, [{"whose": each} for each in found]) if found else []
        return tuple(PersonRef(row[0]) for row in rows if row is not None)

    def updated(self, person: PersonRef) -> bool:
        row = self._session.one(_UPDATED, {"whose": person})
        return row is not None and bool(row[0])
