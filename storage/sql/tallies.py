"""The desk in numbers: counted among what is open and what happened lately, never in the whole archive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from bot.domain.tally import Tally
from bot.domain.ticket import Status
from storage.sql.session import Session
from storage.tables import tickets
from storage.types import Instant

_NOBODY = tickets.c.assignee.is_(None)
_OPEN: Select[Any] = (
    select(tickets.c.status, func.count(), func.count().filter(_NOBODY))
    .where(tickets.c.open.is_(True))
    .group_by(tickets.c.status)
)


def _since(column: ColumnElement[datetime]) -> tuple[ColumnElement[Any], ...]:
    return func.count().filter(column >= bindparam("today", type_=Instant())), func.count()


_OPENED: Select[Any] = select(*_since(tickets.c.opened_at)).where(tickets.c.opened_at >= bindparam("week"))
_ENDED: Select[Any] = select(*_since(tickets.c.finished_at)).where(
    tickets.c.finished_at.is_not(None), tickets.c.finished_at >= bindparam("week")
)


class SqlTallies:
    """`bot.app.desk_ports.Tallies`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def desk(self, today: datetime, week: datetime) -> Tally:
        rows = self._session.all(_OPEN)
        days = {"today": today, "week": week}
        opened = self._session.one(_OPENED, days) or (0, 0)
        ended = self._session.one(_ENDED, days) or (0, 0)
        return Tally(
            open={Status(status): int(count) for status, count, _ in rows},
            unassigned=sum(int(nobody) for _, _, nobody in rows),
            opened_today=int(opened[0]),
            opened_in_week=int(opened[1]),
            ended_today=int(ended[0]),
            ended_in_week=int(ended[1]),
        )
