"""The desk in numbers: counted among what is open and what happened lately, never in the whole archive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, func, select, type_coerce

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


_IN_WEEK = tickets.c.opened_at >= bindparam("week")
_OPENED: Select[Any] = select(*_since(tickets.c.opened_at), func.count(tickets.c.taken_at)).where(_IN_WEEK)
_ENDED: Select[Any] = select(*_since(tickets.c.finished_at)).where(
    tickets.c.finished_at.is_not(None), tickets.c.finished_at >= bindparam("week")
)
_WAITED: ColumnElement[Any] = type_coerce(tickets.c.taken_at, BigInteger) - type_coerce(tickets.c.opened_at, BigInteger)
_MIDDLE: Select[Any] = (
    select(_WAITED)
    .where(_IN_WEEK, tickets.c.taken_at.is_not(None))
    .order_by(_WAITED)
    .limit(bindparam("middle"))
    .offset(bindparam("before"))
)
_SCORES: tuple[ColumnElement[Any], ...] = (func.count(), func.sum(tickets.c.rating))
_RATED: Select[Any] = select(*_SCORES).where(tickets.c.rating.is_not(None), tickets.c.finished_at >= bindparam("month"))


class SqlTallies:
    """`bot.app.desk_ports.Tallies`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def desk(self, today: datetime, week: datetime, month: datetime) -> Tally:
        rows = self._session.all(_OPEN)
        days = {"today": today, "week": week}
        opened = self._session.one(_OPENED, days) or (0, 0, 0)
        ended = self._session.one(_ENDED, days) or (0, 0)
        rated, scores = self._session.one(_RATED, {"month": month}) or (0, None)
        return Tally(
            open={Status(status): int(count) for status, count, _ in rows},
            unassigned=sum(int(nobody) for _, _, nobody in rows),
            opened_today=int(opened[0]),
            opened_in_week=int(opened[1]),
            ended_today=int(ended[0]),
            ended_in_week=int(ended[1]),
            to_take=self._median(week, int(opened[2])),
            rated=int(rated),
            satisfaction=int(scores) / int(rated) if rated else None,
        )

    def _median(self, week: datetime, taken: int) -> timedelta | None:
        """The time until a ticket was taken in the middle of those that were: of an even number, between the two."""
        if not taken:
            return None
        values = {"week": week, "middle": 2 - taken % 2, "before": (taken - 1) // 2}
        waited = [int(row[0]) for row in self._session.all(_MIDDLE, values)]
        return timedelta(microseconds=sum(waited) / len(waited))
