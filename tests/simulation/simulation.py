"""The service between pretend platforms, in one thread and virtual time, dying wherever it is told to.

A life is the service's own parts over the database, until a crash point ends it; then everything of that life is gone but
what was committed, and the next one begins. Platforms and people live on.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from adapters.slack import limits as slack_limits
from adapters.slack.read import read as read_slack
from adapters.telegram import limits as telegram_limits
from adapters.telegram.poll import TelegramPoller
from adapters.telegram.read import read as read_telegram
from bot.app.alarming import Alarms
from bot.app.catalogue import Catalogue
from bot.app.deliver import Deliverer
from bot.app.handle import Done, Handler
from bot.app.lanes import Lanes
from bot.app.ports import Database, UnitOfWork
from bot.app.receive import Receiver
from bot.app.settling import Settling
from bot.app.tick import Ticker
from bot.app.undelivered import Undelivered
from bot.app.words import Words
from bot.domain.ids import ChatRef, MessageRef, PersonRef
from bot.domain.message import Message
from bot.domain.roles import Role, Staff
from bot.domain.text import Untrusted
from bot.domain.ticket import HistoryEntry, Ticket
from bot.domain.ticket_line import TicketLine
from tests.simulation.arrivals import TEAM, SlackArrivals, TelegramArrivals
from tests.simulation.gateways import NO_FAULTS, Faults, PretendGateway
from tests.simulation.requesters import Requester, Temper
from tests.simulation.virtual_time import VirtualClock, VirtualTimeLoop

T = TypeVar("T")

DESK = ChatRef(f"slack:{TEAM}:C1")
SPECIALIST = PersonRef(f"slack:{TEAM}:U1")
TICK = 60.0
SWEEP = 60.0
DOWN = ((0.1, 3.0, 600.0, 1800.0), (70, 25, 4, 1))
"""Seconds that the service is down after a crash, and how often."""

LONGEST = 12 * 3600.0
"""Seconds of virtual time after which a story that has not come to rest counts as hung."""


class SimulatedCrash(BaseException):
    """The process is no more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What happens in one simulation. `crash` is asked at each crash point, by its name and how often it was passed (from
    1, over all lives); `open_database` is called for each life with the crash point of that life."""

    open_database: Callable[[Callable[[str], None]], Coroutine[Any, Any, Database]]
    people: int
    crash: Callable[[str, int], bool] = lambda _name, _count: False
    faults: Faults = NO_FAULTS
    again: float = 0.0
    seed: int = 0


@dataclass(kw_only=True, slots=True)
class Story:
    """How it went."""

    passed: Counter[str] = field(default_factory=Counter)
    crashed: Counter[str] = field(default_factory=Counter)
    telegram: PretendGateway
    slack: PretendGateway
    requesters: list[Requester]
    lines: dict[ChatRef, tuple[TicketLine, ...]] = field(default_factory=dict)
    tickets: list[Ticket] = field(default_factory=list)
    histories: dict[str, tuple[HistoryEntry, ...]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    load: int = 0


class Mortal:
    """`bot.app.ports.Database` of one life: the dead ask for nothing."""

    def __init__(self, database: Database, life: Life, loop: VirtualTimeLoop, chance: random.Random) -> None:
        self._database = database
        self._life = life
        self._loop = loop
        self._chance = chance

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        await asyncio.sleep(self._chance.uniform(0.0, 0.01))
        self._life.must_live()
        with self._loop.thread_at_work():
            return await self._database.run(work)

    async def try_lead(self, name: str) -> bool:
        return await self._database.try_lead(name)

    async def scrub(self) -> None:
        await self._database.scrub()

    async def close(self) -> None:
        await self._database.close()


class Life:
    """One run of the service, from its start to a crash or to the end of the story."""

    def __init__(self, world: World) -> None:
        self.ended = asyncio.Event()
        self._world = world
        self._loop = world.loop
        self._dead = False

    def crashpoint(self, name: str) -> None:
        """Where this life may end; also on the database's thread."""
        self.must_live()
        passed = self._world.story.passed
        passed[name] += 1
        if self._world.plan.crash(name, passed[name]):
            self._world.story.crashed[name] += 1
            self._dead = True
            self._loop.call_soon_threadsafe(self.ended.set)
            raise SimulatedCrash(name)

    def must_live(self) -> None:
        """Ends whatever the dead would still do."""
        if self._dead:
            raise SimulatedCrash("of a life that is over")

    async def live(self) -> None:
        """Until it has ended; nothing of it is left then but the database."""
        world, before = self._world, asyncio.all_tasks()
        with world.loop.thread_at_work():
            database = await world.plan.open_database(self.crashpoint)
        try:
            living = asyncio.create_task(self._serve(Mortal(database, self, world.loop, world.chance)))
            async with asyncio.timeout_at(LONGEST):
                await self.ended.wait()
        finally:
            self._dead = True
            world.receiver = None
            mine = asyncio.all_tasks() - before - world.tasks
            for task in mine:
                task.cancel()
            ends = await asyncio.gather(*mine, return_exceptions=True)
            with world.loop.thread_at_work():
                await database.close()
        assert living in mine or living.done()
        wrong = [each for each in ends if isinstance(each, Exception)]
        assert not wrong, f"a life ended with {wrong}"

    async def _serve(self, database: Mortal) -> None:
        """As `bot.service.Service` puts the parts together."""
        world, point = self._world, self.crashpoint
        handler = Handler(
            catalogue=world.catalogue,
            current="corta",
            words=world.words,
            readers={"telegram": read_telegram, "slack": read_slack},
            desk=DESK,
        )
        undelivered = Undelivered(catalogue=world.catalogue, words=world.words, desk=DESK)
        deliverers: list[Deliverer] = []

        def after(done: Done) -> None:
            for deliverer in deliverers:
                deliverer.wake(done.waiting)

        lanes = Lanes(database, handler, world.clock, after, point)
        receiver = Receiver(database, lanes, point)
        ticker = Ticker(database, handler, world.clock, after, point)
        for gateway in (world.story.telegram, world.story.slack):
            deliverer = Deliverer(
                database,
                gateway,
                world.clock,
                follow=Settling(handler, undelivered, Alarms(handler, DESK)),
                after=lambda _: None,
                crashpoint=point,
            )
            deliverers.append(deliverer)
            asyncio.create_task(self._deliver(deliverer))
        await lanes.sweep()
        poller = TelegramPoller(
            bot=world.telegram.bot(),
            receive=receiver,
            cursor=receiver.cursor,
            clock=world.clock,
            timeout=50,
            crashpoint=point,
        )
        poller.start()
        world.receiver = receiver
        asyncio.create_task(self._every(TICK, ticker.tick))
        for deliverer in deliverers:
            asyncio.create_task(self._every(SWEEP, deliverer.sweep))
        asyncio.create_task(self._every(SWEEP, lanes.sweep))
        asyncio.create_task(self._until_quiet(database))

    async def _deliver(self, deliverer: Deliverer) -> None:
        await deliverer.recover(alone=True)
        await deliverer.run()

    async def _every(self, seconds: float, job: Callable[[], Coroutine[Any, Any, object]]) -> None:
        await asyncio.sleep(1.0)
        while True:
            await job()
            await asyncio.sleep(seconds)

    async def _until_quiet(self, database: Mortal) -> None:
        """Ends the story when everybody has heard everything and nothing waits."""
        while True:
            await asyncio.sleep(5.0)
            if not self._world.is_quiet:
                continue
            if await database.run(_is_settled):
                await database.run(self._world.look)
                self._world.finished = True
                self.ended.set()
                return


