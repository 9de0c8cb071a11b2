"""Append-only tables say no to every change, unless a permit stands in the same transaction. It never outlives the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import bindparam, delete, insert

from storage.retention_tables import permits
from storage.sql.session import Session

_GIVE = insert(permits).values(what=bindparam("what")).returning(permits.c.id)
_TAKE = delete(permits).where(permits.c.id == bindparam("permit"))


@contextmanager
def permitted(session: Session, what: str) -> Iterator[None]:
    """Inside, rows of append-only tables may be erased or changed, for the reason given. When the work fails, the permit is
    undone with it."""
    row = session.one(_GIVE, {"what": what})
    yield
    session.run(_TAKE, {"permit": row[0] if row is not None else 0})
