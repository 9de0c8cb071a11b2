"""Works that are ready together share one commit, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from bot.app.ports import Database, StorageUnavailable, UnitOfWork
from storage.engine import open_database
from storage.sqlite import MOST_TOGETHER
from tests.clock import FakeClock


class Stop(Exception):
    """What a work, or a crash point, raises."""


class Crashes:
    """Crash points that remember what passed, and raise where they are told to."""

    def __init__(self) -> None:
        self.passed: list[str] = []
        self.raise_at = ("", 0)

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        if (name, self.passed.count(name)) == self.raise_at:
            raise Stop


@pytest.fixture
def crashes() -> Crashes:
    return Crashes()


@pytest.fixture
async def database(sqlite_url: str, clock: FakeClock, crashes: Crashes) -> AsyncIterator[Database]:
    opened = await open_database(sqlite_url, clock=clock, crash=crashes)
    yield opened
    await opened.close()


async def together(database: Database, works: list[Callable[[UnitOfWork], int]]) -> list[int | BaseException]:
    """Runs the works in one transaction: they queue up while the thread is kept busy."""
    started, gate = threading.Event(), threading.Event()

    def keep_busy(_: UnitOfWork) -> None:
        started.set()
        gate.wait(10)

    busy = asyncio.ensure_future(database.run(keep_busy))
    await asyncio.to_thread(started.wait, 10)
    results = asyncio.gather(*(database.run(work) for work in works), return_exceptions=True)
    await asyncio.sleep(0)
    gate.set()
    await busy
    return await results


def setting(name: str, value: int, *, fails: bool = False) -> Callable[[UnitOfWork], int]:
    def work(uow: UnitOfWork) -> int:
        uow.cursors.set(name, value)
        if fails:
            raise Stop
        return value

    return work


async def cursors(database: Database, *names: str) -> list[int | None]:
    return await database.run(lambda uow: [uow.cursors.get(name) for name in names])


async def test_works_that_are_ready_share_a_commit(database: Database, crashes: Crashes) -> None:
    results = await together(database, [setting(f"c{each}", each) for each in range(10)])

    assert results == list(range(10))
    assert crashes.passed == ["commit.before", "commit.after"] * 2  # the one that kept the thread busy, and the ten


async def test_no_more_than_so_many_share_a_commit(database: Database, crashes: Crashes) -> None:
    await together(database, [setting(f"c{each}", each) for each in range(MOST_TOGETHER + 1)])

    assert crashes.passed.count("commit.after") == 3


async def test_a_work_that_fails_among_others_undoes_only_itself(database: Database) -> None:
    results = await together(
        database, [setting("a", 1), setting("b", 2, fails=True), setting("a", 3, fails=True), setting("c", 4)]
    )

    assert [type(each) for each in results] == [int, Stop, Stop, int]
    assert await cursors(database, "a", "b", "c") == [1, None, 4]


async def test_later_works_of_a_commit_see_the_earlier_ones(database: Database) -> None:
    def following(uow: UnitOfWork) -> int:
        return (uow.cursors.get("a") or 0) + 1

    assert await together(database, [setting("a", 1), following]) == [1, 2]


async def test_when_the_commit_fails_every_work_is_told_and_none_is_kept(database: Database, crashes: Crashes) -> None:
    crashes.raise_at = ("commit.before", 2)  # the first one is of the work that keeps the thread busy

    results = await together(database, [setting("a", 1), setting("b", 2)])

    assert [type(each) for each in results] == [Stop, Stop]
    assert await cursors(database, "a", "b") == [None, None]


async def test_a_crash_after_the_commit_keeps_what_nobody_was_told_of(database: Database, crashes: Crashes) -> None:
    crashes.raise_at = ("commit.after", 1)

    with pytest.raises(Stop):
        await database.run(setting("a", 1))

    assert await cursors(database, "a") == [1]


async def test_closing_does_what_waits_already(database: Database, sqlite_url: str, clock: FakeClock) -> None:
    waiting = asyncio.gather(*(database.run(setting(f"c{each}", each)) for each in range(3)))
    await asyncio.sleep(0)

    await database.close()

    assert await waiting == [0, 1, 2]


async def test_closing_does_not_wait_for_a_database_that_is_stuck(database: Database) -> None:
    started, gate = threading.Event(), threading.Event()

    def stick(_: UnitOfWork) -> None:
        started.set()
        gate.wait(20)

    stuck = asyncio.ensure_future(database.run(stick))
    await asyncio.to_thread(started.wait, 10)
    waiting = asyncio.ensure_future(database.run(setting("a", 1)))
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(15):  # it is stuck for longer
            await database.close()
        results = await asyncio.gather(stuck, waiting, return_exceptions=True)
        assert [type(each) for each in results] == [StorageUnavailable, StorageUnavailable]
    finally:
        gate.set()
