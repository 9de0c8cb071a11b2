"""SQLite: one writer thread with the only connection, one commit for all the works that are ready."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy import URL

from bot.app.ports import Crashpoint, UnitOfWork, no_crash
from storage.codec import codec
from storage.errors import translated
from storage.sql.session import NO_VALUES, NewRows, Row, Statement, Statements, Values
from storage.sql.unit_of_work import SqlUnitOfWork
from storage.sqlite_file import fold_log, opened
from storage.works import WorkQueue, commit_together

T = TypeVar("T")

MOST_TOGETHER = 64
"""Works in one commit (performance.md §1)."""


class SqliteSession:
    """`Session` and `Transaction` on the writer's connection."""

    def __init__(self, connection: sqlite3.Connection, statements: Statements) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._statements = statements

    def one(self, statement: Statement, values: Values = NO_VALUES) -> Row | None:
        rows = self.all(statement, values)
        return rows[0] if rows else None

    def all(self, statement: Statement, values: Values = NO_VALUES) -> list[Row]:
        prepared = self._statements[statement]
        return [prepared.read(row) for row in self._execute(prepared.sql, prepared.bind(values)).fetchall()]

    def run(self, statement: Statement, values: Values = NO_VALUES) -> int:
        prepared = self._statements[statement]
        return self._execute(prepared.sql, prepared.bind(values)).rowcount

    def many(self, statement: Statement, values: Sequence[Values]) -> list[Row | None]:
        return [self.one(statement, each) for each in values]

    def insert(self, new: NewRows, values: Sequence[Values]) -> list[int | None]:
        """By the driver's row count and last id: RETURNING would double what an insert costs."""
        prepared = self._statements[new.plain]
        inserted = (self._execute(prepared.sql, prepared.bind(each)) for each in values)
        return [cursor.lastrowid if cursor.rowcount else None for cursor in inserted]

    def lock(self, name: str) -> None:
        """Nothing: there is only one writer."""

    @property
    def open(self) -> bool:
        return self._connection.in_transaction

    def begin(self) -> None:
        self._execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self._execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self._execute("ROLLBACK")

    def mark(self) -> None:
        self._execute("SAVEPOINT work")

    def undo_to_mark(self) -> None:
        self._execute("ROLLBACK TO work")
        self._execute("RELEASE work")

    def forget_mark(self) -> None:
        self._execute("RELEASE work")


class SqliteDatabase:
    """`bot.app.ports.Database` on one SQLite file."""

    def __init__(self, url: URL, crash: Crashpoint) -> None:
        self._url = url
        self._crash = crash
        self._works = WorkQueue()
        self._scrub = threading.Event()
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._serve, name="sqlite writer", daemon=True)

    @classmethod
    async def open(cls, url: URL, *, crash: Crashpoint = no_crash) -> SqliteDatabase:
        """The database of the URL, its settings verified. `DatabaseInUse` when another process has it."""
        database = cls(url, crash)
        database._thread.start()
        try:
            await asyncio.wrap_future(database._ready)
        except asyncio.CancelledError:
            await database.close()  # its thread would keep the file
            raise
        return database

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        return await self._works.put(work)

    async def try_lead(self, name: str) -> bool:  # noqa: ARG002 - whoever has the file leads everything
        return True

    async def scrub(self) -> None:
        """`secure_delete` blanks what was deleted; its older copies in the log go when that is emptied."""
        self._scrub.set()
        await self._works.put(lambda _uow: None)

    async def close(self) -> None:
        await self._works.close(self._thread.join)

    def _serve(self) -> None:
        if not self._ready.set_running_or_notify_cancel():
            return
        try:
            with opened(self._url) as (connection, dialect):
                self._ready.set_result(None)
                self._work(connection, SqliteSession(connection, Statements(dialect)))
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(translated(error))

    def _work(self, connection: sqlite3.Connection, session: SqliteSession) -> None:
        uow = SqlUnitOfWork(session, codec())
        while (works := self._works.take(MOST_TOGETHER)) is not None:
            done = commit_together(session, uow, works, self._crash)
            if self._scrub.is_set():
                self._scrub.clear()
                with contextlib.suppress(sqlite3.Error):  # a full disk: the next time, or the next start, empties it
                    fold_log(connection)
            self._works.tell(done)
