"""A colleague of the same organisation is told how a ticket goes, once whoever opened it has agreed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.answers import Answer
from bot.domain.buttons import Press, decode
from bot.domain.consent import Agreement
from bot.domain.conversation import Conversation
from bot.domain.effects import OpenTicket
from bot.domain.events import Commanded, Pressed
from bot.domain.ids import ChatRef, EventId, Interaction, MessageRef, PersonRef, TicketId
from bot.domain.process import Fills
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action
from tests.desk import ANA, MARIA, DeskInMemory
from tests.player import accepted, plain

JUAN = PersonRef("telegram:2")
NO_SUCH = "No encuentro un ticket abierto de su ente con ese número."


@pytest.fixture
async def desk() -> DeskInMemory:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana", Role.SPECIALIST)
    return desk


def details(desk: DeskInMemory, name: str, organisation: str) -> dict[str, Answer]:
    ids = {step.fills: step.id for step in desk.process.steps if step.fills is not None}
    return {
        ids[Fills.NAME]: Answer(text=Untrusted(name)),
        ids[Fills.ORGANISATION]: Answer(text=Untrusted(organisation)),
    }


async def is_known(desk: DeskInMemory, person: PersonRef, name: str, organisation: str) -> None:
    consents: dict[str, Agreement] = accepted(desk.process)
    conversation = Conversation(
        chat=ChatRef(person),
        touched=desk.clock.now(),
        language="es",
        remembered=details(desk, name, organisation),
        consents=consents,
    )
    await desk.database.run(lambda uow: uow.conversations.save(conversation))


async def opens(desk: DeskInMemory, organisation: str = "Municipio de Colima") -> TicketId:
    await is_known(desk, MARIA, "María", organisation)
    wanted = OpenTicket(
        chat=ChatRef(MARIA),
        person=MARIA,
        language="es",
        process=desk.process.ref,
        answers=details(desk, "María", organisation),
    )

    def work(uow: UnitOfWork) -> TicketId:
        effecting = desk.handler.effecting(uow, EventId("opening"), desk.clock.now())
        effecting.perform((wanted,))
        effecting.post()
        return uow.tickets.newest_of(ChatRef(MARIA), 1)[0].id

    return await desk.database.run(work)


async def asks(desk: DeskInMemory, number: str = "1") -> None:
    await desk.happens(
        Commanded(
            id=EventId(f"asks:{desk.clock.monotonic()}:{number}:{len(desk.immediate)}"),
            at=desk.clock.now(),
            chat=ChatRef(JUAN),
            person=JUAN,
            name="seguir",
            argument=Untrusted(number),
            message=MessageRef("telegram:2:1"),
        )
    )


async def presses(desk: DeskInMemory, person: PersonRef, data: str) -> None:
    press = decode(data)
    assert isinstance(press, Press)
    await desk.happens(
        Pressed(
            id=EventId(f"press:{person}:{data}"),
            at=desk.clock.now(),
            chat=ChatRef(person),
            person=person,
            press=press,
            message=None,
            interaction=Interaction("telegram:x"),
        )
    )


async def reads(desk: DeskInMemory, person: PersonRef) -> tuple[list[str], list[str]]:
    """What came since the last reading: the words, and the data of the buttons."""
    letters = await desk.letters(ChatRef(person))
    pressed = [button.data for letter in letters for row in letter.message.buttons for button in row]
    return [plain(letter.message.body) for letter in letters], pressed


async def heard(desk: DeskInMemory, person: PersonRef) -> list[str]:
    return (await reads(desk, person))[0]


async def test_with_the_owners_yes_a_colleague_is_told_and_may_stop_it(desk: DeskInMemory) -> None:
    ticket = await opens(desk)
    await is_known(desk, JUAN, "Juan", "municipio de COLIMA")
    await asks(desk)
    assert "Ya le pregunté a quien lo abrió. Aquí le aviso qué responde." in await heard(desk, JUAN)
    asked = "Juan, de su mismo ente, pide que le avisemos cómo va su ticket SAACG-2026-00001. ¿Está de acuerdo?"
    words, (yes, no) = await reads(desk, MARIA)
    assert asked in words
    await presses(desk, JUAN, yes)
    assert (await desk.ticket(ticket)).followers == (), "whoever asks cannot decide it"
    (denied,) = await desk.database.run(lambda uow: uow.audit.newest(1))
    assert denied.person == JUAN, "who tried, not whose ticket it is"
    await presses(desk, MARIA, yes)
    assert [each.name.untrusted for each in (await desk.ticket(ticket)).followers] == ["Juan"]
    await desk.acts(ANA, "take", ticket)
    words, (leave,) = await reads(desk, JUAN)
    assert any("Ana" in each and "SAACG-2026-00001" in each for each in words)
    await presses(desk, MARIA, no)
    assert len((await desk.ticket(ticket)).followers) == 1, "it was decided already"
    await presses(desk, JUAN, leave)
    assert (await desk.ticket(ticket)).followers == ()
    history = await desk.database.run(lambda uow: uow.tickets.history(ticket))
    assert (history[-1].action, history[-1].actor) == (Action.FOLLOW, JUAN)


async def test_a_no_is_final_and_said_kindly(desk: DeskInMemory) -> None:
    ticket = await opens(desk)
    await is_known(desk, JUAN, "Juan", "Municipio de Colima")
    await asks(desk)
    await presses(desk, MARIA, (await reads(desk, MARIA))[1][1])
    assert "Quien abrió SAACG-2026-00001 prefiere seguirlo por su cuenta." in await heard(desk, JUAN)
    await asks(desk, "#1")
    assert (await heard(desk, JUAN))[-1] == "Ya había pedido seguir ese ticket."
    assert (await desk.ticket(ticket)).followers == ()


@pytest.mark.parametrize("number", ["1", "99", "otro"])
async def test_another_organisations_ticket_and_one_that_does_not_exist_are_answered_alike(
    desk: DeskInMemory, number: str
) -> None:
    await opens(desk)
    await is_known(desk, JUAN, "Juan", "Municipio de Tecomán")
    await asks(desk, number)
    assert await heard(desk, JUAN) == [NO_SUCH]
    assert not any("pide que le avisemos" in each for each in await heard(desk, MARIA))


async def test_a_finished_ticket_is_answered_like_one_that_does_not_exist(desk: DeskInMemory) -> None:
    ticket = await opens(desk)
    whole = await desk.ticket(ticket)
    closed = replace(whole, status=type(whole.status).CLOSED)
    await desk.database.run(lambda uow: uow.tickets.save(closed))
    await is_known(desk, JUAN, "Juan", "Municipio de Colima")
    await asks(desk)
    assert await heard(desk, JUAN) == [NO_SUCH]


async def test_somebody_whose_details_are_not_known_is_told_how_to_give_them(desk: DeskInMemory) -> None:
    await opens(desk)
    await asks(desk)
    assert await heard(desk, JUAN) == ["Todavía no tengo sus datos: primero use /perfil, por favor."]
