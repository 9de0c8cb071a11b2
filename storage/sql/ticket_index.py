"""Where words lead to tickets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from bot.domain.ids import TicketId
from storage.desk_tables import ticket_marks
from storage.sql.session import Session

READ = 500
"""The newest tickets of a mark that are looked at."""

_PUT = insert(ticket_marks).values(mark=bindparam("mark"), ticket=bindparam("ticket"))
_WITH = (
    select(ticket_marks.c.ticket)
    .where(ticket_marks.c.mark == bindparam("mark"))
    .order_by(ticket_marks.c.ticket.desc())
    .limit(bindparam("limit"))
)


class SqlTicketIndex:
    """`bot.app.ticket_ports.TicketIndex`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, ticket: TicketId, marks: Sequence[str]) -> None:
        for mark in marks:
            self._session.run(_PUT, {"mark": mark, "ticket": ticket})

    def find(self, marks: Sequence[str], limit: int) -> tuple[TicketId, ...]:
        found: set[int] | None = None
        for mark in marks:
            here = {row[0] for row in self._session.all(_WITH, {"mark": mark, "limit": READ})}
            found = here if found is None else found & here
            if not found:
                return ()
        return tuple(TicketId(each) for each in sorted(found or (), reverse=True)[:limit])
