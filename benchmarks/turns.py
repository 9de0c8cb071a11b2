"""G1: a whole turn through the product, from the platform's payload to the commit of everything that follows from it."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias, TypeVar

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from adapters.clock import SystemClock
from adapters.key_file import KeyFile
from adapters.sealer import AesSealer
from adapters.slack.app import bolt_app
from adapters.slack.client import close_client, slack_client
from adapters.slack.conceal import conceal as of_slack
from adapters.telegram.arrival import arrival_of
from adapters.telegram.conceal import conceal as of_telegram
from benchmarks.conversation import Move, People, slack_body, slack_lane, slack_payload, telegram_update
from benchmarks.figure import ROUNDS, Figure, Rounds, Timed, alternating, percentile, spread
from benchmarks.floor import SECRET, RawWriter, signed, slack_dispatch, telegram_dispatch
from bot.app.guarding import Guard
from bot.app.handle import Done, Handler
from bot.app.lanes import Lanes
from bot.app.ports import Database, UnitOfWork
from bot.app.receive import Receiver
from bot.domain.ids import ChatRef

T = TypeVar("T")

IN_FLIGHT = 64
FEW = 4
"""Moves of each conversation where many are in flight; the same ones one at a time, for the comparison."""

CHATS = 2
"""Whole conversations in a round of one at a time."""


@dataclass(frozen=True, slots=True)
class Payload:
    """One request of a platform: where it belongs, and what is sent."""

    chat: str
    body: str
    headers: dict[str, str]


Send: TypeAlias = Callable[[Payload], Awaitable[None]]
Conversation: TypeAlias = Sequence[Payload]
Compose: TypeAlias = Callable[[], Conversation]


class Watched:
    """A database that counts what went wrong in it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.errors = 0

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        """See `bot.app.ports.Database`."""
        try:
            return await self._database.run(work)
        except Exception:
            self.errors += 1
            raise

    async def try_lead(self, name: str) -> bool:
        """See `bot.app.ports.Database`."""
        return await self._database.try_lead(name)

    async def scrub(self) -> None:
        """See `bot.app.ports.Database`."""
        await self._database.scrub()

    async def close(self) -> None:
        """Leaves the database to whoever opened it."""


def guard() -> Guard:
    """What production looks through every arrival with."""
    keys = KeyFile(Path(tempfile.mkdtemp()) / "secret.keys")
    keys.prepare(SystemClock().now())
    return Guard(AesSealer(keys), {"telegram": of_telegram, "slack": of_slack})


class Product:
    """Receiver, lanes and handler on a database; a turn ends when its commit is known."""

    def __init__(self, database: Database, handler: Handler) -> None:
        self._database = Watched(database)
        self._turns: Counter[str] = Counter()
        self._ended: dict[str, asyncio.Future[None]] = {}
        clock = SystemClock()
        self._clock = clock
        self._lanes = Lanes(self._database, handler, clock, self._after)
        self.receive = Receiver(self._database, self._lanes, keep=guard())
        self._client = slack_client(token="xoxb-bench", base_url="http://127.0.0.1:9/")
        self._bolt: AsyncApp = bolt_app(client=self._client, receive=self.receive, clock=clock)
        self._verifier = SignatureVerifier(SECRET)

    async def telegram(self, payload: Payload) -> None:
        """An update, as the poller and the webhook take it."""
        ended = self._expect(payload.chat)
        await self.receive([arrival_of(json.loads(payload.body), self._clock.now())], None)
        await ended

    async def slack(self, payload: Payload) -> None:
        """A signed request, as it is taken at /slack/events."""
        ended = self._expect(payload.chat)
        assert self._verifier.is_valid_request(payload.body, payload.headers)
        answer = await self._bolt.async_dispatch(AsyncBoltRequest(body=payload.body, headers={**payload.headers}))
        assert answer.status == 200
        await ended

    async def close(self) -> None:
        """Nothing is under way any more."""
        await self._lanes.idle()
        await close_client(self._client)

    async def wrong(self) -> tuple[int, int]:
        """Errors of the database, and turns whose effect on their conversation is missing."""

        def missing(uow: UnitOfWork) -> int:
            found = ((uow.conversations.load(ChatRef(chat)), turns) for chat, turns in self._turns.items())
            return sum(turns - (state.revision if state is not None else 0) for state, turns in found)

        return self._database.errors, await self._database.run(missing)

    def _expect(self, chat: str) -> asyncio.Future[None]:
        self._turns[chat] += 1
        future = self._ended[chat] = asyncio.get_running_loop().create_future()
        return future

    def _after(self, done: Done) -> None:
        self._ended[done.chat].set_result(None)


