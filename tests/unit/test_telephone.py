"""The laws of a call: who may run a questionnaire for somebody else, and what the caller's code brings to a chat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.answers import Answer
from bot.domain.buttons import Press, decode
from bot.domain.calling import LIFE
from bot.domain.conversation import Conversation
from bot.domain.effects import AskForm, Whisper
from bot.domain.events import Commanded, Filled
from bot.domain.forms import PRESSED
from bot.domain.ids import ChatRef, EventId, Interaction, MessageRef, PersonRef
from bot.domain.message import Entered, EntryKind
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Ticket
from tests.desk import ANA, CHANNEL, LUIS, MARIA, DeskInMemory
from tests.player import read_aloud

TELEGRAM = ChatRef(MARIA)
WORDS = {"email": "maria@municipio.gob.mx", "phone": "33 3669 5550", "name": "María Pérez"}
REFUSED = "Ese código no es válido"


class Call:
    """Ana, on the telephone."""

    def __init__(self) -> None:
        self.desk = DeskInMemory()
        self._count = 0

    async def begins(self, *roles: Role) -> None:
        await self.desk.staff(ANA, "Ana", *(roles or (Role.SPECIALIST,)))
        await self.desk.orders(ANA, "nuevo")

    @property
    def form(self) -> AskForm:
        asked = self.desk.immediate[-1]
        assert isinstance(asked, AskForm), asked
        return asked

    @property
    def caller(self) -> ChatRef:
        press = decode(self.form.form.data)
        assert isinstance(press, Press)
        return ChatRef(f"caller:{press.value}")

    async def sends(self, person: PersonRef = ANA) -> None:
        """Sends the open form, everything answered with what comes first."""
        self._count += 1
        form, caller = self.form.form, self.caller
        press = decode(form.data)
        assert isinstance(press, Press)
        values = {
            entry.id: Entered(
                text=Untrusted(WORDS.get(entry.id, "Queremos renovar la licencia de este año"))
                if entry.kind is EntryKind.TEXT
                else None,
                choices=(entry.choices[0].id,) if entry.choices else (),
            )
            for entry in form.entries
        }
        await self.desk.happens(
            Filled(
                id=EventId(f"filled:{self._count}"),
                at=self.desk.clock.now(),
                chat=caller,
                person=person,
                run=press.run,
                values=values,
                interaction=Interaction("slack:x"),
            )
        )

    async def finishes(self) -> None:
        """Sends form after form, the summary last."""
        for _ in range(30):
            sending = any(choice.id.startswith("ok:") for entry in self.form.form.entries for choice in entry.choices)
            await self.sends()
            if sending:
                return
        raise AssertionError("there is no summary")

    async def code(self) -> str:
        """Asks everything; the code that Ana reads to the caller."""
        await self.begins()
        await self.finishes()
        told = [read_aloud(letter.message) for letter in await self.desk.letters(ChatRef(ANA)) if letter.secret]
        found = re.search(r"/vincular (\w+)", told[0])
        assert found is not None
        return found[1]

    async def types(self, chat: ChatRef, words: str) -> str:
        self._count += 1
        await self.desk.happens(
            Commanded(
                id=EventId(f"typed:{self._count}"),
                at=self.desk.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                language="es",
                name="vincular",
                argument=Untrusted(words),
                message=MessageRef(f"{chat}:{self._count}"),
            )
        )
        return "\n".join(read_aloud(letter.message) for letter in await self.desk.letters(chat))

    async def conversation(self, chat: ChatRef) -> Conversation | None:
        return await self.desk.database.run(lambda uow: uow.conversations.load(chat))

    async def tickets(self, chat: ChatRef) -> list[Ticket]:
        def look(uow: UnitOfWork) -> list[Ticket]:
            found = (uow.tickets.get(line.id) for line in uow.tickets.newest_of(chat, 10))
            return [each for each in found if each is not None]

        return await self.desk.database.run(look)


async def test_the_ticket_of_a_call_is_the_caller_s_and_names_the_specialist_in_its_history() -> None:
    call = Call()
    await call.begins()
    caller = call.caller
    await call.finishes()
    (ticket,) = await call.tickets(caller)
    history = await call.desk.database.run(lambda uow: uow.tickets.history(ticket.id))
    assert ticket.requester.person == PersonRef(caller)
    assert (history[0].actor, history[0].channel) == (ANA, "telephone")
    assert await call.desk.letters(caller) == []
    cards = [read_aloud(letter.message) for letter in await call.desk.letters(CHANNEL)]
    assert any("📞 Por teléfono: 33 3669 5550" in card for card in cards)
    assert any("📞 Avise por teléfono:" in card and ticket.code in card for card in cards)


async def test_nothing_of_a_caller_is_remembered_of_the_specialist() -> None:
    call = Call()
    await call.code()
    mine = await call.conversation(ChatRef(ANA))
    assert mine is None or (mine.remembered == {} and mine.consents == {} and mine.intake is None)


async def test_every_call_is_another_caller() -> None:
    call = Call()
    await call.begins()
    first = call.caller
    await call.desk.orders(ANA, "new")
    assert call.caller != first


async def test_the_code_brings_ticket_and_details_to_the_chat_once() -> None:
    call = Call()
    code = await call.code()
    caller = call.caller
    assert "abierto por teléfono" in await call.types(TELEGRAM, code.lower())
    (ticket,) = await call.tickets(TELEGRAM)
    assert (ticket.requester.chat, ticket.requester.person) == (TELEGRAM, MARIA)
    history = await call.desk.database.run(lambda uow: uow.tickets.history(ticket.id))
    assert (history[-1].action, history[-1].actor, history[-1].channel) == (Action.MOVE, MARIA, "telegram")
    here, there = await call.conversation(TELEGRAM), await call.conversation(caller)
    assert here is not None
    assert here.remembered["name"].text == Untrusted("María Pérez")
    assert here.consents
    assert there is not None
    assert there.remembered == {}
    assert await call.tickets(caller) == []
    assert REFUSED in await call.types(ChatRef("telegram:66"), code)


async def test_what_a_chat_knows_of_its_person_is_not_overwritten_by_a_call() -> None:
    call = Call()
    code = await call.code()
    known = Conversation(
        chat=TELEGRAM, touched=call.desk.clock.now(), remembered={"name": Answer(text=Untrusted("María P. López"))}
    )
    await call.desk.database.run(lambda uow: uow.conversations.save(known))
    await call.types(TELEGRAM, code)
    here = await call.conversation(TELEGRAM)
    assert here is not None
    assert here.remembered["name"].text == Untrusted("María P. López")
    assert here.remembered["email"].text == Untrusted("maria@municipio.gob.mx")


@pytest.mark.parametrize(("late", "told"), [(timedelta(seconds=-1), "abierto por teléfono"), (timedelta(), REFUSED)])
async def test_the_code_is_good_for_seven_days(late: timedelta, told: str) -> None:
    call = Call()
    code = await call.code()
    call.desk.clock.advance((LIFE + late).total_seconds())
    assert told in await call.types(TELEGRAM, code)


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.ADMINISTRATOR, Role.PRIVACY])
async def test_roles_that_answer_no_tickets_take_no_calls(role: Role) -> None:
    call = Call()
    await call.begins(role)
    assert isinstance(call.desk.immediate[-1], Whisper)


async def test_a_form_of_a_call_sent_by_somebody_else_is_refused() -> None:
    call = Call()
    await call.begins()
    asked, caller = call.form, call.caller
    await call.sends(LUIS)
    assert isinstance(call.desk.immediate[-1], Whisper)
    state = await call.conversation(caller)
    assert state is not None
    assert state.consents == {}
    assert [entry.id for entry in asked.form.entries] == [PRESSED]
