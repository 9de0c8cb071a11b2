"""Works that wait for a thread of a database, and how their results come back to the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from bot.app.ports import Crashpoint, StorageUnavailable, UnitOfWork
from storage.errors import StorageError, translated

T = TypeVar("T")

CLOSE_SECONDS = 1.0
"""How long closing waits for what the database is doing; a process that is told to stop must end in a few seconds."""


class Transaction(Protocol):
    """The transaction of one connection, with marks to go back to."""

    def begin(self) -> None: ...
    def commit(self) -> None: ...
    def rollback(self) -> None:
        """Undoes everything; also when nothing was begun."""

    def mark(self) -> None: ...
    def undo_to_mark(self) -> None: ...
    def forget_mark(self) -> None: ...

    @property
    def open(self) -> bool:
        """False when there is none, also when the database ended it by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """Something to do in a transaction, and who waits for it."""

    action: Callable[[UnitOfWork], Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Done:
    """How a work ended: with a result, or with an error."""

    work: Work
    result: Any = None
    error: BaseException | None = None


class WorkQueue:
    """Works in the order they came. Threads take them; the loop that made the queue is told the results."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._untold: set[asyncio.Future[Any]] = set()
        self._closed = False

    def put(self, action: Callable[[UnitOfWork], T]) -> asyncio.Future[T]:
        """A future for the action's result."""
        if self._closed:
            raise StorageError("the database is closed")
        future: asyncio.Future[T] = self._loop.create_future()
        self._untold.add(future)
        self._waiting.put(Work(action, future))
        return future

    async def close(self, end: Callable[[], None]) -> None:
        """Nothing more comes. What waits is still done while `end`, which returns when the threads have ended, takes no
        longer than CLOSE_SECONDS; what is not done by then fails."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
        ending = threading.Thread(target=end, name="database end", daemon=True)
        ending.start()
        await on_own_thread(partial(ending.join, CLOSE_SECONDS))
        self._give_up()

    def _give_up(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        self._waiting.put(None)
        for future in self._untold:
            if not future.done():
                future.set_exception(StorageUnavailable("the database was closed before this was done"))
        self._untold.clear()

    def take(self, most: int, timeout: float | None = None) -> list[Work] | None:
        """Waits for works and takes up to so many; none after `timeout` seconds, None once the queue is closed."""
        try:
            first = self._waiting.get(timeout=timeout)
        except queue.Empty:
            return []
        works: list[Work] = []
        while first is not None:
            works.append(first)
            if len(works) == most:
                return works
            try:
                first = self._waiting.get_nowait()
            except queue.Empty:
                return works
        self._waiting.put(None)  # for the next who takes
        return works or None

    def tell(self, done: Sequence[Done]) -> None:
        """Hands results to those who wait, all in one step of the loop."""
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._resolve, done)

    def _resolve(self, done: Sequence[Done]) -> None:
        for each in done:
            future = each.work.future
            self._untold.discard(future)
            if future.done():
                continue  # whoever waited was cancelled, or the database was closed
            if each.error is None:
                future.set_result(each.result)
            else:
                future.set_exception(each.error)


async def on_own_thread(call: Callable[[], T]) -> T:
    """What the call returns, from a thread of its own that does not keep the process from ending: asyncio waits for
    those that it lends."""
    future: Future[T] = Future()
    threading.Thread(target=_fulfil, args=(future, call), name="database call", daemon=True).start()
    return await asyncio.wrap_future(future)


def _fulfil(future: Future[T], call: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)


def commit_together(
    transaction: Transaction, uow: UnitOfWork, works: Sequence[Work], crashpoint: Crashpoint
) -> list[Done]:
    """Does the works in one transaction, each behind a mark, so that one that fails undoes only itself. When the
    transaction itself fails, every work has that error and none was done."""
    error: BaseException
    try:
        transaction.begin()
        done = [_do(transaction, uow, work, alone=len(works) == 1) for work in works]
        if transaction.open:
            crashpoint("commit.before")
            transaction.commit()
            crashpoint("commit.after")
    except BaseException as raised:  # noqa: BLE001 - it belongs to those who wait for the works
        error = raised
    else:
        return done
    with contextlib.suppress(Exception):  # a connection that cannot even roll back is thrown away by its owner
        transaction.rollback()
    told = translated(error)
    return [Done(work, error=told) for work in works]


def _do(transaction: Transaction, uow: UnitOfWork, work: Work, *, alone: bool) -> Done:
    if alone:
        try:
            return Done(work, work.action(uow))
        except BaseException as raised:  # noqa: BLE001 - it belongs to whoever waits for the work
            error = raised
        transaction.rollback()
        return Done(work, error=translated(error))
    transaction.mark()
    try:
        result = work.action(uow)
    except BaseException as raised:
        if not transaction.open:
            raise  # the database gave up the whole transaction: the others were undone with it
        error = raised
    else:
        transaction.forget_mark()
        return Done(work, result)
    transaction.undo_to_mark()
    return Done(work, error=translated(error))
