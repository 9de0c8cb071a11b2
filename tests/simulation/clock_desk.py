"""A desk over two years of virtual time, whose service dies at every commit and is away for hours and days."""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.app.catalogue import Catalogue
from bot.app.handle import Done, Handler
from bot.app.ports import UnitOfWork
from bot.app.tick import Ticker
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.deeds import Deed
from bot.domain.effects import OpenTicket
from bot.domain.ids import ChatRef, EventId, PersonRef, TicketId
from bot.domain.message import Entered
from bot.domain.process import Process
from bot.domain.roles import Actor, Role, Staff
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, HistoryEntry, Ticket
from storage.memory import MemoryDatabase

T = TypeVar("T")

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
YEARS = 2 * 365 * 24 * 60
AFTERWARDS = 90 * 24 * 60
"""Minutes after the last word until everything has come to rest."""

TICKETS = 120
"""Of each desk; each has about two runs of clocks."""

ANA = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana"), roles=frozenset({Role.SPECIALIST}))
LUIS = Actor(person=PersonRef("slack:T:luis"), name=Untrusted("Luis"), roles=frozenset({Role.SECOND_LEVEL}))
EVA = Actor(person=PersonRef("slack:T:eva"), name=Untrusted("Eva"), roles=frozenset({Role.SUPERVISOR}))

FATES: tuple[tuple[Action, Actor | None], ...] = (
    (Action.REPLY, EVA),
    (Action.REPLY, EVA),
    (Action.TELL, None),
    (Action.TELL, None),
    (Action.TAKE, EVA),
    (Action.ASK, EVA),
    (Action.PAUSE, EVA),
    (Action.RESUME, EVA),
    (Action.RESUME, EVA),
    (Action.PRIORITIZE, EVA),
    (Action.ESCALATE, EVA),
    (Action.GIVE_BACK, EVA),
    (Action.RESOLVE, EVA),
    (Action.REOPEN, EVA),
)


class SimulatedCrash(BaseException):
    """The process is no more."""


class Minutes:
    """The minutes of the story in which the desk works, counted one by one."""

    def __init__(self, process: Process) -> None:
        timetable = process.calendars[0]
        closed = set(timetable.holidays.days if timetable.holidays is not None else ()) | set(timetable.closures)
        zone = ZoneInfo(process.desk.zone)
        hours = [[_minutes(each) for each in day] for day in timetable.hours.days]
        self.working: list[bool] = []
        for minute in range(0, YEARS + 2 * AFTERWARDS, 60):  # no zone of this desk has half an hour
            local = (BEGIN + timedelta(minutes=minute)).astimezone(zone)
            spans = [] if local.date() in closed else hours[local.weekday()]
            first = local.hour * 60
            self.working += [any(a <= each < b for a, b in spans) for each in range(first, first + 60)]
        self.worked = [0, *accumulate(self.working)]

    def used_up(self, start: int, minutes: float) -> int:
        """The first minute at which so many minutes of work have passed since `start`."""
        return bisect_left(self.worked, self.worked[start] + minutes) if minutes > 0 else start

    def opening(self, minute: int) -> int:
        """The first minute of work from that one on."""
        return bisect_right(self.worked, self.worked[minute]) - 1


def _minutes(span: str) -> tuple[int, int]:
    first, last = ([int(part) for part in each.split(":")] for each in span.split("-"))
    return first[0] * 60 + first[1], last[0] * 60 + last[1]


@cache
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@cache
def minutes_of_work() -> Minutes:
    return Minutes(saacg())


@cache
def words() -> Words:
    return Words.load()


class VirtualClock:
    """The time of the story."""

    def __init__(self) -> None:
        self.minute = 0

    def now(self) -> datetime:
        return BEGIN + timedelta(minutes=self.minute)

    def monotonic(self) -> float:
        return self.minute * 60.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits here")


@dataclass
class Story:
    """What is left when everything has come to rest."""

    tickets: list[Ticket] = field(default_factory=list)
    histories: dict[TicketId, tuple[HistoryEntry, ...]] = field(default_factory=dict)
    crashes: int = 0
    commits: int = 0


