"""INSERT with a conflict clause, which PostgreSQL and SQLite spell alike; this construct compiles on both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert, insert

from storage.sql.session import NewRows


def insert_new(table: Table, key: Column[str]) -> NewRows:
    """Rows of every column, left out when their key is there already; the database gives the id."""
    plain = unless_there(table, key)
    return NewRows(plain, plain.returning(table.c["id"]))


def unless_there(table: Table, key: Column[str]) -> Insert:
    """A row of every column, left out when its key is there already."""
    return _row(table).on_conflict_do_nothing(index_elements=[key])


def replace(table: Table, key: Column[str] | Sequence[Column[str]], columns: Iterable[Column[object]]) -> Insert:
    """A row of every column; when its key is there already, these columns are overwritten."""
    keys = [key] if isinstance(key, Column) else list(key)
    row = _row(table)
    return row.on_conflict_do_update(
        index_elements=keys, set_={column.name: row.excluded[column.name] for column in columns}
    )


def _row(table: Table) -> Insert:
    return insert(table).values({column: bindparam(column.name) for column in table.columns if column.name != "id"})
