"""Arrivals that wait, and those that had their effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from bot.app.ports import Arrival, InboxRow
from bot.domain.ids import EventId
from storage.sql.session import Session
from storage.sql.upsert import insert_new
from storage.tables import inbox, word

_WAITS = inbox.c.status == word("waiting")
_THIS = inbox.c.id == bindparam("row")

_ADD = insert_new(inbox, inbox.c.key)
_STORED = select(inbox.c.body).where(inbox.c.key == bindparam("which"))
_OLDEST = (
    select(
        inbox.c.id,
        inbox.c.source,
        inbox.c.key,
        inbox.c.lane,
        inbox.c.body,
        inbox.c.at,
        inbox.c.attempts,
        inbox.c.not_before,
    )
    .where(_WAITS, inbox.c.lane == bindparam("lane"))
    .order_by(inbox.c.id)
    .limit(1)
)
_LANES = (
    select(inbox.c.lane).where(_WAITS).group_by(inbox.c.lane).order_by(func.min(inbox.c.id)).limit(bindparam("limit"))
)
_DONE = update(inbox).where(_THIS).values(status="done", ended_at=bindparam("ended_at"))
_FORGET = delete(inbox).where(_THIS)
_RETRY = (
    update(inbox)
    .where(_THIS)
    .values(attempts=bindparam("attempts"), not_before=bindparam("not_before"), error=bindparam("error"))
)
_QUARANTINE = (
    update(inbox)
    .where(_THIS)
    .values(
        status="quarantined",
        attempts=inbox.c.attempts + 1,
        ended_at=bindparam("ended_at"),
        error=bindparam("error"),
    )
)
_QUARANTINED = select(func.count()).select_from(inbox).where(inbox.c.status == word("quarantined"))


class SqlInbox:
    """`bot.app.ports.Inbox`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, arrivals: Sequence[Arrival]) -> tuple[str, ...]:
        ids = self._session.insert(
            _ADD,
            [
                {
                    "key": each.key,
                    "source": each.source,
                    "lane": each.lane,
                    "body": each.body,
                    "at": each.at,
                    "status": "waiting",
                    "attempts": 0,
                    "not_before": each.at,
                    "ended_at": None,
                    "error": None,
                }
                for each in arrivals
            ],
        )
        return tuple(each.lane for each, row_id in zip(arrivals, ids, strict=True) if row_id is not None)

    def stored(self, key: EventId) -> str | None:
        row = self._session.one(_STORED, {"which": key})
        return None if row is None else str(row[0])

    def claim(self, lane: str) -> InboxRow | None:
        self._session.lock(lane)
        row = self._session.one(_OLDEST, {"lane": lane})
        if row is None:
            return None
        row_id, source, key, its_lane, body, at, attempts, not_before = row
        return InboxRow(
            id=row_id,
            source=source,
            key=key,
            lane=its_lane,
            body=body,
            at=at,
            attempts=attempts,
            not_before=not_before,
        )

    def waiting_lanes(self, limit: int) -> tuple[str, ...]:
        return tuple(row[0] for row in self._session.all(_LANES, {"limit": limit}))

    def done(self, row_id: int, at: datetime) -> None:
        self._session.run(_DONE, {"row": row_id, "ended_at": at})

    def forget(self, row_id: int) -> None:
        self._session.run(_FORGET, {"row": row_id})

    def retry(self, row_id: int, *, attempts: int, not_before: datetime, error: str) -> None:
        self._session.run(_RETRY, {"row": row_id, "attempts": attempts, "not_before": not_before, "error": error})

    def quarantine(self, row_id: int, *, at: datetime, error: str) -> None:
        self._session.run(_QUARANTINE, {"row": row_id, "ended_at": at, "error": error})

    def quarantined(self) -> int:
        row = self._session.one(_QUARANTINED)
        return 0 if row is None else int(row[0])
