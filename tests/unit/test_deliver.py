"""What is known of a delivery is written down, in order per chat, whatever becomes of the database or the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
import structlog

from bot.app.deliver import LEASE, MOST_ATTEMPTS, Deliverer, Follow
from bot.app.outbox import Delivered, Later, Outcome, Parcel, Reason, Refused, Trouble, Unsure, Waiting
from bot.app.ports import Limits, Rates, StorageUnavailable, UnitOfWork
from bot.domain.effects import Immediate
from bot.domain.ids import MessageRef
from storage.memory import MemoryDatabase
from tests.adapters.recorded_inbox import PATIENCE, until
from tests.clock import FakeClock
from tests.contracts.examples import letter

T = TypeVar("T")


class Door:
    """A gateway that writes down what it is given; `answer_with` decides the outcome."""

    name = "telegram"
    limits = Limits(
        text=4096,
        button_label=64,
        button_data=64,
        buttons=100,
        file_size=1,
        rates=Rates(per_second=1000.0, chat_interval=0.0, chat_burst=1000),
    )

    def __init__(self) -> None:
        self.given: list[str] = []
        self.answer_with: Callable[[Parcel], Awaitable[Outcome]] = self.accept

    async def deliver(self, parcel: Parcel) -> Outcome:
        self.given.append(parcel.letter.key)
        return await self.answer_with(parcel)

    async def answer(self, effect: Immediate) -> None:
        """Nothing is asked here."""

    async def accept(self, parcel: Parcel) -> Outcome:
        return Delivered(MessageRef(parcel.letter.key))


class Troubled(MemoryDatabase):
    """A database that is away while `away`."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.refused = 0

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        await asyncio.sleep(0)
        if self.away:
            self.refused += 1
            raise StorageUnavailable("gone for a moment")
        return await super().run(work)


