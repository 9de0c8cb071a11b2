"""A connection as the repositories use it, and the statements it runs.

Statements are SQLAlchemy Core expressions, built once as module constants. Each is compiled once per database and then
run on the driver's own cursor: measured side by side, a turn through `Connection.execute` costs 2.5 to 3 times as much.
Column types convert in and out exactly as they would there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Delete, Dialect, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler

Statement: TypeAlias = Select[Any] | Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]
Row: TypeAlias = tuple[Any, ...]
Convert: TypeAlias = Callable[[Any], Any]

NO_VALUES: Values = {}


@dataclass(frozen=True, slots=True, eq=False)
class NewRows:
    """An INSERT that leaves out rows whose key is there; `numbered` is the same one, returning the new id."""

    plain: Insert
    numbered: Insert


class Session(Protocol):
    """One transaction at a time on one connection. `values` are the statement's named parameters."""

    def one(self, statement: Statement, values: Values = NO_VALUES) -> Row | None:
        """The first row, or None."""

    def all(self, statement: Statement, values: Values = NO_VALUES) -> list[Row]:
        """Every row."""

    def run(self, statement: Statement, values: Values = NO_VALUES) -> int:
        """How many rows it changed."""

    def many(self, statement: Statement, values: Sequence[Values]) -> list[Row | None]:
        """The statement once for each of the values, in order: the first row of each."""

    def insert(self, new: NewRows, values: Sequence[Values]) -> list[int | None]:
        """The id of each new row, in order; None where the row was left out because its key was there."""

    def lock(self, name: str) -> None:
        """Keeps every other transaction that locks the same name waiting until this one ends."""


class Prepared:
    """A statement for one dialect: its SQL, and how values go in and come out."""

    __slots__ = ("_decoders", "_encoders", "_fixed", "returns", "sql")

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only SQL statements can be prepared")
        self.sql: str = compiled.string
        self._fixed = {
            name: parameter.effective_value
            for name in compiled.params
            if not (parameter := compiled.binds[name]).required
        }
        self._encoders: tuple[tuple[str, Convert], ...] = tuple(
            (name, convert)
            for name in compiled.params
            if (convert := compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) is not None
        )
        columns = list(statement.exported_columns)
        self.returns = bool(columns)
        decoders = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._decoders = decoders if any(decoders) else None

    def bind(self, values: Values) -> Values:
        """The values as the driver takes them."""
        if not self._fixed and not self._encoders:
            return values
        bound = {**self._fixed, **values}
        for name, encode in self._encoders:
            bound[name] = encode(bound[name])
        return bound

    def read(self, row: Row) -> Row:
        """The driver's row as the caller takes it."""
        if self._decoders is None:
            return row
        return tuple(
            value if decode is None else decode(value) for decode, value in zip(self._decoders, row, strict=True)
        )


class Statements:
    """Every statement that was run on a database so far, compiled."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._prepared: dict[Statement, Prepared] = {}

    def __getitem__(self, statement: Statement) -> Prepared:
        prepared = self._prepared.get(statement)
        if prepared is None:
            prepared = self._prepared[statement] = Prepared(statement, self._dialect)
        return prepared
