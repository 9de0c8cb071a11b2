"""A ticket that is not theirs and one that does not exist take the same time, because the same is done: by statements, and by
the clock (a sign test over 500 pairs, in turns and by the time of the processor, so that a busy machine slows both)."""

from __future__ import annotations

import gc
import itertools
import json
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import make_url

from bot.app.catalogue import Catalogue
from bot.app.handle import Handler
from bot.app.ports import Arrival
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.conversation import Conversation
from bot.domain.effects import OpenTicket
from bot.domain.events import Commanded
from bot.domain.ids import ChatRef, EventId, MessageRef, PersonRef
from bot.domain.process import Fills
from bot.domain.text import Untrusted
from storage.codec import codec
from storage.sql.session import NO_VALUES, Row, Statement, Statements, Values
from storage.sql.unit_of_work import SqlUnitOfWork
from storage.sqlite import SqliteSession
from storage.sqlite_file import opened
from tests.clock import NOON
from tests.desk import CHANNEL, MARIA
from tests.player import accepted, read_aloud

TIMES = 500
MOST = 0.12
"""How far from a half the share of the pairs may be in which one took longer: five times what chance does to 500 pairs. Less
than that is for the other test, which sees each statement."""

STRANGER = ChatRef("telegram:66")
TICKETS = 40
COMMANDS = ("estado", "porque", "seguir")


class Watched(SqliteSession):
    """Writes down which statements are run."""

    seen: list[int]

    def all(self, statement: Statement, values: Values = NO_VALUES) -> list[Row]:
        self.seen.append(id(statement))
        return super().all(statement, values)

    def run(self, statement: Statement, values: Values = NO_VALUES) -> int:
        self.seen.append(id(statement))
        return super().run(statement, values)


class Asked:
    """A desk with forty tickets of one office, and a stranger of another, who has some of their own."""

    def __init__(self, session: Watched) -> None:
        self.session = session
        self.uow = SqlUnitOfWork(session, codec())
        self.catalogue = Catalogue.load(["saacg"])
        self.process = self.catalogue.current("saacg")
        self.now = NOON
        self._events: dict[str, Commanded] = {}
        self.handler = Handler(
            catalogue=self.catalogue, current="saacg", words=Words.load(), readers={"test": self._read}, desk=CHANNEL
        )
        session.seen = []
        for number in range(TICKETS):
            mine = number % 10 == 0
            self._opens(STRANGER if mine else ChatRef(MARIA), "Municipio de Tepic" if mine else "Municipio de Colima")
        known = Conversation(
            chat=STRANGER,
            touched=self.now,
            language="es",
            remembered=self._details("Juan", "Municipio de Tepic"),
            consents=accepted(self.process),
        )
        self.uow.conversations.save(known)

    def _read(self, raw: Mapping[str, Any], _key: EventId, _at: datetime) -> Commanded:
        return self._events.pop(raw["event"])

    def _details(self, name: str, organisation: str) -> dict[str, Answer]:
        ids = {step.fills: step.id for step in self.process.steps if step.fills is not None}
        return {
            ids[Fills.NAME]: Answer(text=Untrusted(name)),
            ids[Fills.ORGANISATION]: Answer(text=Untrusted(organisation)),
        }

    def _opens(self, chat: ChatRef, organisation: str) -> None:
        effecting = self.handler.effecting(self.uow, EventId(f"open:{id(object())}:{self.now}"), self.now)
        answers = self._details("María", organisation)
        person, ref = PersonRef(chat), self.process.ref
        effecting.perform((OpenTicket(chat=chat, person=person, language="es", process=ref, answers=answers),))

    def asks(self, command: str, number: str) -> float:
        """How many seconds the whole turn takes; half an hour passes between them, so that nobody is paused."""
        self.now += timedelta(minutes=30)
        key = EventId(f"{command}:{self.now}")
        event = Commanded(
            id=key,
            at=self.now,
            chat=STRANGER,
            person=PersonRef(STRANGER),
            language="es",
            name=command,
            argument=Untrusted(number),
            message=MessageRef(f"telegram:66:{self.now}"),
        )
        self._events[key] = event
        self.uow.inbox.add(
            [Arrival(source="test", key=key, lane=STRANGER, body=json.dumps({"event": key}), at=self.now)]
        )
        self.session.seen = []
        before = time.thread_time()
        self.handler.turn(self.uow, STRANGER, self.now)
        return time.thread_time() - before

    def heard(self) -> set[str]:
        """Everything that the stranger was told."""
        ids = [each.id for each in self.uow.outbox.waiting("telegram", 10_000) if each.chat == STRANGER]
        letters = (each.letter for each in self.uow.outbox.claim(ids, at=self.now, until=self.now))
        return {read_aloud(each.message) for each in letters}


def numbers(seed: int) -> tuple[list[str], list[str]]:
    """Numbers of María's tickets, and as many that nobody has; each as long as the other."""
    hers = [number for number in range(1, TICKETS + 1) if number % 10 != 1]
    some = random.Random(seed)
    of_hers = [some.choice(hers) for _ in range(TIMES)]
    return [f"SAACG-2026-{each:05}" for each in of_hers], [f"SAACG-2026-{each + 50_000:05}" for each in of_hers]


@contextmanager
def asked() -> Iterator[Asked]:
    with opened(make_url("sqlite://")) as (connection, dialect):
        connection.execute("BEGIN")
        yield Asked(Watched(connection, Statements(dialect)))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["SAACG-2026-{:05}", "{}"])
def test_the_same_statements_are_run_in_the_same_order(command: str, form: str) -> None:
    with asked() as desk:
        desk.asks(command, form.format(7))
        not_hers = list(desk.session.seen)
        desk.asks(command, form.format(77))
        assert desk.session.seen == not_hers
        assert len(desk.heard()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_theirs_takes_as_long_as_what_is_not_there_and_a_thousand_numbers_tell_nothing(
    command: str,
) -> None:
    with asked() as desk, _undisturbed():
        taken: tuple[list[float], list[float]] = ([], [])
        for round_, pair in enumerate(zip(*numbers(7), strict=True)):
            for which in (0, 1) if round_ % 2 else (1, 0):
                taken[which].append(desk.asks(command, pair[which]))
        assert abs(chance_of_longer(*taken) - 0.5) < MOST
        assert len(desk.heard()) == 1


def test_the_test_would_tell() -> None:
    """Twenty tickets more that are read are seen by it."""
    with asked() as desk, _undisturbed():
        taken: tuple[list[float], list[float]] = ([], [])
        for number in itertools.islice(itertools.cycle(range(2, 9)), 100):
            taken[0].append(desk.asks("seguir", f"SAACG-2026-{number:05}"))
            before = time.thread_time()
            desk.uow.tickets.by_code(f"SAACG-2026-{number:05}")
            more = time.thread_time() - before
            taken[1].append(desk.asks("seguir", f"SAACG-2026-{number:05}") + more)
        assert chance_of_longer(taken[1], taken[0]) > 0.5 + MOST


def chance_of_longer(one: list[float], other: list[float]) -> float:
    """In how many of the pairs the first took longer (a sign test): a moment in which the machine is busy is one of both."""
    return sum(first > second for first, second in zip(one, other, strict=True)) / len(one)


@contextmanager
def _undisturbed() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
