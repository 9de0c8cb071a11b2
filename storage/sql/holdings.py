"""What is held about a person, found by the inventory: the statements are made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from bot.app.outbox import Letter
from bot.domain.conversation import Conversation
from bot.domain.delivery import Delivery
from bot.domain.erasure import Erasure
from bot.domain.incident import Incident, IncidentEntry
from bot.domain.personal import By
from bot.domain.ticket import HistoryEntry, Ticket
from storage.codec import Codec
from storage.desk_tables import audit
from storage.gathering import Gathering, StoredRow
from storage.incident_tables import incidents
from storage.inventory import INVENTORY, Held
from storage.secret_tables import secrets
from storage.sql.session import Session

_TABLES: Mapping[str, Table] = {  # all of them: each of these modules adds its own
    name: table for of in (audit, incidents, secrets) for name, table in of.metadata.tables.items()
}


def _found_by(table: Table, column: str, by: By) -> Select[Any]:
    value = bindparam("value", type_=table.c[column].type)
    where = table.c[column].contains(value) if by is By.MENTION else table.c[column] == value
    return select(*table.columns).where(where).order_by(*table.primary_key.columns)


def _statements(table: str, held: Held) -> Iterator[tuple[tuple[str, str], Select[Any]]]:
    for column, by in held.found.items():
        yield (table, column), _found_by(_TABLES[table], column, by)


_FOUND: Mapping[tuple[str, str], Select[Any]] = MappingProxyType(
    dict(each for table, held in INVENTORY.items() for each in _statements(table, held))
)


class SqlHoldings(Gathering):
    """`bot.app.holdings.Holdings`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        super().__init__(self._stored)
        self._session = session
        self._shapes: Mapping[type, Any] = {
            Conversation: codec.conversation,
            Ticket: codec.ticket,
            HistoryEntry: codec.entry,
            Letter: codec.letter,
            Delivery: codec.delivery,
            Erasure: codec.erasure,
            Incident: codec.incident,
            IncidentEntry: codec.incident_entry,
        }

    def _stored(self, table: str, column: str, value: object) -> Iterator[StoredRow]:
        names = [each.name for each in _TABLES[table].columns]
        body = INVENTORY[table].body
        for values in self._session.all(_FOUND[table, column], {"value": value}):
            row = dict(zip(names, values, strict=True))
            if body is not None:
                row["body"] = self._shapes[body].load(row["body"]) if row["body"] else None
            yield row
