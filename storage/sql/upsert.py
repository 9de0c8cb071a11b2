"""INSERT with a conflict clause, which PostgreSQL and SQLite spell alike; this construct compiles on both."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert, insert


def insert_new(table: Table, key: Column[str]) -> Insert:
    """A row of every column, left out when its key is there already; the database gives the id."""
    return _row(table).on_conflict_do_nothing(index_elements=[key])


def replace(table: Table, key: Column[str], columns: Iterable[Column[object]]) -> Insert:
    """A row of every column; when its key is there already, these columns are overwritten."""
    row = _row(table)
    return row.on_conflict_do_update(
        index_elements=[key], set_={column.name: row.excluded[column.name] for column in columns}
    )


def _row(table: Table) -> Insert:
    return insert(table).values({column: bindparam(column.name) for column in table.columns if column.name != "id"})
