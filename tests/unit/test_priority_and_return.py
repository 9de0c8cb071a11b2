"""How urgent a ticket is, the way back to the first level, and the history that tells of both."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.answers import Answer
from bot.domain.clocks import Which, due
from bot.domain.effects import AskForm, Whisper
from bot.domain.ids import PersonRef, TicketId
from bot.domain.prioritizing import proposed
from bot.domain.roles import Role
from bot.domain.ticket import Status
from bot.domain.ticket_clocks import calendars_of
from tests.desk import ANA, CHANNEL, LUIS, DeskInMemory
from tests.player import NOON, plain, read_aloud

EVA = PersonRef("slack:T:eva")
HOUR = timedelta(hours=1)


async def desk_with_a_ticket() -> tuple[DeskInMemory, TicketId]:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana", Role.SPECIALIST)
    await desk.staff(LUIS, "Luis", Role.SECOND_LEVEL)
    return desk, await desk.opens()


async def resolution(desk: DeskInMemory, ticket: TicketId) -> datetime | None:
    found = await desk.ticket(ticket)
    clock = next(each for each in found.clocks if each.which is Which.RESOLUTION)
    return due(clock, calendars_of(desk.process))


def whispered(desk: DeskInMemory) -> str:
    return read_aloud([each for each in desk.immediate if isinstance(each, Whisper)][-1].message)


async def thread(desk: DeskInMemory) -> list[str]:
    return [plain(each.message.body) for each in await desk.letters(CHANNEL)]


@pytest.mark.parametrize("word", ["urgente", "Urgent", "URGENTE"])
async def test_a_priority_is_changed_with_a_reason_and_the_deadlines_follow(word: str) -> None:
    desk, ticket = await desk_with_a_ticket()
    assert await resolution(desk, ticket) == NOON + 48 * HOUR

    await desk.orders(ANA, f"prioridad 1 {word} La nómina se paga hoy")

    assert (await desk.ticket(ticket)).priority == "urgent"
    assert await resolution(desk, ticket) == NOON + 24 * HOUR
    assert "🚦 Ana cambió la prioridad a «Urgente»:\nLa nómina se paga hoy" in await thread(desk)


async def test_a_priority_back_to_the_usual_one_is_none_of_its_own() -> None:
    desk, ticket = await desk_with_a_ticket()
    await desk.orders(ANA, "priority 1 urgent La nómina se paga hoy")
    await desk.orders(ANA, "priority 1 normal Ya se pagó")

    assert (await desk.ticket(ticket)).priority is None
    assert await resolution(desk, ticket) == NOON + 48 * HOUR


@pytest.mark.parametrize("typed", ["priority 1", "priority 1 urgent", "priority 1 enorme Porque sí"])
async def test_without_a_priority_or_a_reason_a_form_asks(typed: str) -> None:
    desk, ticket = await desk_with_a_ticket()
    await desk.orders(ANA, typed)

    assert isinstance(desk.immediate[-1], AskForm)
    assert (await desk.ticket(ticket)).priority is None


async def test_the_priority_that_it_has_already_is_none_to_change_to() -> None:
    desk, _ = await desk_with_a_ticket()
    await desk.orders(ANA, "priority 1 normal Porque sí")

    assert whispered(desk) == "SAACG-2026-00001 ya tiene esa prioridad: Normal."


@pytest.mark.parametrize(
    ("answer", "priority"), [("stopped", "urgent"), ("slowed", None), ("works", "low"), ("", None)]
)
def test_impact_and_urgency_propose_the_priority(answer: str, priority: str | None) -> None:
    process = Catalogue.load(["advertmind"]).current("advertmind")
    answers = {"impact": Answer(options=(answer,))} if answer else {}

    assert proposed(process, answers) == priority


async def test_the_second_level_gives_a_ticket_back_with_a_reason_and_the_requester_is_told() -> None:
    desk, ticket = await desk_with_a_ticket()
    await desk.orders(ANA, "escalar 1 Falta la base")
    await desk.orders(LUIS, "devolver 1 Es de configuración")

    found = await desk.ticket(ticket)
    assert (found.level, found.assignee, found.status) == ("first", ANA, Status.ASSIGNED)
    assert "⤵️ Luis lo devolvió a Soporte Técnico de 1er Nivel.\nEs de configuración" in await thread(desk)
    told = [plain(each.message.body) for each in await desk.letters(found.requester.chat)]
    goes_on = "SAACG-2026-00001 pasa a Soporte Técnico de 1er Nivel."
    assert any(each.startswith(goes_on) for each in told)
    assert not any("configuración" in each for each in told)


async def test_only_the_second_level_gives_back_and_only_what_it_has() -> None:
    desk, ticket = await desk_with_a_ticket()
    await desk.orders(ANA, "return 1 No es mío")
    assert (await desk.ticket(ticket)).assignee == ANA

    await desk.orders(LUIS, "return 1 No es mío")
    assert whispered(desk) == "SAACG-2026-00001 está en el primer nivel."


async def test_the_history_tells_who_did_what_from_where_and_why() -> None:
    desk, _ = await desk_with_a_ticket()
    await desk.orders(ANA, "prioridad 1 urgente La nómina se paga hoy")
    await desk.orders(ANA, "escalar 1 Falta la base")
    await desk.orders(LUIS, "historial 1")

    told = whispered(desk).splitlines()
    assert told[0] == "El historial de SAACG-2026-00001"
    assert [line.partition(" · ")[2] for line in told[1:]] == [
        "María lo abrió [telegram]",
        "El servicio lo asignó [system] → asignado",
        "Ana cambió la prioridad [slack]: La nómina se paga hoy",
        "Ana lo escaló [slack] → con el segundo nivel: Falta la base",
        "El servicio lo asignó [system]",
    ]


async def test_a_long_history_has_pages_the_newest_first() -> None:
    desk, _ = await desk_with_a_ticket()
    for number in range(20):
        await desk.orders(ANA, f"nota 1 Nota {number}")
    await desk.orders(ANA, "historial 1")
    newest = whispered(desk)
    await desk.orders(ANA, "historial 1 2")

    assert "Nota 19" in newest
    assert "Anteriores: 7. /ticket historial 1 2" in newest
    assert "María lo abrió" in whispered(desk)
    await desk.orders(ANA, "historial 1 9")
    assert "No hay esa página. Tiene 22." in whispered(desk)


async def test_the_desk_asks_why_a_deadline_is_when_it_is() -> None:
    desk, _ = await desk_with_a_ticket()
    await desk.orders(ANA, "porque 1")

    told = whispered(desk)
    assert told.startswith("Los plazos de SAACG-2026-00001\nPrimera respuesta: desde ")
    assert "2 h hábiles." in told
