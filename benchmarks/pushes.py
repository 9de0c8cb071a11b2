"""G5: how fast and how politely ten thousand messages leave, before strict judges, on a virtual clock."""

from __future__ import annotations

import asyncio
import math
import random
import statistics
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from adapters.slack.limits import LIMITS as SLACK
from adapters.telegram.limits import LIMITS as TELEGRAM
from benchmarks.figure import Figure
from benchmarks.virtual_time import VirtualClock, run_virtually
from bot.app.deliver import Deliverer
from bot.app.outbox import Delivered, Later, Letter, Outcome, Parcel, ParcelKind
from bot.app.ports import Limits
from bot.domain.effects import Immediate
from bot.domain.ids import ChatRef, MessageRef
from bot.domain.message import Message
from bot.service import SWEEP_SECONDS
from storage.memory import MemoryDatabase

PUSHES = 10_000
SEED = 20_261_123
JITTER = (0.010, 0.110)
"""Seconds that a message is on its way."""

CAUTIOUS = 27.0
"""Messages a second that never are more than 30 in any second, even when the network bunches 1.1 s of them together."""


class Judge(Protocol):
    """Decides at the platform's door."""

    def wait(self, chat: str, now: float) -> float:
        """0 when the message is let in, which counts it; else seconds to wait."""


class Bucket:
    """`size` tokens at most and `rate` new ones a second."""

    def __init__(self, size: float, rate: float) -> None:
        self._size, self._rate, self._tokens, self._at = size, rate, size, 0.0

    def wait(self, now: float) -> float:
        """Seconds until there is one."""
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return 0.0 if self._tokens > 1 - 1e-9 else (1 - self._tokens) / self._rate

    def take(self) -> None:
        """One less."""
        self._tokens -= 1


class TokenBuckets:
    """As the sandbox judges: so many a second overall and at once, and one a second with five at once in a chat."""

    def __init__(self, overall: float | None = 30.0) -> None:
        self._overall = Bucket(overall, overall) if overall else None
        self._chats: dict[str, Bucket] = {}

    def wait(self, chat: str, now: float) -> float:
        """See `Judge`."""
        buckets = [self._chats.setdefault(chat, Bucket(5, 1.0)), *([self._overall] if self._overall else [])]
        wait = max(each.wait(now) for each in buckets)
        if not wait:
            for each in buckets:
                each.take()
        return wait


