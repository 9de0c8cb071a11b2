"""The application over a database in memory: one event, one transaction, and an answer for everybody."""

from __future__ import annotations

import pytest

from bot.app.ports import Arrival
from bot.domain.effects import Immediate, Toast, Whisper
from bot.domain.ids import ChatRef, EventId, TicketId
from bot.domain.roles import Role
from bot.domain.ticket import Status
from tests.desk import ADMIN, ANA, CHANNEL, LUIS, MARIA, DeskInMemory
from tests.player import plain, read_aloud


@pytest.fixture
async def desk() -> DeskInMemory:
    stage = DeskInMemory()
    await stage.staff(ADMIN, "Sofía", Role.ADMINISTRATOR, on_shift=False)
    await stage.staff(ANA, "Ana López", Role.SPECIALIST)
    return stage


def said(effect: Immediate) -> str:
    match effect:
        case Toast():
            return plain(effect.text)
        case Whisper():
            return read_aloud(effect.message)
        case _:
            return type(effect).__name__


async def test_a_refused_press_is_answered_in_words_on_either_platform(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    await desk.acts(LUIS, "take", ticket)
    await desk.acts(MARIA, "close", ticket)
    refused, not_now = (said(effect) for effect in desk.immediate)
    assert refused == "Usted no puede hacer eso con SAACG-2026-00001."
    assert not_now.startswith("SAACG-2026-00001 está asignado, con Ana López; eso ya no procede. (Desde: ")
    assert (await desk.ticket(ticket)).status is Status.ASSIGNED


async def test_a_press_on_a_ticket_that_does_not_exist_is_answered(desk: DeskInMemory) -> None:
    await desk.acts(ANA, "take", TicketId(99))
    assert said(desk.immediate[0]) == "Ese ticket no existe (o ya no existe)."


async def test_a_forged_action_is_answered_and_changes_nothing(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    await desk.acts(ANA, "delete_everything", ticket)
    assert said(desk.immediate[0]) == "Ese ticket no existe (o ya no existe)."


async def test_the_specialists_load_follows_the_tickets(desk: DeskInMemory) -> None:
    first, second = await desk.opens(), await desk.opens()

    async def load() -> int:
        member = await desk.database.run(lambda uow: uow.staff.get(ANA))
        assert member is not None
        return member.load

    assert await load() == 2
    await desk.acts(ANA, "take", first)
    await desk.acts(ANA, "resolve", first, "listo")
    assert await load() == 1
    await desk.acts(MARIA, "reopen", first)
    assert await load() == 2
    await desk.staff(LUIS, "Luis", Role.SPECIALIST)
    await desk.acts(LUIS, "take", second)
    assert await load() == 1


async def test_an_unreadable_arrival_is_put_aside_at_once_and_the_desk_is_told(desk: DeskInMemory) -> None:
    poison = Arrival(
        source="test", key=EventId("poison"), lane=ANA, body='{"event": "unheard of"}', at=desk.clock.now()
    )
    await desk.receive([poison], None)
    await desk.lanes.idle()
    assert await desk.database.run(lambda uow: uow.inbox.quarantined()) == 1
    (alert,) = await desk.letters(CHANNEL)
    assert "no se pudo leer y quedó apartado" in read_aloud(alert.message)
    await desk.orders(ANA, "lista")
    assert "En espera de especialista" in said(desk.immediate[-1])


async def test_the_same_arrival_five_times_has_one_effect(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    await desk.acts(ANA, "take", ticket)
    history = await desk.database.run(lambda uow: uow.tickets.history(ticket))
    event = next(iter(desk._events.values()))
    await desk.happens(event, times=5)
    assert await desk.database.run(lambda uow: uow.tickets.history(ticket)) == history


async def test_an_administrator_gives_roles_and_names(desk: DeskInMemory) -> None:
    await desk.orders(ADMIN, "personal slack:T:luis|luis specialist Luis Vera")
    await desk.orders(LUIS, "entro")
    member = await desk.database.run(lambda uow: uow.staff.get(LUIS))
    assert member is not None
    assert (member.name.untrusted, member.roles, member.on_shift) == ("Luis Vera", frozenset({Role.SPECIALIST}), True)
    await desk.orders(ADMIN, "staff slack:T:luis -")
    member = await desk.database.run(lambda uow: uow.staff.get(LUIS))
    assert member is not None
    assert (member.roles, member.on_shift, member.name.untrusted) == (frozenset(), False, "Luis Vera")


async def test_nobody_else_gives_roles(desk: DeskInMemory) -> None:
    await desk.orders(ANA, "staff slack:T:luis administrator")
    assert said(desk.immediate[0]) == "Su rol no incluye /ticket personal. Es para: supervisores, administradores."
    assert await desk.database.run(lambda uow: uow.staff.get(LUIS)) is None


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "Su turno y la mesa: entro · salgo"),
        ("lst", "¿Quiso decir /ticket list?"),
        ("ver", "¿Cuál ticket? Escriba su número"),
        ("ver 77", "No hay ningún ticket 77."),
        ("mios", "SAACG-2026-00001 · No imprime · María · asignado"),
        ("ver 1", "Solicitante: María"),
        ("tomar 1", "Listo: SAACG-2026-00001"),
        ("responder 1 Buenos días", "Listo: SAACG-2026-00001"),
        ("note SAACG-2026-00001 no sabe", "Listo: SAACG-2026-00001"),
        ("cerrar 1", "eso ya no procede."),
        ("nota 1", "AskForm"),
        ("nota 1  \n", "AskForm"),
        ("responder 1\nBuenos días", "Listo: SAACG-2026-00001"),
        ("responder\n1 Buenos días", "Listo: SAACG-2026-00001"),
        ("salgo", "Ya no está en turno"),
    ],
)
async def test_orders_are_answered_in_words(desk: DeskInMemory, words: str, answer: str) -> None:
    await desk.opens()
    await desk.orders(ANA, words)
    assert answer in said(desk.immediate[-1])


async def test_a_reply_on_its_own_lines_arrives_whole(desk: DeskInMemory) -> None:
    await desk.opens()
    await desk.orders(ANA, "responder 1\nBuenos días.\n\n¿Lo apagó?")
    assert "Buenos días.\n\n¿Lo apagó?" in read_aloud((await desk.letters(ChatRef(MARIA)))[-1].message)


async def test_a_note_without_text_is_not_posted(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    before = await desk.ticket(ticket)
    await desk.orders(ANA, "nota 1")
    assert await desk.ticket(ticket) == before
    assert not [letter for letter in await desk.letters(CHANNEL) if "📝" in read_aloud(letter.message)]


async def test_a_changed_member_is_shown_with_the_load_they_have(desk: DeskInMemory) -> None:
    await desk.opens()
    await desk.orders(ADMIN, f"personal {ANA} specialist supervisor")
    assert said(desk.immediate[-1]) == "Ana López: specialist, supervisor · en turno · tickets abiertos: 1"


async def test_coming_on_shift_gives_out_the_queue_oldest_first(desk: DeskInMemory) -> None:
    await desk.orders(ANA, "off")
    tickets = [await desk.opens() for _ in range(3)]
    assert {(await desk.ticket(each)).status for each in tickets} == {Status.NEW}
    await desk.orders(ANA, "on")
    assert "Tickets repartidos de la fila: 3." in said(desk.immediate[-1])
    told = [letter for letter in await desk.letters(ChatRef(ANA)) if "Se le asignó" in read_aloud(letter.message)]
    assert [letter.ticket for letter in told] == [None, None, None]
    numbers = [read_aloud(letter.message).split()[5] for letter in told]
    assert numbers == sorted(numbers)
