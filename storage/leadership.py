"""What must be single among several processes on one PostgreSQL: whoever has the session's advisory lock does it."""

from __future__ import annotations

import threading

import psycopg
from sqlalchemy import Engine
from sqlalchemy.pool import PoolProxiedConnection

from storage.errors import translated

_NAMESPACE = 1_448_296_276
"""Keeps our locks apart from those of others in the same database; the lanes have their own."""


class Leadership:
    """The names that this process leads. Its connection is its own: when it is lost, so is everything led."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_at_a_time = threading.Lock()
        self._pooled: PoolProxiedConnection | None = None
        self._led: set[str] = set()

    def try_lead(self, name: str) -> bool:
        """Whether this process leads the name from now on; False when another does. Blocks for a round trip or two."""
        with self._one_at_a_time:
            try:
                if self._still_connected() and name in self._led:
                    return True
                return self._claim(name)
            except psycopg.Error as error:
                self._drop()
                told = translated(error)
        raise told

    def close(self) -> None:
        """Gives up every name."""
        with self._one_at_a_time:
            self._drop()

    def _still_connected(self) -> bool:
        if self._pooled is None:
            return False
        try:
            self._connection(self._pooled).execute("SELECT 1")
        except psycopg.Error:
            self._drop()
            return False
        return True

    def _claim(self, name: str) -> bool:
        if self._pooled is None:
            self._pooled = self._engine.raw_connection()
            self._connection(self._pooled).autocommit = True
        row = (
            self._connection(self._pooled)
            .execute("SELECT pg_try_advisory_lock(hashtextextended(%s, %s))", (name, _NAMESPACE))
            .fetchone()
        )
        if row is None or not row[0]:
            return False
        self._led.add(name)
        return True

    def _connection(self, pooled: PoolProxiedConnection) -> psycopg.Connection[tuple[object, ...]]:
        return driver_of(pooled)

    def _drop(self) -> None:
        self._led.clear()
        if self._pooled is not None:
            self._pooled.invalidate()  # closes it, and the server lets go of the locks
            self._pooled = None


def driver_of(pooled: PoolProxiedConnection) -> psycopg.Connection[tuple[object, ...]]:
    """psycopg's own connection under SQLAlchemy's."""
    driver = pooled.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("expected the psycopg driver")
    return driver
