"""The audit, which only grows."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from bot.domain.audit import Audited, Kind, Outcome
from bot.domain.text import Untrusted
from storage.desk_tables import audit
from storage.sql.session import Session

_COLUMNS = [column for column in audit.columns if column.name != "id"]
_ADD = insert(audit).values({column: bindparam(column.name) for column in _COLUMNS})
_NEWEST = select(*_COLUMNS).order_by(audit.c.id.desc()).limit(bindparam("limit"))


class SqlAuditLog:
    """`bot.app.desk_ports.AuditLog`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, line: Audited) -> None:
        self._session.run(
            _ADD,
            {
                "at": line.at,
                "person": line.person,
                "gateway": line.gateway,
                "kind": line.kind.value,
                "what": line.what.untrusted,
                "outcome": line.outcome.value,
                "reason": line.reason,
                "ticket": line.ticket,
                "about": line.about,
            },
        )

    def newest(self, limit: int) -> tuple[Audited, ...]:
        return tuple(
            Audited(
                at=row[0],
                person=row[1],
                gateway=row[2],
                kind=Kind(row[3]),
                what=Untrusted(row[4]),
                outcome=Outcome(row[5]),
                reason=row[6],
                ticket=row[7],
                about=row[8],
            )
            for row in self._session.all(_NEWEST, {"limit": limit})
        )
