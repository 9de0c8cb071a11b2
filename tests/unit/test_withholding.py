"""At the wrong moment: who wrote a secret is told, it is deleted, and what was none goes on when they say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app.alarming import Alarms
from bot.app.outbox import Delivered, Letter, Parcel, ParcelKind, Reason, Refused, erasing_lane
from bot.app.ports import UnitOfWork
from bot.app.sealing import SecretRow
from bot.app.settling import Settling
from bot.app.undelivered import Undelivered
from bot.domain.buttons import Press, Verb, decode
from bot.domain.deleting import Erase
from bot.domain.effects import Whisper
from bot.domain.events import Acted, Amended, Commanded, Deleted, Event, Filled, Ordered, Pressed, Said
from bot.domain.flooding import MOST
from bot.domain.ids import ChatRef, EventId, Interaction, MessageRef, TicketId
from bot.domain.message import Message
from bot.domain.roles import Role
from bot.domain.sealed import KEPT, Held, Looks, SecretField, SecretId, about
from bot.domain.text import Untrusted
from tests.desk import ANA, CHANNEL, MARIA, DeskInMemory
from tests.player import plain, read_aloud

CHAT = ChatRef(MARIA)
WRITTEN = MessageRef("telegram:1:7")
ORIGINAL = "La contraseña de la póliza es Poliza245"
MASKED = "La contraseña de la póliza es •••"
TOLD = "🔒 Eso parecía"


class Chat:
    """A desk, and María who writes to it what is kept back."""

    def __init__(self, desk: DeskInMemory) -> None:
        self.desk = desk
        self._count = 0
        undelivered = Undelivered(catalogue=desk.catalogue, words=desk.words, desk=CHANNEL)
        self._settling = Settling(desk.handler, undelivered, Alarms(desk.handler, CHANNEL))

    async def holds(self, looks: Looks = Looks.PASSWORD, original: str = ORIGINAL) -> Held:
        """What the guard seals of an arrival."""
        self._count += 1
        secret, now = SecretId(f"telegram:{self._count}:message"), self.desk.clock.now()
        row = SecretRow(
            id=secret,
            chat=CHAT,
            ticket=None,
            field=SecretField.MESSAGE,
            envelope=self.desk.sealer.seal(original, about(secret, SecretField.MESSAGE, None)),
            sealed_at=now,
            expires=now + KEPT,
        )
        await self.desk.database.run(lambda uow: uow.secrets.add(row))
        return Held(secrets={SecretField.MESSAGE: secret}, looks=looks)

    async def says(self, text: str = MASKED, *, held: Held | None = None, message: MessageRef = WRITTEN) -> None:
        await self.happens(
            Said(
                id=self._next(),
                at=self.desk.clock.now(),
                chat=CHAT,
                person=MARIA,
                language="es",
                text=Untrusted(text),
                message=message,
                held=held,
            )
        )

    async def presses(self, press: Press) -> None:
        await self.happens(
            Pressed(
                id=self._next(),
                at=self.desk.clock.now(),
                chat=CHAT,
                person=MARIA,
                language="es",
                press=press,
                message=MessageRef("telegram:1:8"),
                interaction=Interaction("telegram:1 q"),
            )
        )

    async def happens(self, event: Event) -> None:
        await self.desk.happens(event)

    async def heard(self) -> list[str]:
        return [read_aloud(letter.message) for letter in await self.desk.letters(CHAT)]

    async def button(self) -> Press:
        """The button of the notice."""
        for letter in await self.desk.letters(CHAT):
            for row in letter.message.buttons:
                press = decode(row[0].data)
                if isinstance(press, Press) and press.verb is Verb.UNMASK:
                    return press
        raise AssertionError("no such button")

    async def erased(self) -> list[Letter]:
        return await self.desk.letters(erasing_lane(CHAT))

    async def relayed(self) -> list[str]:
        """What was put into threads at the desk."""
        letters = await self.desk.letters(CHANNEL)
        return [plain(each.message.body) for each in letters if each.thread is not None]

    async def sealed(self) -> int:
        return len(await self.desk.database.run(lambda uow: uow.secrets.after(None, 10)))

    async def settles(self, outcome: Delivered | Refused, chat: ChatRef = CHAT) -> list[str]:
        """What the person is told when the deletion ended."""
        letter = Letter(
            key=f"erase {chat}",
            chat=erasing_lane(chat),
            kind=ParcelKind.ERASE,
            message=Message(),
            at=self.desk.clock.now(),
            target=WRITTEN,
            language="es",
        )
        parcel = Parcel(id=1, token=1, letter=letter, thread=None, target=WRITTEN, unsure=False, attempts=1)
        now = self.desk.clock.now()
        await self.desk.database.run(lambda uow: self._settling(uow, parcel, outcome, now))
        return [read_aloud(each.message) for each in await self.desk.letters(chat)]

    def _next(self) -> EventId:
        self._count += 1
        return EventId(f"happened:{self._count}")


@pytest.fixture
async def chat() -> Chat:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana López", Role.SPECIALIST)
    return Chat(desk)


@pytest.mark.parametrize(
    ("looks", "what"),
    [
        (Looks.PASSWORD, "una contraseña"),
        (Looks.CREDENTIALS, "el acceso a su equipo"),
        (Looks.TOKEN, "una llave de acceso"),
        (Looks.CARD, "el número de una tarjeta"),
    ],
)
async def test_who_wrote_a_secret_is_told_and_their_message_is_deleted(chat: Chat, looks: Looks, what: str) -> None:
    await chat.says(held=await chat.holds(looks))
    first = (await chat.heard())[0]
    assert first.startswith(f"{TOLD} {what}. Por su seguridad quité esa parte: nadie la lee.")
    assert first.endswith("[No era un secreto: páselo tal cual]")
    (erasing,) = await chat.erased()
    assert (erasing.kind, erasing.target, erasing.language) == (ParcelKind.ERASE, WRITTEN, "es")


async def test_a_command_and_a_form_are_told_of_as_well(chat: Chat) -> None:
    common: dict[str, Any] = {"at": chat.desk.clock.now(), "chat": CHAT, "person": MARIA, "language": "es"}
    command = Commanded(
        id=EventId("c"), name="nuevo", argument=Untrusted("•••"), message=WRITTEN, held=await chat.holds(), **common
    )
    await chat.happens(command)
    assert (await chat.heard())[0].startswith(TOLD)
    assert len(await chat.erased()) == 1
    form = Filled(
        id=EventId("f"), run=1, values={}, interaction=Interaction("slack:x"), held=await chat.holds(), **common
    )
    await chat.happens(form)
    assert (await chat.heard())[0].startswith(TOLD)
    assert await chat.erased() == []


async def test_what_was_asked_for_is_told_of_by_whoever_asked(chat: Chat) -> None:
    await chat.says("•••", held=replace(await chat.holds(Looks.TYPED), ticket=TicketId(1)))
    assert not any(TOLD in each for each in await chat.heard())
    assert len(await chat.erased()) == 1


@pytest.mark.parametrize("in_words", [False, True])
async def test_what_was_no_secret_is_passed_on_whole_and_once(chat: Chat, in_words: bool) -> None:
    await chat.desk.opens()
    await chat.says(held=await chat.holds())
    button = await chat.button()
    assert any(MASKED in each for each in await chat.relayed())
    for _ in range(2):
        if in_words:
            await chat.says("No era un secreto, páselo", message=MessageRef("telegram:1:9"))  # not these words
            await chat.says("No era contraseña", message=MessageRef("telegram:1:10"))
        else:
            await chat.presses(button)
    assert [ORIGINAL in each for each in await chat.relayed()].count(True) == 1
    assert await chat.sealed() == 0


async def test_after_a_quarter_of_an_hour_nothing_is_passed_on(chat: Chat) -> None:
    await chat.desk.opens()
    await chat.says(held=await chat.holds())
    button = await chat.button()
    await chat.relayed()
    chat.desk.clock.advance(KEPT.total_seconds())
    await chat.presses(button)
    await chat.says("no era contraseña")
    assert not any(ORIGINAL in each for each in await chat.relayed())
    assert any("Eso ya no lo tengo." in each for each in await chat.heard())


async def test_a_button_passes_on_only_its_own_message(chat: Chat) -> None:
    await chat.desk.opens()
    await chat.says(held=await chat.holds())
    button = await chat.button()
    other = "mi clave es Otra1234"
    await chat.says("mi clave es •••", held=await chat.holds(original=other), message=MessageRef("telegram:1:9"))
    await chat.relayed()
    await chat.presses(replace(button, run=button.run + 77))
    assert not any(other in each or ORIGINAL in each for each in await chat.relayed())
    await chat.presses(button)
    (said,) = await chat.relayed()
    assert ORIGINAL in said


async def test_an_edit_of_the_same_message_is_told_of_once(chat: Chat) -> None:
    await chat.says(held=await chat.holds())
    await chat.heard()
    await chat.erased()
    edited = Amended(
        id=EventId("e"),
        at=chat.desk.clock.now() + timedelta(seconds=5),
        chat=CHAT,
        person=MARIA,
        language="es",
        message=WRITTEN,
        text=Untrusted(MASKED),
        held=await chat.holds(),
    )
    await chat.happens(edited)
    assert not any(TOLD in each for each in await chat.heard())
    await chat.happens(replace(edited, id=EventId("e2"), message=MessageRef("telegram:1:9"), held=await chat.holds()))
    assert (await chat.heard())[0].startswith(TOLD)
    assert [each.target for each in await chat.erased()] == ["telegram:1:9"]


async def test_deleting_the_message_as_asked_leaves_what_was_kept_of_it(chat: Chat) -> None:
    await chat.desk.opens()
    await chat.says(held=await chat.holds())
    await chat.relayed()
    deleted = Deleted(
        id=EventId("d"),
        at=chat.desk.clock.now(),
        chat=CHAT,
        person=MARIA,
        language="es",
        message=WRITTEN,
        text=Untrusted(MASKED),
    )
    await chat.happens(deleted)
    assert await chat.relayed() == []


async def test_whoever_of_the_desk_sends_a_secret_is_told(chat: Chat) -> None:
    ticket = await chat.desk.opens()
    held = await chat.holds()
    common: dict[str, Any] = {"at": chat.desk.clock.now(), "chat": CHANNEL, "person": ANA, "held": held}
    reply = Acted(
        id=EventId("a"),
        action="note",
        ticket=ticket,
        text=Untrusted("use •••"),
        seen=1,
        interaction=Interaction("slack:x"),
        **common,
    )
    order = Ordered(
        id=EventId("o"), words=Untrusted("x •••"), name=Untrusted("a"), interaction=Interaction("slack:x"), **common
    )
    for event, times in ((replace(reply, id=EventId("b"), text=None), 0), (reply, 1), (order, 1)):
        chat.desk.immediate.clear()
        await chat.happens(event)
        whispers = [plain(each.message.body) for each in chat.desk.immediate if isinstance(each, Whisper)]
        assert len([each for each in whispers if "se quitó de lo que escribió" in each]) == times


@pytest.mark.parametrize(
    ("outcome", "place", "words"),
    [
        (Delivered(None), CHAT, "🗑 Borré su mensaje de este chat."),
        (Refused(Reason.FORBIDDEN, "too old"), CHAT, "🗑 No pude borrar su mensaje. Por favor bórrelo usted: deje"),
        (Refused(Reason.FORBIDDEN, "never"), ChatRef("slack:T:U"), "🗑 Aquí solo usted puede borrar su mensaje."),
    ],
)
async def test_what_came_of_the_deletion_is_told(
    chat: Chat, outcome: Delivered | Refused, place: ChatRef, words: str
) -> None:
    (said,) = await chat.settles(outcome, place)
    assert said.startswith(words)


async def test_a_deletion_does_not_wait_behind_what_is_said(chat: Chat) -> None:
    def work(uow: UnitOfWork) -> tuple[str, ...]:
        effecting = chat.desk.handler.effecting(uow, EventId("x"), chat.desk.clock.now())
        effecting.say(CHAT, Message(body=("hola",)), "es")
        effecting.perform((Erase(chat=CHAT, target=WRITTEN, language="es"),))
        return tuple(each.chat for each in effecting.post())

    assert await chat.desk.database.run(work) == (CHAT, "telegram:erasing:telegram:1")


async def test_in_a_chat_that_gets_no_answers_for_a_while_a_secret_is_deleted_all_the_same(chat: Chat) -> None:
    for _ in range(MOST + 1):
        await chat.says("hola")
    await chat.heard()
    await chat.says(held=await chat.holds())
    assert await chat.heard() == []
    assert len(await chat.erased()) == 1

    await chat.says("•••", held=replace(await chat.holds(Looks.TYPED), ticket=TicketId(1)))  # this was asked for
    assert len(await chat.erased()) == 1