class Desk:
    """One desk. At each commit the service dies twice: before it, so that the work is done again, and after it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = VirtualClock()
        self.story = Story()
        self.database = MemoryDatabase(self._crash)
        self._died_before = False
        self._calm = True
        self._events: list[tuple[int, int, int, Action, Actor | None]] = []
        self._away = sorted(self.chance.randrange(YEARS) for _ in range(60))
        self._until = [each + int(self.chance.expovariate(1 / 600)) for each in self._away]
        self._count = 0
        self._begin_life()

    def _crash(self, name: str) -> None:
        if self._calm:
            return
        if name == "commit.before" and not self._died_before:
            self._died_before = True
        elif name == "commit.after":
            self._died_before = False
            self.story.commits += 1
        else:
            return
        self.story.crashes += 1
        raise SimulatedCrash

    def _begin_life(self) -> None:
        self.handler = Handler(
            catalogue=Catalogue([saacg()]), current="saacg", words=words(), readers={}, desk=ChatRef("slack:T:C")
        )
        self.ticker = Ticker(self.database, self.handler, self.clock, _nothing)

    async def play(self) -> Story:
        for each in (ANA, LUIS, EVA):
            member = Staff(person=each.person, name=each.name, roles=each.roles, on_shift=True)
            await self.database.run(lambda uow, member=member: uow.staff.save(member))  # type: ignore[misc]
        self._calm = False
        self._plan()
        while self._events:
            minute, _, ticket, action, actor = heapq.heappop(self._events)
            await self._until_then(self._awake(max(minute, self.clock.minute)))
            await self._lived(self._deed(ticket, action, actor))
            await self._ticks()
            self.clock.minute += 1  # the oracle tells apart what happened in different minutes
        await self._until_then(YEARS + AFTERWARDS)
        self._calm = True
        await self.database.run(self._look)
        return self.story

    def _plan(self) -> None:
        """When each ticket is opened, and what becomes of it."""
        for number in range(1, TICKETS + 1):
            minute = self.chance.randrange(YEARS - 60 * 24 * 30)
            heapq.heappush(self._events, (minute, number, number, Action.OPEN, None))
            for place in range(self.chance.randint(1, 7)):
                minute += 1 + int(self.chance.expovariate(1 / self.chance.choice((30, 300, 2000))))
                action, actor = self.chance.choice(FATES)
                heapq.heappush(self._events, (minute, number + 1000 * place, number, action, actor))

    def _awake(self, minute: int) -> int:
        """That minute, or when the service is there again."""
        for away, until in zip(self._away, self._until, strict=True):
            if away <= minute < until:
                minute = until
        return minute

    async def _until_then(self, minute: int) -> None:
        """What is due on the way is done when it is due, or when the service is there again."""
        while (due := self._next_due()) is not None and self._awake(max(due, self.clock.minute)) <= minute:
            self.clock.minute = self._awake(max(due, self.clock.minute))
            await self._ticks()
        self.clock.minute = max(self.clock.minute, minute)

    def _next_due(self) -> int | None:
        rows = self.database._uow.timers._rows.values()
        first = min((row.due for row in rows), default=None)
        return None if first is None else -((BEGIN - first) // timedelta(minutes=1))

    async def _ticks(self) -> None:
        """Ticks, in as many lives as it takes, until nothing is due."""
        while (due := self._next_due()) is not None and due <= self.clock.minute:
            try:
                await self.ticker.tick()
            except SimulatedCrash:
                self._begin_life()

    async def _lived(self, work: Callable[[UnitOfWork], None]) -> None:
        """The work, until it is committed, as the inbox sees to it."""
        done = self.story.commits
        while self.story.commits == done:
            try:
                await self.database.run(work)
            except SimulatedCrash:
                self._begin_life()

    def _deed(self, number: int, action: Action, actor: Actor | None) -> Callable[[UnitOfWork], None]:
        self._count += 1
        key, chat = EventId(f"event:{self._count}"), ChatRef(f"telegram:{number}")
        text = self.chance.choice(("Sigue igual", "No me deja guardar", "gracias"))
        values: dict[str, Entered] = {"reason": Entered(text=Untrusted("Así conviene"))}
        if action is Action.ASK:
            values = {"what": Entered(choices=("screenshot",))}
        if action is Action.PRIORITIZE:
            values["priority"] = Entered(choices=(self.chance.choice(("urgent", "normal", "low")),))
        kind = self.chance.choice(("technical", "normative"))

        def work(uow: UnitOfWork) -> None:
            effecting = self.handler.effecting(uow, key, self.clock.now())
            if action is Action.OPEN:
                effecting.perform((_wanted(chat, kind),))
            else:
                line = uow.tickets.newest_of(chat, 1)
                ticket = uow.tickets.get(line[0].id) if line else None
                if ticket is not None:
                    asker = Actor(
                        person=ticket.requester.person, name=Untrusted("María"), roles=frozenset({Role.REQUESTER})
                    )
                    effecting.act(
                        ticket,
                        Deed(
                            action=action,
                            actor=actor or asker,
                            at=self.clock.now(),
                            channel="test",
                            text=Untrusted(text),
                            values={} if actor is None else values,
                        ),
                    )
            effecting.post()

        return work

    def _look(self, uow: UnitOfWork) -> None:
        found: dict[TicketId, list[HistoryEntry]] = {}
        for entry in uow.tickets._history.values():  # type: ignore[attr-defined]
            found.setdefault(entry.ticket, []).append(entry)
        every = (uow.tickets.get(each) for each in sorted(found))
        self.story.tickets = [ticket for ticket in every if ticket is not None]
        self.story.histories = {
            number: tuple(sorted(entries, key=lambda each: each.seq)) for number, entries in found.items()
        }


def _nothing(_done: Done) -> None:
    pass


def _wanted(chat: ChatRef, kind: str) -> OpenTicket:
    answers = {
        "kind": Answer(options=(kind,)),
        "name": Answer(text=Untrusted("María")),
        "title": Answer(text=Untrusted("No imprime")),
    }
    return OpenTicket(chat=chat, person=PersonRef(chat), language="es", process=saacg().ref, answers=answers)
