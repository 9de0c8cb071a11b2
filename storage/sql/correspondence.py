"""Which ticket a message is about."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from bot.domain.ids import MessageRef, TicketId
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import correspondence

_FIND = select(correspondence.c.ticket).where(correspondence.c.message == bindparam("message"))
_PUT = replace(correspondence, correspondence.c.message, [correspondence.c.ticket])


class SqlCorrespondence:
    """`bot.app.ticket_ports.Correspondence`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, messages: Mapping[MessageRef, TicketId]) -> None:
        self._session.many(_PUT, [{"message": each, "ticket": ticket} for each, ticket in sorted(messages.items())])

    def find(self, message: MessageRef) -> TicketId | None:
        row = self._session.one(_FIND, {"message": message})
        return None if row is None else TicketId(row[0])
