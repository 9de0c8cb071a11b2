"""Arrivals and their turns: together where the desk is quiet, in order and never lost where it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.app.catalogue import Catalogue
from bot.app.handle import Done, Handler
from bot.app.lanes import MOST_TRIES, Lanes
from bot.app.ports import Arrival, Database, InboxRow, UnitOfWork
from bot.app.receive import Receiver
from bot.app.words import Words
from bot.domain.events import Event
from bot.domain.ids import EventId
from storage.memory import MemoryDatabase
from tests.clock import NOON, FakeClock
from tests.desk import CHANNEL

T = TypeVar("T")


class Counted:
    """A database that counts its transactions and takes a moment for each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.transactions = 0

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        self.transactions += 1
        await asyncio.sleep(0)
        return await self._database.run(work)

    async def try_lead(self, name: str) -> bool:
        return await self._database.try_lead(name)

    async def scrub(self) -> None:
        await self._database.scrub()

    async def close(self) -> None:
        await self._database.close()


@dataclass
class World:
    """Lanes over a memory; `failures` is how often reading still goes wrong at the database."""

    handled: list[str] = field(default_factory=list)
    failures: int = 0

    def __post_init__(self) -> None:
        self.memory = MemoryDatabase()
        self.database = Counted(self.memory)
        handler = Brittle(self)
        self.lanes = Lanes(self.database, handler, FakeClock(hurried=True), self.after)
        self.receive = Receiver(self.database, self.lanes)

    def after(self, done: Done) -> None:
        self.handled.append(str(done.arrival))

    async def count(self) -> int:
        return await self.memory.run(lambda uow: uow.inbox.quarantined())


class Brittle(Handler):
    """The product's handler, which fails as often as its world says."""

    def __init__(self, world: World) -> None:
        self._world = world
        super().__init__(
            catalogue=Catalogue.load(["saacg"]),
            current="saacg",
            words=Words.load(),
            readers={"test": _nothing},
            desk=CHANNEL,
        )

    def turn(
        self, uow: UnitOfWork, lane: str, now: datetime, claimed: Callable[[InboxRow], None] = lambda _row: None
    ) -> Done | None:
        done = super().turn(uow, lane, now, claimed)
        if done is not None and self._world.failures:
            self._world.failures -= 1
            raise RuntimeError("not this time")
        return done


def _nothing(_raw: Mapping[str, Any], _key: EventId, _at: datetime) -> Event | None:
    return None


def arrival(key: str, lane: str = "test:1") -> Arrival:
    return Arrival(source="test", key=EventId(key), lane=lane, body="{}", at=NOON)


async def test_a_quiet_desk_commits_an_arrival_and_its_turn_together() -> None:
    world = World()
    await world.receive([arrival("a")])
    assert world.handled == ["a"]
    await world.lanes.idle()
    assert world.database.transactions == 1


async def test_the_same_arrival_twice_is_handled_once() -> None:
    world = World()
    await world.receive([arrival("a")])
    await world.receive([arrival("a")])
    await world.lanes.idle()
    assert world.handled == ["a"]


async def test_a_turn_that_fails_leaves_the_arrival_in_the_inbox_and_is_tried_again() -> None:
    world = World(failures=2)
    await world.receive([arrival("a")])
    await world.lanes.idle()
    assert world.handled == ["a"]
    assert await world.count() == 0


async def test_a_turn_that_always_fails_is_put_aside_and_the_next_one_goes_on() -> None:
    world = World(failures=MOST_TRIES + 1)  # once together with the arrival, which is no try of its own
    await world.receive([arrival("a")])
    await world.receive([arrival("b")])
    await world.lanes.idle()
    assert await world.count() == 1
    assert "b" in world.handled


async def test_what_waited_before_is_handled_before_the_new_arrival_and_both_are() -> None:
    world = World()
    await world.memory.run(lambda uow: uow.inbox.add([arrival("left behind")]))
    await world.receive([arrival("new")])
    await world.lanes.idle()
    assert world.handled == ["left behind", "new"]


async def test_arrivals_that_come_together_are_handled_in_their_order() -> None:
    world = World()
    await asyncio.gather(*(world.receive([arrival(f"{number:02}")]) for number in range(20)))
    await world.lanes.idle()
    assert world.handled == sorted(world.handled)
    assert len(world.handled) == 20


async def test_a_batch_is_handled_without_asking_whether_that_was_all() -> None:
    world = World()
    await world.receive([arrival("a"), arrival("b"), arrival("c")])
    await world.lanes.idle()
    assert world.handled == ["a", "b", "c"]
    assert world.database.transactions == 4


async def test_other_lanes_at_work_let_the_acknowledgement_go_first() -> None:
    world = World()
    await world.receive([arrival("a"), arrival("b")])
    await world.receive([arrival("c", "test:2")])
    assert "c" not in world.handled
    await world.lanes.idle()
    assert sorted(world.handled) == ["a", "b", "c"]


async def test_a_sweep_finds_everything_that_waits_in_a_lane() -> None:
    world = World()
    await world.memory.run(lambda uow: uow.inbox.add([arrival("a"), arrival("b"), arrival("c", "test:2")]))
    await world.lanes.sweep()
    await world.lanes.idle()
    assert sorted(world.handled) == ["a", "b", "c"]


async def test_a_stopped_desk_stores_and_handles_nothing_more() -> None:
    world = World()
    await world.lanes.stop()
    await world.receive([arrival("a")])
    assert world.handled == []
    assert await world.memory.run(lambda uow: uow.inbox.waiting_lanes(10)) == ("test:1",)
