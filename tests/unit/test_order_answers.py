"""What `/ticket` answers: lists with filters and pages, the desk's numbers, the help, and why something is not done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.answers import Answer
from bot.domain.buttons import TicketPress, decode
from bot.domain.effects import AskForm, Whisper
from bot.domain.ids import PersonRef
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Call, Rating, Status, Ticket
from bot.domain.urgency import next_deadline
from tests.desk import ADMIN, ANA, LUIS, MARIA, DeskInMemory
from tests.player import read_aloud


@pytest.fixture
async def desk() -> DeskInMemory:
    stage = DeskInMemory()
    await stage.staff(ADMIN, "Admin", Role.ADMINISTRATOR, on_shift=False)
    await stage.staff(ANA, "Ana López", Role.SPECIALIST, on_shift=False)
    await stage.staff(LUIS, "Luis Vera", Role.SUPERVISOR, on_shift=False)
    return stage


async def answer(desk: DeskInMemory, who: PersonRef, words: str) -> str:
    await desk.orders(who, words)
    last = desk.immediate[-1]
    assert isinstance(last, Whisper), last
    return read_aloud(last.message)


async def changed(desk: DeskInMemory, number: int, change: Callable[[Ticket], Ticket]) -> None:
    def work(uow: UnitOfWork) -> None:
        found = uow.tickets.by_code(str(number))
        assert found is not None
        uow.tickets.save(change(found))

    await desk.database.run(work)


async def test_the_queue_is_listed_with_who_waits_and_since_when(desk: DeskInMemory) -> None:
    await desk.opens()
    listed = await answer(desk, ANA, "lista")
    assert listed.startswith("En espera de especialista\nSAACG-2026-00001 · No imprime · María · en espera")
    assert "desde" in listed.splitlines()[1]


async def test_what_waits_the_longest_comes_first(desk: DeskInMemory) -> None:
    first = await desk.opens()
    for _ in range(2):
        desk.clock.advance(60)
        await desk.opens()
    desk.clock.advance(60)
    await desk.acts(ANA, "take", first)
    await desk.acts(ANA, "resolve", first, "Listo")
    await desk.acts(MARIA, "reopen", first)
    await changed(desk, 1, lambda ticket: replace(ticket, assignee=None, assignee_name=None))
    listed = await answer(desk, ANA, "lista")
    assert [line[:16] for line in listed.splitlines()[1:]] == [f"SAACG-2026-0000{each}" for each in (2, 3, 1)]


async def test_a_long_list_comes_in_pages_and_says_how_to_see_the_next(desk: DeskInMemory) -> None:
    for _ in range(43):
        await desk.opens()
    first = (await answer(desk, ANA, "lista")).splitlines()
    assert (len(first), first[-1]) == (22, "… y 23 más: /ticket lista 2")
    assert (await answer(desk, ANA, "lista 2")).splitlines()[-1] == "… y 3 más: /ticket lista 3"
    third = (await answer(desk, ANA, "lista 3")).splitlines()
    assert [line[:16] for line in third[1:]] == [f"SAACG-2026-000{each}" for each in (41, 42, 43)]
    assert (await answer(desk, ANA, "lista 4")).splitlines()[1] == "No hay esa página. La lista tiene 43."
    assert "… y 23 más: /ticket lista todos 2" in await answer(desk, ANA, "lista todos")


async def test_words_after_list_look_among_all_open_tickets(desk: DeskInMemory) -> None:
    *_, fourth = [await desk.opens() for _ in range(4)]
    payroll = desk.process.modules[-1]
    await changed(
        desk, 1, lambda ticket: replace(ticket, answers={**ticket.answers, "module": Answer(options=(payroll.id,))})
    )
    await changed(desk, 2, lambda ticket: replace(ticket, status=Status.ESCALATED, level="second"))
    await changed(desk, 3, lambda ticket: replace(ticket, title=Untrusted("Póliza descuadrada")))
    await desk.acts(ANA, "take", fourth)

    async def found(words: str) -> list[str]:
        lines = (await answer(desk, ANA, f"lista {words}")).splitlines()
        return [line[15] for line in lines if line.startswith("SAACG-")]

    assert await found(payroll.label["es"].upper()) == ["1"]
    assert await found("segundo nivel") == ["2"]
    assert await found("poliza") == await found("“Póliza”") == ["3"]
    assert await found("ana") == ["4"]
    assert await found("en atención") == ["4"]
    assert await found("maria") == await found("todos") == ["1", "2", "3", "4"]
    assert "Ningún ticket abierto coincide." in await answer(desk, ANA, "lista bailar")


async def test_mine_begins_with_what_wants_somebody_first(desk: DeskInMemory) -> None:
    for _ in range(4):
        await desk.opens()
    for number, status in enumerate(
        (Status.WAITING_REQUESTER, Status.IN_PROGRESS, Status.ASSIGNED, Status.REOPENED), start=1
    ):
        await changed(desk, number, partial(replace, status=status, assignee=ANA, clocks=()))
    listed = (await answer(desk, ANA, "mios")).splitlines()
    assert [line[15] for line in listed[1:]] == ["4", "3", "2", "1"]
    assert "(Ana" not in listed[1]
    assert await answer(desk, LUIS, "mios") == "Sus tickets abiertos\nNinguno."


async def test_a_deadline_that_runs_comes_before_one_that_stands_still(desk: DeskInMemory) -> None:
    tickets = []
    for _ in range(3):
        tickets.append(await desk.opens())
        desk.clock.advance(600)
    for ticket in reversed(tickets):
        await desk.acts(ANA, "take", ticket)
    assert [line[15] for line in (await answer(desk, ANA, "mios")).splitlines()[1:]] == ["1", "2", "3"]
    first = await desk.ticket(tickets[0])
    assert next_deadline(desk.process, first) is not None
    await changed(desk, 1, partial(replace, clocks=()))
    assert [line[15] for line in (await answer(desk, ANA, "mios")).splitlines()[1:]] == ["2", "3", "1"]


async def test_the_desks_numbers_are_of_today_and_of_seven_days(desk: DeskInMemory) -> None:
    tickets = [await desk.opens() for _ in range(4)]
    desk.clock.advance(60 * 90)
    await desk.acts(ANA, "take", tickets[0])
    await desk.acts(ANA, "take", tickets[1])
    await desk.acts(ANA, "resolve", tickets[1], "Listo")
    said = await answer(desk, LUIS, "numeros")
    assert "Abiertos: 3\nen espera de especialista: 2\nen atención: 1\nSin especialista: 2" in said
    assert "Tickets nuevos: 4 hoy · 4 en 7 días\nResueltos o cancelados: 1 hoy · 1 en 7 días" in said
    assert "(mediana de siete días): 1 h 30 min" in said
    assert "Satisfacción (últimos 30 días): aún sin respuestas" in said
    assert "⚪ Ana López: 1 · fuera de turno" in said
    desk.clock.advance(60 * 60 * 24 * 3)
    said = await answer(desk, LUIS, "numeros")
    assert "Tickets nuevos: 0 hoy · 4 en 7 días\nResueltos o cancelados: 0 hoy · 1 en 7 días" in said


async def test_the_desks_numbers_are_the_same_on_the_home_tab(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    await desk.acts(ANA, "take", ticket)
    rating = Rating(score=4, at=desk.clock.now())
    await changed(desk, 1, lambda each: replace(each, status=Status.CLOSED, finished_at=rating.at, rating=rating))
    said = await answer(desk, LUIS, "numeros")
    assert "⭐ 4.0 de 5 · 1 respuesta" in said
    await desk.opens_home(LUIS)
    assert said in [read_aloud(each) for each in await desk.home(LUIS)]


async def test_numbers_are_refused_to_whoever_may_not_see_them(desk: DeskInMemory) -> None:
    refused = await answer(desk, ANA, "numeros")
    assert refused == "Su rol no incluye /ticket numeros. Es para: supervisores, administradores."


async def test_tickets_are_searched_by_words_by_number_and_with_a_form(desk: DeskInMemory) -> None:
    ended = await desk.opens()
    await desk.acts(ANA, "take", ended)
    await desk.acts(ANA, "resolve", ended, "Listo")
    found = await answer(desk, ANA, "buscar imprime maría")
    assert found.startswith("Tickets encontrados\nSAACG-2026-00001 · No imprime")
    assert [await answer(desk, ANA, each) for each in ("search #1", "1 buscar", "busco saacg-2026-00001")] == [
        found
    ] * 3
    assert await answer(desk, ANA, "buscar torno") == (
        "Ningún ticket tiene todas esas palabras. Pruebe con menos, o con el número."
    )
    await desk.orders(ANA, "buscar")
    assert isinstance(desk.immediate[-1], AskForm)
    assert "imprime" not in await answer(desk, PersonRef("slack:T:nobody"), "buscar imprime")


async def test_what_was_told_by_telephone_is_typed(desk: DeskInMemory) -> None:
    await desk.opens()
    assert await answer(desk, ANA, "llame 1") == "Por SAACG-2026-00001 no hay que llamar a nadie."
    await changed(desk, 1, lambda each: replace(each, calls=(Call(at=each.opened_at),)))
    assert await answer(desk, ANA, "llame 1") == "Listo: SAACG-2026-00001"
    kept = await desk.database.run(lambda uow: uow.tickets.by_code("1"))
    assert kept is not None
    assert kept.calls == ()


async def test_the_help_is_short_in_groups_and_shows_what_the_person_may_do(desk: DeskInMemory) -> None:
    shown = await answer(desk, ANA, "ayuda")
    assert len(shown.splitlines()) <= 12
    assert "Terminar: resolver · cerrar · reabrir\n" in shown
    assert "cancelar" in await answer(desk, LUIS, "ayuda")
    assert "personal" in await answer(desk, ADMIN, "ayuda")
    assert "cancelar" in await answer(desk, PersonRef("slack:T:nobody"), "ayuda")


async def test_the_help_for_a_word_has_an_example_and_its_other_names(desk: DeskInMemory) -> None:
    assert (await answer(desk, ANA, "ayuda Anotar")).splitlines() == [
        "/ticket nota",
        "Anota algo para la mesa. El solicitante nunca lo lee.",
        "Por ejemplo: /ticket nota 12 Se le llamó y no contestó",
        "También: note · notas · anotar · anota · apuntar · comentar",
    ]
    assert "¿Quiso decir /ticket tomar?" in await answer(desk, ANA, "ayuda tomr")


async def test_an_unknown_word_names_the_nearest_one_with_the_number(desk: DeskInMemory) -> None:
    assert await answer(desk, ANA, "tomr 12") == (
        "No conozco la palabra tomr. ¿Quiso decir /ticket tomar?\nTodo lo que puede escribir: /ticket ayuda"
    )
    assert "¿Quiso decir /ticket tomar 12?" in await answer(desk, ANA, "12 tomr")
    assert len(await answer(desk, ANA, "x" * 4000)) < 200


async def test_the_card_of_show_has_the_buttons_that_the_person_may_press(desk: DeskInMemory) -> None:
    ticket = await desk.opens()

    async def offered(who: PersonRef) -> list[str]:
        await answer(desk, who, "1")
        last = desk.immediate[-1]
        assert isinstance(last, Whisper)
        buttons = [button for row in last.message.buttons for button in row]
        presses = [decode(each.data) for each in (*buttons, *(last.message.menu.entries if last.message.menu else ()))]
        assert all(isinstance(each, TicketPress) and each.ticket == ticket for each in presses)
        return [each.action for each in presses if isinstance(each, TicketPress)]

    assert {"take", "reply", "note", "resolve"} <= set(await offered(ANA))
    assert "cancel" not in await offered(ANA)
    assert "cancel" in await offered(LUIS)
    assert {"take", "reply", "resolve"} & set(await offered(ADMIN)) == set()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("nota 1", "Nota interna"),
        ("resolver 1", "Resolver el ticket"),
        ("cancelar 1", "Cancelar el ticket"),
    ],
)
async def test_what_is_missing_is_asked_in_a_form(desk: DeskInMemory, words: str, title: str) -> None:
    ticket = await desk.opens()
    before = await desk.ticket(ticket)
    await desk.orders(LUIS, words)
    last = desk.immediate[-1]
    assert isinstance(last, AskForm)
    assert last.form.title == (title,)
    assert await desk.ticket(ticket) == before


async def test_a_reason_is_kept_with_what_was_done(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    await desk.orders(LUIS, "cancelar 1 Es el mismo caso")
    assert (await desk.ticket(ticket)).status is Status.CANCELLED
    entry = (await desk.database.run(lambda uow: uow.tickets.history(ticket)))[-1]
    assert entry.reason == Untrusted("Es el mismo caso")


async def test_a_press_from_before_somebody_got_the_ticket_takes_nothing_away(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    await desk.staff(ANA, "Ana López", Role.SPECIALIST, on_shift=True)
    await desk.orders(ANA, "entro")
    assert (await desk.ticket(ticket)).assignee == ANA
    await desk.acts(LUIS, "take", ticket, seen=1)
    last = desk.immediate[-1]
    assert isinstance(last, Whisper)
    assert read_aloud(last.message).startswith("Mientras tanto, SAACG-2026-00001 ya es de Ana López.")
    assert (await desk.ticket(ticket)).assignee == ANA
    await desk.acts(LUIS, "take", ticket)
    assert (await desk.ticket(ticket)).assignee == LUIS


async def test_what_was_written_in_a_form_is_not_lost_when_it_comes_too_late(desk: DeskInMemory) -> None:
    ticket = await desk.opens()
    await desk.orders(LUIS, "cancelar 1 Ya no hace falta")
    await desk.acts(ANA, "resolve", ticket, "Se cambió la impresora")
    last = desk.immediate[-1]
    assert isinstance(last, Whisper)
    refusal, written = read_aloud(last.message).splitlines()
    assert refusal.startswith("SAACG-2026-00001 está cancelado; eso ya no procede.")
    assert refusal.endswith(", por Luis Vera.)")
    assert written == "Usted había escrito: Se cambió la impresora"
