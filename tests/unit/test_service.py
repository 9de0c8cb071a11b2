"""The service goes on after whatever happened to its database, does alone what only one may do, and stops in time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, TypeVar

import pytest

from adapters.clock import SystemClock
from bot.app.catalogue import Catalogue
from bot.app.outbox import Waiting
from bot.app.ports import Change, Clock, Cursor, Database, Lead, Reader, Receive, StorageUnavailable, UnitOfWork
from bot.app.words import Words
from bot.service import LEAD_SECONDS, Plan, Service
from storage.engine import open_database
from storage.memory import MemoryDatabase
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import until
from tests.clock import FakeClock
from tests.contracts.examples import letter
from tests.desk import CHANNEL
from tests.sealing import new_sealer
from tests.unit.test_deliver import Door

T = TypeVar("T")


class Shared(MemoryDatabase):
    """A database that may be away, and on which others may lead."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.others_lead = False
        self.asked: list[str] = []

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        await asyncio.sleep(0)
        if self.away:
            raise StorageUnavailable("gone for a moment")
        return await super().run(work)

    async def try_lead(self, name: str) -> bool:
        self.asked.append(name)
        if self.away:
            raise StorageUnavailable("gone for a moment")
        return not self.others_lead


class Polled:
    """A platform on which only one process may listen."""

    def __init__(self) -> None:
        self.gateway = Door()
        self.reader: Reader = lambda *_: None
        self.listening = False
        self._waiting: asyncio.Task[None] | None = None

    def conceal(self, body: Mapping[str, Any], change: Change) -> Mapping[str, Any]:
        return body

    async def listen(self, receive: Receive, cursor: Cursor, lead: Lead) -> None:
        self._waiting = asyncio.create_task(self._listen(lead))

    async def _listen(self, lead: Lead) -> None:
        await lead("poll")
        self.listening = True

    async def stop_listening(self) -> None:
        self.listening = False
        if self._waiting is not None:
            self._waiting.cancel()

    async def close(self) -> None:
        """Nothing is open."""


class Served:
    """A server that nobody asks."""

    async def start(self) -> None:
        """Nothing listens."""

    async def stop(self) -> None:
        """Nothing listens."""


class Office:
    """A service with one platform, and time that is moved by hand."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.database = Shared()
        self.platform = Polled()
        self.service = service_on(self.database, self.platform, self.clock, alone=False)

    async def passes(self, seconds: float) -> None:
        for _ in range(50):
            await asyncio.sleep(0)
        self.clock.advance(seconds)
        for _ in range(50):
            await asyncio.sleep(0)

    async def write(self, key: str) -> tuple[Waiting, ...]:
        return await MemoryDatabase.run(self.database, lambda uow: uow.outbox.add([letter(key)]))

    def listens(self) -> bool:
        return self.platform.listening

    async def says(self, key: str) -> list[str]:
        """What the platform has been given when the letter was written, and a while has passed."""
        self.service._wake(await self.write(key))
        await self.passes(1)
        return self.platform.gateway.given


def service_on(database: Database, platform: Polled, clock: Clock, *, alone: bool) -> Service:
    return Service(
        Plan(
            database=database,
            clock=clock,
            catalogue=Catalogue.load(["saacg"]),
            current="saacg",
            words=Words.load(),
            platforms=[platform],
            desk=CHANNEL,
            server=Served(),
            files=NoFiles(),
            sealer=new_sealer(),
            alone=alone,
        )
    )


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    made = Office()
    yield made
    await made.service.stop()


async def test_a_database_that_is_away_for_a_moment_at_the_start_does_not_silence_the_service(office: Office) -> None:
    office.database.away = True
    with pytest.raises(StorageUnavailable):
        await office.service.start()  # the lanes cannot be looked at; the tasks that were begun go on
    await office.passes(LEAD_SECONDS)
    office.database.away = False
    await office.passes(LEAD_SECONDS)
    assert await office.says("a") == ["a"]


async def test_a_database_that_is_away_for_a_moment_later_does_not_silence_the_service(office: Office) -> None:
    await office.service.start()
    await office.passes(1)
    assert office.listens()
    office.database.away = True
    for _ in range(3):
        await office.passes(LEAD_SECONDS)
    assert not office.listens()
    assert await office.says("a") == []
    office.database.away = False
    for _ in range(3):
        await office.passes(LEAD_SECONDS)
    assert office.listens()
    assert await office.says("b") == ["a", "b"]


async def test_delivering_that_fails_is_begun_again(office: Office) -> None:
    await office.service.start()
    await office.passes(1)
    office.database.away = True
    office.service._wake(await office.write("a"))  # looking for it fails
    for _ in range(20):
        await asyncio.sleep(0)
    office.database.away = False
    await office.passes(LEAD_SECONDS)
    await office.passes(LEAD_SECONDS)
    assert office.platform.gateway.given == ["a"]


async def test_a_process_that_another_one_took_the_lead_from_delivers_and_listens_no_more_until_it_leads(
    office: Office,
) -> None:
    await office.service.start()
    assert await office.says("a") == ["a"]
    office.database.others_lead = True
    await office.passes(LEAD_SECONDS)
    assert await office.says("b") == ["a"]
    assert not office.listens()
    office.database.others_lead = False
    await office.passes(LEAD_SECONDS)
    await office.passes(LEAD_SECONDS)
    assert office.platform.gateway.given == ["a", "b"]
    assert office.listens()


@pytest.mark.parametrize(("alone", "reclaimed"), [(True, 1), (False, 0)])
async def test_only_a_lone_process_takes_up_at_once_what_was_on_its_way(alone: bool, reclaimed: int) -> None:
    office = Office()
    (waiting,) = await office.write("a")
    now = office.clock.now()
    await office.database.run(lambda uow: uow.outbox.claim([waiting.id], at=now, until=now.replace(year=now.year + 1)))
    service = service_on(office.database, office.platform, office.clock, alone=alone)
    await service.start()
    await office.passes(1)
    await service.stop()
    assert len(office.platform.gateway.given) == reclaimed


async def test_the_service_stops_in_time_while_the_database_is_stuck(sqlite_url: str) -> None:
    clock = SystemClock()
    database = await open_database(sqlite_url, clock=clock)
    stuck, go_on = threading.Event(), threading.Event()

    def get_stuck(uow: UnitOfWork) -> None:
        stuck.set()
        go_on.wait(20)

    platform = Polled()
    service = service_on(database, platform, clock, alone=True)
    await service.start()
    await until(lambda: platform.listening)
    unlucky = asyncio.ensure_future(database.run(get_stuck))
    await asyncio.to_thread(stuck.wait, 30)
    service.lanes.wake(["telegram:1"])
    try:
        async with asyncio.timeout(15):  # the database is stuck for longer
            await service.stop()
        with pytest.raises(StorageUnavailable, match="was closed before this was done"):
            await unlucky
    finally:
        go_on.set()
