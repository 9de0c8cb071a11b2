"""Totals kept in the transaction that changes them: counting the archive would grow with it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from storage.sql.session import Session
from storage.tables import counters

_ADD = (
    insert(counters)
    .values(name=bindparam("name"), value=bindparam("by"))
    .on_conflict_do_update(
        index_elements=[counters.c.name], set_={"value": counters.c.value + insert(counters).excluded.value}
    )
)
_ALL = select(counters.c.name, counters.c.value)


class SqlCounters:
    """Named totals."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, more: Mapping[str, int]) -> None:
        """Adds to the totals, in the order of their names so that two transactions cannot wait for each other."""
        self._session.many(_ADD, [{"name": name, "by": by} for name, by in sorted(more.items()) if by])

    def all(self) -> Mapping[str, int]:
        """Every total that was ever added to."""
        return {name: int(value) for name, value in self._session.all(_ALL)}