class Turns:
    """The measurements of one platform on one database."""

    def __init__(self, name: str, product: Product, send: Send, compose: Compose, people: int) -> None:
        self._name = name
        self._product = product
        self._send = send
        self._compose = compose
        self._chats = people
        self._one_at_a_time: list[float] = []

    def alone(self, moves: int | None = None) -> Timed:
        """A round of conversations, one turn at a time."""

        async def run() -> float:
            payloads = [each for _ in range(self._chats) for each in self._compose()[:moves]]
            began = time.perf_counter()
            for each in payloads:
                await self._send(each)
            return (time.perf_counter() - began) / len(payloads)

        return run

    def together(self, latencies: list[list[float]]) -> Timed:
        """A round of 64 conversations at once, each person waiting for each answer."""

        async def person(conversation: Conversation, waited: list[float]) -> None:
            for each in conversation:
                began = time.perf_counter()
                await self._send(each)
                waited.append(time.perf_counter() - began)

        async def run() -> float:
            conversations = [self._compose()[:FEW] for _ in range(IN_FLIGHT)]
            waited: list[float] = []
            began = time.perf_counter()
            await asyncio.gather(*(person(each, waited) for each in conversations))
            latencies.append(waited)
            return (time.perf_counter() - began) / len(waited)

        return run


async def platform_turns(
    where: str,
    platform: str,
    database: Database,
    handler: Handler,
    script: Sequence[Move],
    writer: RawWriter,
    bound: float,
) -> list[Figure]:
    """One at a time against the composite floor, then 64 in flight against one at a time."""
    product = Product(database, handler)
    name = f"{platform} turn, {where}"
    compose = _composer(platform, script, People())
    turns = Turns(name, product, product.telegram if platform == "Telegram" else product.slack, compose, CHATS)
    if platform == "Telegram":
        async with telegram_dispatch() as parse:

            async def empty(payload: Payload) -> None:
                await parse(payload.body)

            floor = await _floor(empty, compose, writer)
            one = await alternating(floor, turns.alone())
    else:
        verified = slack_dispatch()

        async def acknowledged(payload: Payload) -> None:
            await verified(payload.body, payload.headers)

        floor = await _floor(acknowledged, compose, writer)
        one = await alternating(floor, turns.alone())
    latencies: list[list[float]] = []
    many = await alternating(turns.alone(FEW), turns.together(latencies))
    errors, missing = await product.wrong()
    await product.close()
    return [
        _ratio("G1", f"{name}, one at a time", one, bound),
        _ratio("G1", f"{name}, {IN_FLIGHT} in flight over one at a time", many, 0.8),
        _tail(f"{name}, {IN_FLIGHT} in flight, p99 over p50", latencies[1:]),
        Figure(
            goal="G1",
            what=f"{name}: lock errors and lost updates",
            value=errors + missing,
            sense="at most",
            bound=0.0,
            about=f"{errors} errors, {missing} lost in all of the above",
        ),
    ]


def telegram_turns(product: Product, script: Sequence[Move], first: int) -> tuple[Timed, int]:
    """A round of conversations of people numbered from `first`, one turn at a time, and how many turns it has."""
    turns = Turns("", product, product.telegram, _composer("Telegram", script, People(first)), CHATS)
    return turns.alone(), CHATS * len(script)


async def slow_sync(database: Database, handler: Handler, script: Sequence[Move]) -> Figure:
    """Throughput at 64 over one at a time, on a database whose every commit was slowed."""
    product = Product(database, handler)
    turns = Turns("", product, product.telegram, _composer("Telegram", script, People(2_000_001)), 2)
    latencies: list[list[float]] = []
    measured = await alternating(turns.together(latencies), turns.alone(FEW))
    await product.close()
    return Figure(
        goal="G1",
        what=f"throughput at {IN_FLIGHT} over one at a time, each sync 5 ms slower",
        value=measured.ratio,
        sense="at least",
        bound=15.0,
        spread=measured.spread,
        about=measured.about(),
    )


async def _floor(dispatch: Send, compose: Compose, writer: RawWriter) -> Timed:
    async def run() -> float:
        payloads = [each for _ in range(CHATS) for each in compose()]
        began = time.perf_counter()
        for each in payloads:
            await dispatch(each)
            await writer.turn()
        return (time.perf_counter() - began) / len(payloads)

    return run


def _composer(platform: str, script: Sequence[Move], people: People) -> Compose:
    def telegram() -> Conversation:
        chat = people.telegram()
        updates = [telegram_update(chat, number, move) for number, move in enumerate(script, 1)]
        return [Payload(f"telegram:{chat}", json.dumps(each), {}) for each in updates]

    def slack() -> Conversation:
        person = people.slack()
        payloads = [slack_payload(person, number, move) for number, move in enumerate(script, 1)]
        return [_signed(slack_lane(each), *slack_body(each)) for each in payloads]

    return telegram if platform == "Telegram" else slack


def _signed(chat: str, body: str, kind: str) -> Payload:
    return Payload(chat, body, {**signed(body), "content-type": kind})


def _ratio(goal: str, what: str, rounds: Rounds, bound: float) -> Figure:
    return Figure(
        goal=goal,
        what=what,
        value=rounds.ratio,
        sense="at most",
        bound=bound,
        spread=rounds.spread,
        about=rounds.about(),
    )


def _tail(what: str, rounds: Sequence[Sequence[float]]) -> Figure:
    tails = [percentile(each, 0.99) / median(each) for each in rounds]
    assert len(tails) == ROUNDS
    return Figure(goal="G1", what=what, value=median(tails), sense="at most", bound=3.0, spread=spread(tails))