class SlidingWindow:
    """Thirty in any second, and not one more."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def wait(self, chat: str, now: float) -> float:  # noqa: ARG002 - a judge
        """See `Judge`."""
        while self._times and self._times[0] <= now - 1.0:
            self._times.popleft()
        if len(self._times) >= 30:
            return self._times[0] + 1.0 - now
        self._times.append(now)
        return 0.0


@dataclass(slots=True)
class Door:
    """A gateway to a platform that only judges. `arrived` is in order: chat, letter's key, time."""

    name: str
    limits: Limits
    judge: Judge
    expected: int
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    arrived: list[tuple[str, str, float]] = field(default_factory=list)
    refused: int = 0
    all_in: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Takes its time on the way, and is judged on arrival."""
        await asyncio.sleep(self.chance.uniform(*JITTER))
        now = asyncio.get_running_loop().time()
        chat = parcel.letter.chat
        wait = self.judge.wait(chat, now)
        if wait:
            self.refused += 1
            return Later(float(math.ceil(wait)), "429", everybody=True)
        self.arrived.append((chat, parcel.letter.key, now))
        if len(self.arrived) == self.expected:
            self.all_in.set()
        return Delivered(MessageRef(f"{chat}:{len(self.arrived)}"))

    async def answer(self, effect: Immediate) -> None:
        """Nothing to answer here."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """How it went."""

    arrived: Sequence[tuple[str, str, float]]
    refused: int
    lost: int
    disordered: int

    @property
    def seconds(self) -> float:
        """Until the last one arrived."""
        return self.arrived[-1][2]

    @property
    def wrong(self) -> int:
        """Everything that must not be: answers 429, lost and disordered messages."""
        return self.refused + self.lost + self.disordered


def push(chats: Sequence[str], limits: Limits, judge: Judge, gateway: str = "telegram") -> Pushed:
    """Queues a message for each chat named, in that order, and delivers them all."""
    return run_virtually(_push([ChatRef(f"{gateway}:{each}") for each in chats], limits, judge, gateway))


async def _push(chats: Sequence[ChatRef], limits: Limits, judge: Judge, gateway: str) -> Pushed:
    clock, database = VirtualClock(), MemoryDatabase()
    letters = [
        Letter(key=f"{number:06}", chat=chat, kind=ParcelKind.SAY, message=Message(body=("hola",)), at=clock.now())
        for number, chat in enumerate(chats)
    ]
    await database.run(lambda uow: uow.outbox.add(letters))
    door = Door(gateway, limits, judge, len(letters))
    deliverer = Deliverer(database, door, clock, follow=lambda *_: (), after=lambda _: None)

    async def sweep() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await deliverer.sweep()

    tasks = [asyncio.create_task(deliverer.run()), asyncio.create_task(sweep())]
    await asyncio.wait([asyncio.create_task(door.all_in.wait())], timeout=24 * 3600)
    await deliverer.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    twice = sum(count - 1 for count in Counter(key for _, key, _ in door.arrived).values())
    return Pushed(door.arrived, door.refused, len(letters) - len(door.arrived) + twice, _disordered(door.arrived))


def _disordered(arrived: Sequence[tuple[str, str, float]]) -> int:
    last: dict[str, str] = {}
    wrong = 0
    for chat, key, _ in arrived:
        wrong += key < last.get(chat, "")
        last[chat] = key
    return wrong


def figures() -> Iterator[Figure]:
    """Every figure of G5."""
    each_once = [str(number) for number in range(PUSHES)]
    chat_by_chat = [str(number) for number in range(PUSHES // 5) for _ in range(5)]
    cautious = replace(TELEGRAM, rates=replace(TELEGRAM.rates, per_second=CAUTIOUS))
    ideal = PUSHES / 30.0
    yield from _judged("10,000 chats, token bucket", push(each_once, TELEGRAM, TokenBuckets()), ideal, 0.98)
    yield from _judged("2,000 chats × 5, token bucket", push(chat_by_chat, TELEGRAM, TokenBuckets()), ideal, 0.98)
    for name, chats in (("10,000 chats", each_once), ("2,000 chats × 5", chat_by_chat)):
        pushed = push(chats, cautious, SlidingWindow())
        yield from _judged(f"{name}, sliding window, set to {CAUTIOUS:.0f}/s", pushed, ideal, 0.88)
    shipped = push(each_once, TELEGRAM, SlidingWindow())
    name = f"10,000 chats, sliding window, as shipped ({TELEGRAM.rates.per_second:.0f}/s)"
    yield from _judged(name, shipped, ideal, 0.88)
    channels = [f"T1:C{number}" for _ in range(200) for number in range(10)]
    pushed = push(channels, SLACK, TokenBuckets(overall=None), "slack")
    yield from _judged("Slack, 10 channels × 200", pushed, 200.0, 0.98)
    yield _hot_chat()


def _judged(what: str, pushed: Pushed, ideal: float, bound: float) -> Iterator[Figure]:
    about = f"{pushed.seconds:.0f} s over {ideal:.0f} s"
    share = ideal / pushed.seconds
    yield Figure(
        goal="G5", what=f"{what}: share of the ceiling", value=share, sense="at least", bound=bound, about=about
    )
    about = f"{pushed.refused} × 429, {pushed.lost} lost, {pushed.disordered} out of order"
    yield Figure(
        goal="G5", what=f"{what}: what went wrong", value=pushed.wrong, sense="at most", bound=0.0, about=about
    )


def _hot_chat() -> Figure:
    others = [str(number) for number in range(2000)]
    hot = ["hot"] * 500
    quiet = _mean_arrival(push(others, TELEGRAM, TokenBuckets()), lambda _: True)
    beside = _mean_arrival(push([*hot, *others], TELEGRAM, TokenBuckets()), lambda chat: not chat.endswith("hot"))
    return Figure(
        goal="G5",
        what="one chat with 500 queued: how much later 2,000 others are served",
        value=beside / quiet - 1,
        sense="at most",
        bound=0.02,
        about=f"{beside:.2f} s over {quiet:.2f} s on average",
    )


def _mean_arrival(pushed: Pushed, counts: Callable[[str], bool]) -> float:
    return statistics.mean(at for chat, _, at in pushed.arrived if counts(chat))
