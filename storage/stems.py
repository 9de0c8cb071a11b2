"""Full-text search on either engine, over one column of stems: FTS5 with bm25, or a tsvector with ts_rank.

Stems are letters a to z and digits, so neither engine's own language support, nor its query language, has a say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import DDL, BigInteger, Column, Dialect, Float, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeDecorator, TypeEngine

_STEM = re.compile(r"[a-z0-9]+")


def _ddl(statement: str) -> DDL:
    return DDL(statement)  # type: ignore[no-untyped-call]  # SQLAlchemy has no types for it


SEARCHABLE: tuple[DDL, ...] = (
    _ddl("CREATE VIRTUAL TABLE knowledge_fts USING fts5(stems, tokenize='ascii')"),
    _ddl(
        "CREATE TRIGGER knowledge_added AFTER INSERT ON knowledge "
        "BEGIN INSERT INTO knowledge_fts(rowid, stems) VALUES (new.id, new.stems); END"
    ),
    _ddl(
        "CREATE TRIGGER knowledge_removed AFTER DELETE ON knowledge "
        "BEGIN DELETE FROM knowledge_fts WHERE rowid = old.id; END"
    ),
)
"""What makes the items searchable in SQLite; they are added and removed, never changed."""

SHADOWS = tuple(f"knowledge_fts{each}" for each in ("", "_data", "_idx", "_content", "_docsize", "_config"))
"""The tables that FTS5 makes of its own."""


class Stems(TypeDecorator[tuple[str, ...]]):
    """The stems of an item; one that is repeated weighs more."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A tsvector in PostgreSQL."""
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Words with spaces between; in PostgreSQL each with its places, which are what it counts."""
        if value is None:
            return None
        stems = _only_stems(value)
        if dialect.name != "postgresql":
            return " ".join(stems)
        places: dict[str, list[str]] = {}
        for place, stem in enumerate(stems, 1):
            places.setdefault(stem, []).append(str(place))
        return " ".join(f"{stem}:{','.join(each)}" for stem, each in places.items())


class AnyOf(TypeDecorator[tuple[str, ...]]):
    """A query that finds what has any of the stems."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """In the engine's query language; quoted where a stem could be a word of it."""
        if value is None:
            return None
        stems = _only_stems(value)
        return " | ".join(stems) if dialect.name == "postgresql" else " OR ".join(f'"{each}"' for each in stems)


def _only_stems(words: Sequence[str]) -> list[str]:
    return [each for each in words if _STEM.fullmatch(each)]


class _Found(FunctionElement[Any]):
    """The rows of `knowledge` that a query finds, with their rank (less is better)."""

    name = "found"
    inherit_cache = True


@compiles(_Found, "sqlite")
def _found_by_fts5(element: _Found, compiler: SQLCompiler, **options: Any) -> str:
    query = compiler.process(element.clauses, **options)
    columns, table = "rowid AS item, rank AS rank", "knowledge_fts"
    return f"(SELECT {columns} FROM {table} WHERE {table} MATCH {query})"  # noqa: S608 - a parameter's place, never a value


@compiles(_Found, "postgresql")
def _found_by_tsvector(element: _Found, compiler: SQLCompiler, **options: Any) -> str:
    query = compiler.process(element.clauses, **options)
    columns, table = "id AS item, -ts_rank(stems, query) AS rank", f"knowledge, to_tsquery('simple', {query}) AS query"
    return f"(SELECT {columns} FROM {table} WHERE stems @@ query)"  # noqa: S608 - a parameter's place, never a value


def found(query: Any) -> TableValuedAlias:
    """`item` (the row's id) and `rank` of what the query finds; `query` is of type `AnyOf`."""
    item: Column[int] = Column("item", BigInteger)
    rank: Column[float] = Column("rank", Float)
    return _Found(query).table_valued(item, rank, name="found")
