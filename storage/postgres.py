"""PostgreSQL: a few worker threads, each with a connection; works are retried on conflicts and lost connections."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.app.ports import Clock, Crashpoint, StorageUnavailable, UnitOfWork, no_crash
from storage.codec import codec
from storage.errors import TryAgain, translated
from storage.leadership import Leadership
from storage.postgres_session import PostgresSession, engine_of, verify
from storage.secret_tables import secrets
from storage.sql.session import Statements
from storage.sql.unit_of_work import SqlUnitOfWork
from storage.works import Done, Work, WorkQueue, commit_together, on_own_thread

T = TypeVar("T")

WORKERS = 4
"""Threads with a connection each."""

_VACUUM = text(f"VACUUM {secrets.name}")

RETRIES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds before each further try of a work that met a conflict or a lost connection; up to as much again is added."""

_IDLE_SECONDS = 30.0
"""A connection that was not used for so long goes back to the pool, which tests it before it is used again."""


class PostgresDatabase:
    """`bot.app.ports.Database` on PostgreSQL."""

    def __init__(self, engine: Engine, clock: Clock, crash: Crashpoint) -> None:
        self._engine = engine
        self._clock = clock
        self._crash = crash
        self._statements = Statements(engine.dialect)
        self._leadership = Leadership(engine)
        self._works = WorkQueue()
        self._threads = [
            threading.Thread(target=self._serve, name=f"postgres worker {each}", daemon=True) for each in range(WORKERS)
        ]

    @classmethod
    async def open(cls, url: URL, *, clock: Clock, crash: Crashpoint = no_crash) -> PostgresDatabase:
        """The database of the URL, its settings verified. `StorageUnavailable` when it cannot be reached."""
        engine = engine_of(url, WORKERS + 2)  # leadership and scrubbing have one each
        await on_own_thread(partial(_check, engine))
        database = cls(engine, clock, crash)
        for thread in database._threads:
            thread.start()
        return database

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        for pause in RETRIES:
            try:
                return await self._works.put(work)
            except TryAgain:
                await self._clock.sleep(pause * (1 + random.random()))
        return await self._works.put(work)

    async def try_lead(self, name: str) -> bool:
        return await on_own_thread(partial(self._leadership.try_lead, name))

    async def scrub(self) -> None:
        """The rows that were deleted are taken out of their pages."""
        await on_own_thread(self._vacuum)

    def _vacuum(self) -> None:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(_VACUUM)

    async def close(self) -> None:
        await self._works.close(self._end)

    def _end(self) -> None:
        self._leadership.close()  # first: another process need not wait for what is still at work here
        for thread in self._threads:
            thread.join()
        self._engine.dispose()

    def _serve(self) -> None:
        session: PostgresSession | None = None
        while (works := self._works.take(1, None if session is None else _IDLE_SECONDS)) is not None:
            if works:
                session, done = self._do(session, works)
                self._works.tell(done)
            elif session is not None:
                session.give_back()
                session = None
        if session is not None:
            session.give_back()

    def _do(self, session: PostgresSession | None, works: list[Work]) -> tuple[PostgresSession | None, list[Done]]:
        error: BaseException
        try:
            current = session or PostgresSession(self._engine, self._statements)
            uow = SqlUnitOfWork(current, codec())
            done = commit_together(current, uow, works, self._crash)
        except Exception as raised:  # noqa: BLE001 - whatever keeps us from connecting is told to those who wait
            error = raised
        else:
            if current.usable:
                return current, done
            current.give_back()
            return None, done
        told = translated(error)
        return None, [Done(work, error=told) for work in works]


def _check(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            verify(connection)
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        told = StorageUnavailable(f"PostgreSQL cannot be reached: {reason}")
    else:
        return
    engine.dispose()
    raise told
