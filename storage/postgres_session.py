"""A connection to PostgreSQL, and how it is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, Text, bindparam, create_engine, event, func, select, text
from sqlalchemy.pool import PoolProxiedConnection

from storage.errors import StorageError, UnsafeDatabase
from storage.leadership import driver_of
from storage.sql.session import NO_VALUES, NewRows, Prepared, Row, Statement, Statements, Values

_LANES = 1_448_296_275
"""Keeps the locks of lanes apart from other locks in the same database."""

_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), _LANES)))

_SESSION_SETTINGS = (
    "SET idle_in_transaction_session_timeout = '60s'",  # a stuck process must not keep its locks for ever
    "SET lock_timeout = '30s'",
)

_CONNECT = {
    "application_name": "ventanilla",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}

_OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR, TransactionStatus.ACTIVE)
_RECYCLE_SECONDS = 1800


def engine_of(url: URL, connections: int) -> Engine:
    """A pool of so many connections, each tested before it is handed out."""
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        pool_recycle=_RECYCLE_SECONDS,
        connect_args=_CONNECT,
    )
    event.listen(engine, "connect", _settle_in)
    return engine


def verify(connection: Connection) -> None:
    """`UnsafeDatabase` when the server may forget what it has committed."""
    for name in ("fsync", "synchronous_commit"):
        actual = connection.execute(text(f"SHOW {name}")).scalar_one()
        if actual == "off":
            raise UnsafeDatabase(
                f"PostgreSQL runs with {name} = off, so stored data would not be safe. Set it to on in the server's "
                "configuration and start again."
            )


def _settle_in(connection: psycopg.Connection[Any], _record: object) -> None:
    for setting in _SESSION_SETTINGS:
        connection.execute(setting)
    connection.commit()


class PostgresSession:
    """`Session` and `Transaction` on a connection of the pool."""

    def __init__(self, engine: Engine, statements: Statements) -> None:
        self._pooled: PoolProxiedConnection = engine.raw_connection()
        self._connection = driver_of(self._pooled)
        self._cursor = self._connection.cursor()
        self._statements = statements

    @property
    def usable(self) -> bool:
        """False once the connection was lost."""
        return not self._connection.closed

    def give_back(self) -> None:
        """Returns the connection to its pool; a lost one is thrown away there."""
        if self._connection.closed:
            self._pooled.invalidate()
        else:
            self._pooled.close()

    def one(self, statement: Statement, values: Values = NO_VALUES) -> Row | None:
        rows = self.all(statement, values)
        return rows[0] if rows else None

    def all(self, statement: Statement, values: Values = NO_VALUES) -> list[Row]:
        prepared = self._statements[statement]
        self._cursor.execute(prepared.sql.encode(), prepared.bind(values))
        return [prepared.read(row) for row in self._cursor.fetchall()]

    def run(self, statement: Statement, values: Values = NO_VALUES) -> int:
        prepared = self._statements[statement]
        self._cursor.execute(prepared.sql.encode(), prepared.bind(values))
        return self._cursor.rowcount

    def many(self, statement: Statement, values: Sequence[Values]) -> list[Row | None]:
        return self._each(self._statements[statement], values)

    def insert(self, new: NewRows, values: Sequence[Values]) -> list[int | None]:
        rows = self._each(self._statements[new.numbered], values)
        return [None if row is None else row[0] for row in rows]

    def _each(self, prepared: Prepared, values: Sequence[Values]) -> list[Row | None]:
        """All in one round trip."""
        if not values:
            return []
        if len(values) == 1:
            self._cursor.execute(prepared.sql.encode(), prepared.bind(values[0]))
            row = self._cursor.fetchone() if prepared.returns else None
            return [None if row is None else prepared.read(row)]
        bound = [prepared.bind(each) for each in values]
        self._cursor.executemany(prepared.sql.encode(), bound, returning=prepared.returns)
        if not prepared.returns:
            return [None] * len(bound)
        firsts = [cursor.fetchone() for cursor in self._cursor.results()]
        return [None if row is None else prepared.read(row) for row in firsts]

    def lock(self, name: str) -> None:
        self.one(_LOCK, {"name": name})

    @property
    def open(self) -> bool:
        return self._connection.info.transaction_status in _OPEN

    def begin(self) -> None:
        """Nothing: psycopg begins with the first statement."""

    def commit(self) -> None:
        if self._connection.info.transaction_status is TransactionStatus.INERROR:
            raise StorageError("a failed statement was passed over: PostgreSQL would commit nothing")
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def mark(self) -> None:
        self._cursor.execute("SAVEPOINT work")

    def undo_to_mark(self) -> None:
        self._cursor.execute("ROLLBACK TO work")
        self._cursor.execute("RELEASE work")

    def forget_mark(self) -> None:
        self._cursor.execute("RELEASE work")
