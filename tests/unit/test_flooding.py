"""Whoever writes faster than anybody reads gets one warning and then nothing; nobody else notices, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from bot.app.catalogue import Catalogue
from bot.app.handle import Handler
from bot.app.lanes import Lanes
from bot.app.ports import Arrival, UnitOfWork
from bot.app.receive import Receiver
from bot.domain.effects import Relay, SetTimer
from bot.domain.events import Said
from bot.domain.flooding import MOST_CHARACTERS, MOST_HELD
from bot.domain.ids import ChatRef, EventId, FileRef, MessageRef, PersonRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.process import Process
from bot.domain.text import Untrusted
from storage.memory import MemoryDatabase
from tests.desk import CHANNEL, MARIA, DeskInMemory
from tests.player import Player
from tests.unit.answering import finish, line, profile, to_the_module

T = TypeVar("T")
PHOTO = File(ref=FileRef("console:photo"), kind=FileKind.PHOTO, label=Untrusted("foto.jpg"), size=1000)
WARNING = "Va más rápido de lo que puedo leer."
SECOND = timedelta(seconds=1)
PEDRO = PersonRef("telegram:2")


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    player = Player(saacg)
    player.says("hola")
    return player


def babbles(player: Player, times: int, every: timedelta = SECOND) -> list[str]:
    said = []
    for number in range(times):
        player.at += every
        said.append(player.says(f"blablá {number}"))
    return said


def test_after_ten_messages_in_haste_one_warning_and_then_silence(maria: Player) -> None:
    said = babbles(maria, 200, timedelta(milliseconds=100))
    answered = [each for each in said if each]
    assert len(answered) == 10
    assert [WARNING in each for each in answered] == [False] * 9 + [True]


def test_what_was_written_in_silence_is_kept_and_taken_up_when_it_is_calm(maria: Player) -> None:
    babbles(maria, 25)
    notes = len(maria.intake.notes)
    said = maria.waits(timedelta(minutes=1), timer="calm:console:1", purpose="calm")
    assert said.startswith("📝 Lo anoto para el especialista. Ahora, por favor:\n¿En qué le podemos ayudar?")
    assert len(maria.intake.notes) == notes + 1
    assert "blablá 24" in (maria.intake.notes[-1].text or Untrusted("")).untrusted
    assert maria.says("Soporte técnico"), "answered again"


def test_the_calm_is_a_whole_minute_without_a_word(maria: Player) -> None:
    babbles(maria, 22)
    maria.at += timedelta(seconds=50)
    assert maria.says("¿y?") == ""
    assert maria.waits(timedelta(seconds=10), timer="calm:console:1", purpose="calm") == ""
    (timer,) = (effect for effect in maria.effects if isinstance(effect, SetTimer))
    assert timer.due == maria.at + timedelta(seconds=50)
    assert "Lo anoto" in maria.waits(timedelta(seconds=50), timer="calm:console:1", purpose="calm")


def test_whoever_writes_after_the_calm_is_answered_though_the_timer_is_late(maria: Player) -> None:
    babbles(maria, 22)
    maria.at += timedelta(minutes=2)
    assert "Lo anoto" in maria.says("2")
    assert maria.intake.answers["kind"].options == ("technical",)


def test_a_flood_makes_the_stored_chat_no_longer_than_so_many_messages(maria: Player) -> None:
    babbles(maria, 500, timedelta(milliseconds=10))
    burst = maria.state.burst
    assert burst is not None
    assert len(burst.held) == MOST_HELD
    assert burst.lost == 500 - 10 - MOST_HELD
    maria.waits(timedelta(minutes=1), timer="calm:console:1", purpose="calm")
    assert maria.state.burst is None
    assert f"(+{500 - 10 - MOST_HELD})" in (maria.intake.notes[-1].text or Untrusted("")).untrusted


def test_presses_in_silence_end_the_platforms_waiting_sign_and_no_more(maria: Player) -> None:
    data = maria.button("Soporte técnico").data
    babbles(maria, 22)
    assert maria.presses_data(data) == ""
    assert [type(effect).__name__ for effect in maria.effects] == ["Toast"]


def test_somebody_quick_who_answers_the_whole_questionnaire_in_a_moment_is_no_flood(saacg: Process) -> None:
    player = Player(saacg)
    to_the_module(player)
    profile(player)
    finish(player)
    assert not any(WARNING in str(message.body) for message in player.heard)
    assert player.state.burst is None or not player.state.burst.silent


def test_a_burst_of_pictures_is_no_flood(maria: Player) -> None:
    for number in range(30):
        maria.at += timedelta(milliseconds=200)
        said = maria.says("", files=(PHOTO,))
        assert ("Lo guardo" if number < 10 else "diez archivos") in said, number


def test_albums_are_no_flood(maria: Player) -> None:
    for album in range(10):
        for part in range(10):
            said = maria.says("", files=(PHOTO,), album=str(album))
            assert bool(said) is (part == 0)


def test_twenty_messages_over_a_while_are_no_flood(maria: Player) -> None:
    assert all(babbles(maria, 60, timedelta(seconds=2)))


def test_what_is_kept_of_a_flood_of_long_messages_is_no_more_than_is_taken_up(maria: Player) -> None:
    for _ in range(50):
        maria.says("x" * 3000)
    burst = maria.state.burst
    assert burst is not None
    assert sum(len(note.text.untrusted) for note in burst.held if note.text is not None) <= MOST_CHARACTERS + 3000


class OnAThread(MemoryDatabase):
    """Others go on while it works, as with one that is on a thread of its own."""

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        await asyncio.sleep(0)
        return await super().run(work)


class Flood:
    """A hundred messages a second from María, one in three seconds from each of five others, for a minute."""

    SECONDS, A_SECOND = 60, 100

    def __init__(self, desk: DeskInMemory) -> None:
        self.desk = desk
        self.order: list[ChatRef] = []
        self.others = [ChatRef(f"telegram:{number}") for number in range(100, 105)]
        self.worst = 0

    def read(self, raw: Mapping[str, Any], key: EventId, at: datetime) -> Said:
        """The moment in which a message has its turn."""
        chat = ChatRef(raw["chat"])
        self.order.append(chat)
        text = Untrusted(f"hola {key}")
        message = MessageRef(f"{chat}:{key}")
        return Said(id=key, at=at, chat=chat, person=PersonRef(chat), language="es", text=text, message=message)

    def arrival(self, chat: ChatRef, number: int) -> Arrival:
        at = self.desk.clock.now()
        body = json.dumps({"chat": chat})
        return Arrival(source="flood", key=EventId(f"{chat}:{number}"), lane=chat, body=body, at=at)

    async def run(self) -> dict[ChatRef, int]:
        """How many letters each was sent."""
        told = dict.fromkeys((ChatRef(MARIA), *self.others), 0)
        handler = Handler(
            catalogue=self.desk.catalogue,
            current="saacg",
            words=self.desk.words,
            readers={"flood": self.read},
            desk=CHANNEL,
        )
        lanes = Lanes(self.desk.database, handler, self.desk.clock, lambda _done: None)
        receive = Receiver(self.desk.database, lanes)
        for second in range(self.SECONDS):
            begun = len(self.order)
            flood = [self.arrival(ChatRef(MARIA), second * self.A_SECOND + each) for each in range(self.A_SECOND)]
            writing = self.others if second % 3 == 0 else []
            await receive([*flood, *(self.arrival(chat, second) for chat in writing)], None)
            await lanes.idle()
            this_second = self.order[begun:]
            self.worst = max(self.worst, 0, *(this_second.index(chat) for chat in writing))
            for chat in told:
                told[chat] += len(await self.desk.letters(chat))
            self.desk.clock.advance(1)
        return told


async def test_a_flood_of_a_hundred_messages_a_second_for_a_minute_harms_nobody() -> None:
    desk = DeskInMemory(database=OnAThread())
    await desk.opens()
    await desk.letters(ChatRef(MARIA))
    flood = Flood(desk)
    await desk.letters(CHANNEL)
    told = await flood.run()
    assert told[ChatRef(MARIA)] <= 60 / 5, "at most one answer in five seconds"
    assert {told[chat] for chat in flood.others} == {2 * Flood.SECONDS // 3}, "the others are answered each time"
    assert flood.worst <= 2 * len(flood.others), "nobody waits for more turns than there are chats"
    everything = [flood.arrival(ChatRef(MARIA), number) for number in range(Flood.SECONDS * Flood.A_SECOND)]
    forgotten = await desk.database.run(lambda uow: uow.inbox.add(everything))
    rows = len(everything) - len(forgotten)
    written = await desk.database.run(lambda uow: len(uow.tickets.history(TicketId(1))))
    assert rows + written + told[ChatRef(MARIA)] + len(await desk.letters(CHANNEL)) <= 200, "all that the flood leaves"
    assert rows == 11 + MOST_HELD


async def test_a_flood_about_a_ticket_reaches_the_desk_as_one_message_and_others_are_answered_each_time() -> None:
    desk = DeskInMemory()
    await desk.opens()
    before = len(await desk.letters(CHANNEL))
    started = desk.clock.now()

    def said(person: PersonRef, number: int) -> Said:
        return Said(
            id=EventId(f"{person}:{number}"),
            at=started + timedelta(milliseconds=10 * number),
            chat=ChatRef(person),
            person=person,
            language="es",
            text=Untrusted(f"hola {number}"),
            message=MessageRef(f"{person}:{number}"),
        )

    for number in range(300):
        await desk.happens(said(MARIA, number))
        if number % 30 == 0:
            await desk.happens(said(PEDRO, number))

    assert len(await desk.letters(ChatRef(PEDRO))) == 2 * 10, "a word to each, and the notice again"
    assert before + len(await desk.letters(CHANNEL)) <= before + 21
    assert len(await desk.letters(ChatRef(MARIA))) <= 1 + 2 + 21
    await _calm(desk)
    assert len(await desk.letters(CHANNEL)) == 1, "what was held, as one message"


async def _calm(desk: DeskInMemory) -> None:
    desk.clock.advance(300)
    now = desk.clock.now()

    def fire(uow: UnitOfWork) -> None:
        for timer in uow.timers.take_due(now, 9):
            desk.handler.due(uow, timer, now)

    await desk.database.run(fire)


def test_in_silence_nothing_is_passed_on_to_the_desk_either(saacg: Process) -> None:
    player = Player(saacg)
    player.tickets = (line(7),)
    passed_on = 0
    for number in range(100):
        player.says(f"hola {number}")
        passed_on += sum(isinstance(effect, Relay) for effect in player.effects)
    assert passed_on == 11