class Post:
    """A deliverer at work, with letters that are written by this process, or by others when nobody is woken."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.database = Troubled()
        self.door = Door()
        self.follow: Follow = lambda *_: ()
        self.running: asyncio.Task[None] | None = None

    def open(self, *, alone: bool = True) -> None:
        self.deliverer = Deliverer(
            self.database,
            self.door,
            self.clock,
            follow=self.follow,
            after=self._wake,
            alone=alone,
        )
        self.running = asyncio.create_task(self.deliverer.run())

    def _wake(self, waiting: Iterable[Waiting]) -> None:
        self.deliverer.wake(waiting)

    async def write(self, *keys: str) -> tuple[Waiting, ...]:
        return await self.database.run(
            lambda uow: uow.outbox.add([letter(key, minute=self.clock.monotonic() / 60) for key in keys])
        )

    async def counts(self) -> dict[str, int]:
        return dict(await self.database.run(lambda uow: uow.outbox.counts()))

    async def is_sent(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while (await self.counts())["sent"] < count:
                await self.passes(0.01)

    async def passes(self, seconds: float) -> None:
        """Time passes, and everybody does what they do then."""
        for _ in range(20):
            await asyncio.sleep(0)
        self.clock.advance(seconds)
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    made = Post()
    yield made
    if made.running is not None:
        await made.deliverer.stop()
        made.running.cancel()
        await asyncio.gather(made.running, return_exceptions=True)


async def test_a_delivery_that_cannot_be_written_down_now_is_written_down_later_and_not_repeated(post: Post) -> None:
    async def accept_and_lose_the_database(parcel: Parcel) -> Outcome:
        post.database.away = True
        return Delivered(None)

    post.door.answer_with = accept_and_lose_the_database
    await post.write("a", "b")
    post.open()
    await until(lambda: post.database.refused)
    for seconds in (1, 2, 4, 8, 16):
        await post.passes(seconds)
    assert post.door.given == ["a"]  # the chat's next one must not overtake it
    assert post.database.refused == 6

    post.door.answer_with = post.door.accept
    post.database.away = False
    await post.passes(30)
    await post.is_sent(2)
    assert post.door.given == ["a", "b"]
    assert await post.counts() == {"waiting": 0, "leased": 0, "sent": 2, "refused": 0, "unsure": 0}


async def test_an_outcome_is_written_down_also_when_its_lease_ended_meanwhile(post: Post) -> None:
    async def lose_the_database(parcel: Parcel) -> Outcome:
        post.database.away = True
        return Delivered(None)

    post.door.answer_with = lose_the_database
    await post.write("a")
    post.open()
    await until(lambda: post.database.refused)
    post.database.away = False
    later = post.clock.now() + LEASE + timedelta(seconds=1)
    assert await post.database.run(lambda uow: uow.outbox.reclaim(later)) == 1
    await post.deliverer.sweep()
    await post.passes(1)
    await post.is_sent(1)
    assert post.door.given == ["a"]


async def test_a_gateway_that_raises_refuses_the_letter_and_the_next_one_goes(post: Post) -> None:
    refusals: list[Refused] = []

    def remember(
        uow: UnitOfWork, parcel: Parcel, outcome: Delivered | Refused | Later, now: datetime
    ) -> tuple[Waiting, ...]:
        refusals.extend([outcome] if isinstance(outcome, Refused) else [])
        return ()

    async def stumble(parcel: Parcel) -> Outcome:
        if parcel.letter.key == "a":
            raise KeyError("what María wrote")
        return Delivered(None)

    post.follow, post.door.answer_with = remember, stumble
    await post.write("a", "b")
    with structlog.testing.capture_logs() as logs:
        post.open()
        await post.is_sent(1)
    assert post.door.given == ["a", "b"]
    assert refusals == [Refused(Reason.INVALID, "KeyError")]
    assert "María" not in str(logs)
    assert [each["error"] for each in logs if each["event"] == "gateway.raised"] == [
        f"KeyError in {stumble.__code__.co_qualname}:{stumble.__code__.co_firstlineno + 2}"
    ]


async def test_a_refused_letter_whose_consequences_fail_does_not_come_back(post: Post) -> None:
    def fail(
        uow: UnitOfWork, parcel: Parcel, outcome: Delivered | Refused | Later, now: datetime
    ) -> tuple[Waiting, ...]:
        uow.cursors.set("half done", 1)
        raise ValueError("a bug")

    async def refuse(parcel: Parcel) -> Outcome:
        return Refused(Reason.UNREACHABLE, "blocked")

    post.follow, post.door.answer_with = fail, refuse
    await post.write("a", "b")
    post.open()
    for _ in range(10):
        await post.passes(1)
    assert await post.counts() == {"waiting": 0, "leased": 0, "sent": 0, "refused": 2, "unsure": 0}
    assert await post.database.run(lambda uow: uow.cursors.get("half done")) is None
    assert post.door.given == ["a", "b"]


async def test_a_consequence_is_not_lost_because_the_database_was_away(post: Post) -> None:
    told: list[str] = []

    def tell(
        uow: UnitOfWork, parcel: Parcel, outcome: Delivered | Refused | Later, now: datetime
    ) -> tuple[Waiting, ...]:
        if isinstance(outcome, Delivered):
            return ()
        told.append(parcel.letter.key)
        return uow.outbox.add([letter("told", minute=1 / 60)])

    async def refuse_once_and_lose_the_database(parcel: Parcel) -> Outcome:
        post.door.answer_with = post.door.accept
        post.database.away = True
        return Refused(Reason.UNREACHABLE, "blocked")

    post.follow, post.door.answer_with = tell, refuse_once_and_lose_the_database
    await post.write("a")
    post.open()
    await until(lambda: post.database.refused)
    post.database.away = False
    await post.passes(1)
    await post.is_sent(1)
    assert (told, post.door.given) == (["a"], ["a", "told"])


async def test_an_older_letter_of_another_process_goes_before_the_one_we_are_woken_for(post: Post) -> None:
    post.open(alone=False)
    await post.passes(0)
    await post.write("theirs")
    post.deliverer.wake(await post.write("ours"))
    await post.is_sent(2)
    assert post.door.given == ["theirs", "ours"]


async def test_a_stream_of_letters_does_not_keep_the_deliverer_from_delivering(post: Post) -> None:
    post.open(alone=False)
    await post.passes(0)
    for number in range(50):
        post.deliverer.wake(await post.write(f"{number:02}"))
        post.clock.advance(0.01)
    assert post.door.given
    await post.is_sent(50)
    assert post.door.given == [f"{number:02}" for number in range(50)]


async def test_stopping_starts_nothing_more_and_writes_down_what_was_on_its_way(post: Post) -> None:
    arrive = asyncio.Event()

    async def slowly(parcel: Parcel) -> Outcome:
        await arrive.wait()
        return Delivered(None)

    post.door.answer_with = slowly
    await post.write("a", "b")
    post.open()
    await until(lambda: post.door.given)
    stopping = asyncio.create_task(post.deliverer.stop())
    await post.passes(0)
    post.deliverer.wake(await post.write("c"))
    arrive.set()
    await stopping
    assert post.door.given == ["a"]
    assert await post.counts() == {"waiting": 2, "leased": 0, "sent": 1, "refused": 0, "unsure": 0}


async def test_stopping_while_the_database_is_away_does_not_wait_for_it(post: Post) -> None:
    async def lose_the_database(parcel: Parcel) -> Outcome:
        post.database.away = True
        return Delivered(None)

    post.door.answer_with = lose_the_database
    await post.write("a")
    post.open()
    await until(lambda: post.database.refused)
    await post.deliverer.stop()
    assert post.database.refused == 2  # once more, at the last moment
    assert post.clock.monotonic() == 0.0


async def test_a_deliverer_that_was_interrupted_goes_on_when_it_runs_again(post: Post) -> None:
    post.open()
    await post.passes(0)
    assert post.running is not None
    post.running.cancel()
    await asyncio.gather(post.running, return_exceptions=True)
    post.deliverer.wake(await post.write("a"))
    await post.deliverer.sweep()
    await post.passes(10)
    assert post.door.given == []
    post.running = asyncio.create_task(post.deliverer.run())
    await post.is_sent(1)


async def test_what_is_held_by_a_trouble_waits_in_order_however_long_and_is_not_given_up_afterwards(post: Post) -> None:
    async def archived(parcel: Parcel) -> Outcome:
        return Later(60, "is_archived", trouble=Trouble.ARCHIVED)

    async def lost_once(parcel: Parcel) -> Outcome:
        post.door.answer_with = post.door.accept
        return Unsure("a lost connection")

    post.door.answer_with = archived
    await post.write("a", "b")
    post.open()
    for _ in range(2 * MOST_ATTEMPTS):
        await post.passes(60)
    assert set(post.door.given) == {"a"}
    assert len(post.door.given) > MOST_ATTEMPTS
    post.door.answer_with = lost_once
    await post.passes(60)
    async with asyncio.timeout(PATIENCE):
        while (await post.counts())["sent"] < 2:
            await post.passes(600)
    assert post.door.given[-2:] == ["a", "b"]
    assert (await post.counts())["refused"] == 0
