"""What is due when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.app.ports import TimerRow
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import timers

_COLUMNS = (timers.c.key, timers.c.due, timers.c.purpose, timers.c.chat, timers.c.person, timers.c.ticket)
_SET = replace(timers, timers.c.key, _COLUMNS[1:])
_CANCEL = delete(timers).where(timers.c.key == bindparam("key"))
_DUE = (
    select(timers.c.key)
    .where(timers.c.due <= bindparam("at"))
    .order_by(timers.c.due, timers.c.key)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("due_now")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
"""Found once and for all: PostgreSQL may run a plain subquery again for each row of a nested loop, skip what it has locked
itself, and so take more than the limit."""

TAKE = delete(timers).where(timers.c.key.in_(select(_DUE.c.key))).returning(*_COLUMNS)


class SqlTimers:
    """`bot.app.ports.Timers`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def set(self, timer: TimerRow) -> None:
        self._session.run(
            _SET,
            {
                "key": timer.key,
                "due": timer.due,
                "purpose": timer.purpose,
                "chat": timer.chat,
                "person": timer.person,
                "ticket": timer.ticket,
            },
        )

    def cancel(self, key: str) -> None:
        self._session.run(_CANCEL, {"key": key})

    def take_due(self, at: datetime, limit: int) -> tuple[TimerRow, ...]:
        taken = [
            TimerRow(key=key, due=due, purpose=purpose, chat=chat, person=person, ticket=ticket)
            for key, due, purpose, chat, person, ticket in self._session.all(TAKE, {"at": at, "limit": limit})
        ]
        return tuple(sorted(taken, key=lambda each: (each.due, each.key)))  # RETURNING promises no order