class World:
    """Platforms and people, who outlive the service."""

    def __init__(self, plan: Plan, catalogue: Catalogue, words: Words, loop: VirtualTimeLoop) -> None:
        self.plan = plan
        self.catalogue = catalogue
        self.words = words
        self.loop = loop
        self.clock = VirtualClock(loop)
        self.chance = random.Random(plan.seed)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.receiver: Receiver | None = None
        self.finished = False
        self.telegram = TelegramArrivals(self.chance, again=plan.again)
        self.slack = SlackArrivals(self.clock, self.chance, lambda: self.receiver, self.spawn, again=plan.again)
        self._people: dict[ChatRef, Requester] = {}
        self.story = Story(
            telegram=self._gateway("telegram"), slack=self._gateway("slack"), requesters=[*self._invite()]
        )

    @property
    def is_quiet(self) -> bool:
        """Whether everybody has heard everything, and nothing is on its way to the service."""
        return all(each.done for each in self.story.requesters) and not self.telegram.updates and not self.tasks

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Work of the platforms, which goes on when the service dies."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def look(self, uow: UnitOfWork) -> None:
        """Writes down what is in the database."""
        story = self.story
        story.lines = {each.chat: uow.tickets.newest_of(each.chat, 10) for each in story.requesters}
        found = [uow.tickets.get(line.id) for lines in story.lines.values() for line in lines]
        story.tickets = [each for each in found if each is not None]
        story.histories = {line.code: uow.tickets.history(line.id) for lines in story.lines.values() for line in lines}
        story.counts = dict(uow.outbox.counts())
        story.quarantined = uow.inbox.quarantined()
        specialist = uow.staff.get(SPECIALIST)
        story.load = specialist.load if specialist is not None else 0

    async def play(self) -> Story:
        """The whole story."""
        random.seed(self.plan.seed)
        await self._prepare()
        for requester in self.story.requesters:
            self.loop.call_later(self.chance.uniform(0, 30), requester.begin)
        while not self.finished:
            assert self.loop.time() < LONGEST, f"the story hangs; waiting for {self._waiting()}"
            await Life(self).live()
            await asyncio.sleep(self.chance.choices(*DOWN)[0])
        return self.story

    def _waiting(self) -> list[str]:
        return [f"{each.chat} after {each.heard[-1:]}" for each in self.story.requesters if not each.done]

    async def _prepare(self) -> None:
        specialist = Staff(
            person=SPECIALIST, name=Untrusted("Ana López"), roles=frozenset({Role.SPECIALIST}), on_shift=True
        )
        with self.loop.thread_at_work():
            database = await self.plan.open_database(lambda _name: None)
            await database.run(lambda uow: uow.staff.save(specialist))
            await database.close()

    def _gateway(self, name: str) -> PretendGateway:
        limits = telegram_limits.LIMITS if name == "telegram" else slack_limits.LIMITS
        return PretendGateway(
            name, limits, chance=self.chance, faults=self.plan.faults, looks_back=name == "slack", seen=self._seen
        )

    def _invite(self) -> list[Requester]:
        tempers = tuple(Temper)
        people: list[Requester] = []
        for number in range(self.plan.people):
            in_slack = number % 2 == 1
            chat = ChatRef(f"slack:{TEAM}:U{100 + number}" if in_slack else f"telegram:{100 + number}")
            platform = self.slack if in_slack else self.telegram
            temper = tempers[number % len(tempers)]
            people.append(Requester(100 + number, chat, platform, temper, self.chance))
        self._people = {each.chat: each for each in people}
        return people

    def _seen(self, chat: ChatRef, ref: MessageRef, message: Message) -> None:
        if chat in self._people:
            self._people[chat].sees(message, ref)


def simulate(plan: Plan, catalogue: Catalogue, words: Words) -> Story:
    """One simulation, from the first word to the last answer."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualTimeLoop)
        loop.set_exception_handler(lambda _loop, _context: None)  # tasks that nobody waited for died with their life
        return runner.run(World(plan, catalogue, words, loop).play())


def _is_settled(uow: UnitOfWork) -> bool:
    counts = uow.outbox.counts()
    return not (counts["waiting"] or counts["leased"] or uow.inbox.waiting_lanes(1))
