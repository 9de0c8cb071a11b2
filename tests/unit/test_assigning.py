"""Tickets that people give to each other, give back, and send up."""

from __future__ import annotations

import pytest

from bot.domain.assignment import Assignment
from bot.domain.effects import AskForm, Toast, Whisper
from bot.domain.ids import PersonRef, TicketId
from bot.domain.message import Entry
from bot.domain.roles import OWN_ONLY, Role, allowed
from bot.domain.ticket import Action, Status
from tests.desk import ANA, CHANNEL, LUIS
from tests.player import plain, read_aloud
from tests.unit.dispatch_desk import DispatchDesk

BEA = PersonRef("slack:T:bea")
SUE = PersonRef("slack:T:sue")
ZOE = PersonRef("slack:T:zoe")
NUMBER = "SAACG-2026-00001"


@pytest.fixture
async def desk() -> DispatchDesk:
    desk = DispatchDesk(Assignment())
    await desk.joins(ANA, "Ana")
    return desk


async def _hers(desk: DispatchDesk) -> TicketId:
    """A ticket that Ana works on; then colleagues come."""
    ticket = await desk.opens_for()
    await desk.acts(ANA, "take", ticket)
    await desk.joins(LUIS, "Luis")
    await desk.joins(BEA, "Bea", on_shift=False)
    await desk.joins(ZOE, "Zoe", Role.SECOND_LEVEL)
    await desk.joins(SUE, "Sue", Role.SUPERVISOR)
    for chat in (ANA, CHANNEL, "telegram:1"):
        await desk.heard(chat)
    return ticket


def _form(desk: DispatchDesk) -> AskForm:
    opened = next(each for each in reversed(desk.immediate) if not isinstance(each, Toast))
    assert isinstance(opened, AskForm), opened
    return opened


def _entry(desk: DispatchDesk, name: str) -> Entry:
    return next(each for each in _form(desk).form.entries if each.id == name)


def _refused(desk: DispatchDesk) -> str:
    said = desk.immediate[-1]
    assert isinstance(said, Whisper), said
    return read_aloud(said.message)


async def test_a_transfer_tells_the_colleague_the_requester_and_the_thread_once(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    await desk.acts(ANA, "assign", ticket)
    labels = [plain((each.label,)) for each in _entry(desk, "person").choices]
    assert labels == [
        "Luis · en turno · tickets abiertos: 0",
        "Bea · fuera de turno · tickets abiertos: 0",
        "De vuelta a la fila",
    ], "those of its level, those on shift first"
    await desk.enters(ANA, "assign", ticket, person=LUIS, reason="Salgo de vacaciones")
    moved = await desk.ticket(ticket)
    assert (moved.assignee, moved.status) == (LUIS, Status.IN_PROGRESS)
    assert ((await desk.member(ANA)).load, (await desk.member(LUIS)).load) == (0, 1)
    assert await desk.heard(LUIS) == [f"Ana le pasó {NUMBER}\n{NUMBER} ·  · María\nSalgo de vacaciones"]
    (told,) = await desk.heard("telegram:1")
    assert "ya tiene especialista: Luis" in told
    assert "🔁 Ana se lo pasó a Luis.\nSalgo de vacaciones" in await desk.heard(CHANNEL)
    last = (await desk.history(ticket))[-1]
    assert (last.action, last.actor, last.data, last.reason and last.reason.untrusted) == (
        Action.ASSIGN,
        ANA,
        {"to": LUIS},
        "Salgo de vacaciones",
    )


async def test_who_cannot_have_it_is_said_inside_the_form(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    await desk.enters(ANA, "assign", ticket, person=ZOE)
    assert plain(_entry(desk, "person").error) == "Esa persona no trabaja en el nivel de este ticket. Elija a otra."
    await desk.enters(SUE, "assign", ticket, person=ANA)
    assert plain(_entry(desk, "person").error) == "Ana ya lo tiene."
    await desk.enters(ANA, "assign", ticket, person="-")
    assert plain(_entry(desk, "reason").error) == "Diga por qué vuelve a la fila."
    await desk.enters(ANA, "assign", ticket, person="slack:T:nobody")
    assert "no trabaja en el nivel" in plain(_entry(desk, "person").error)
    assert (await desk.ticket(ticket)).assignee == ANA


async def test_a_colleague_gives_nobody_elses_ticket_away_and_a_supervisor_does(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    for action in ("assign", "release"):
        await desk.enters(LUIS, action, ticket, person=LUIS, reason="es mío")
        assert _refused(desk).startswith(f"Eso solo lo puede hacer quien tiene {NUMBER}, o un supervisor.")
    await desk.enters(SUE, "assign", ticket, person=LUIS, reason="")
    assert (await desk.ticket(ticket)).assignee == LUIS
    assert any(each.startswith(f"Sue le pasó {NUMBER} a Luis") for each in await desk.heard(ANA))


def test_what_is_for_ones_own_tickets_only_is_data() -> None:
    for role, action in OWN_ONLY:
        assert allowed(frozenset({role}), action)
        assert not allowed(frozenset({role}), action, own=False)
        supervised = (Role.SUPERVISOR, action) not in OWN_ONLY
        assert allowed(frozenset({role, Role.SUPERVISOR}), action, own=False) is supervised
    assert allowed(frozenset({Role.SPECIALIST}), Action.TAKE, own=False)


async def test_what_goes_back_goes_to_somebody_else_and_never_straight_back(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    await desk.acts(ANA, "release", ticket)
    assert [each.id for each in _form(desk).form.entries] == ["reason"]
    await desk.enters(ANA, "release", ticket, reason="")
    assert plain(_entry(desk, "reason").error) == "Diga el motivo en pocas palabras."
    await desk.enters(ANA, "release", ticket, reason="No tengo acceso")
    assert (await desk.ticket(ticket)).assignee == LUIS
    assert await desk.steps(ticket) == ["open", "assign", "take", "release", "assign"]
    (told,) = await desk.heard("telegram:1")
    assert "ya tiene especialista: Luis" in told
    await desk.enters(LUIS, "release", ticket, reason="Tampoco yo")
    assert (await desk.ticket(ticket)).assignee == ANA


async def test_what_nobody_else_can_have_waits_and_both_sides_are_told(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    for chat in (CHANNEL, "telegram:1"):
        await desk.heard(chat)
    await desk.enters(ANA, "release", ticket, reason="No sé de esto")
    assert (await desk.ticket(ticket)).is_waiting
    assert any(each.startswith("🙋 Nadie ha tomado") for each in await desk.heard(CHANNEL))
    (told,) = await desk.heard("telegram:1")
    assert "no hay un especialista disponible" in told
    await desk.orders(ANA, "off")
    await desk.orders(ANA, "on")
    assert (await desk.ticket(ticket)).assignee == ANA, "a new shift is a new beginning"


async def test_the_queue_can_be_chosen_instead_of_a_person(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    await desk.enters(SUE, "assign", ticket, person="-", reason="Ana está enferma")
    assert (await desk.steps(ticket))[-2:] == ["release", "assign"]
    assert (await desk.ticket(ticket)).assignee == LUIS


async def test_an_escalation_needs_a_reason_and_goes_to_the_second_level_with_everything(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    await desk.acts(ANA, "escalate", ticket)
    assert [(each.id, each.optional) for each in _form(desk).form.entries] == [("reason", False)]
    await desk.enters(ANA, "escalate", ticket, reason="")
    assert plain(_entry(desk, "reason").error) == "Diga el motivo en pocas palabras."
    before = await desk.ticket(ticket)
    await desk.enters(ANA, "escalate", ticket, reason="Hay que revisar la base")
    up = await desk.ticket(ticket)
    assert (up.status, up.level, up.assignee, up.answers) == (Status.ESCALATED, "second", ZOE, before.answers)
    assert ((await desk.member(ANA)).load, (await desk.member(ZOE)).load) == (0, 1)
    assert await desk.heard("telegram:1") == [
        f"{NUMBER} pasa a Soporte Técnico de 2do Nivel.\n"
        "Ya tienen todo lo que usted nos contó: no hace falta explicarlo otra vez.",
        f"Su ticket {NUMBER} ya tiene especialista: Zoe.\nLe conviene anotar su nombre y tener el teléfono a la mano.",
    ]
    assert "⤴️ Ana lo escaló a Soporte Técnico de 2do Nivel.\nHay que revisar la base" in await desk.heard(CHANNEL)
    await desk.enters(ZOE, "escalate", ticket, reason="Más arriba")
    assert _refused(desk).startswith(f"{NUMBER} está")


async def test_what_is_with_the_second_level_is_taken_there_or_by_a_supervisor(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    await desk.enters(ANA, "escalate", ticket, reason="Hay que revisar la base")
    await desk.acts(LUIS, "take", ticket)
    assert _refused(desk) == f"{NUMBER} está en el segundo nivel: lo toma alguien de ahí."
    await desk.acts(ZOE, "take", ticket)
    assert (await desk.ticket(ticket)).status is Status.IN_PROGRESS
    await desk.enters(ZOE, "release", ticket, reason="No puedo")
    await desk.acts(SUE, "take", ticket)
    assert (await desk.ticket(ticket)).assignee == SUE


async def test_with_nobody_of_the_second_level_there_the_requester_is_told_so(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.heard("telegram:1")
    await desk.enters(ANA, "escalate", ticket, reason="Hay que revisar la base")
    assert (await desk.ticket(ticket)).is_waiting
    goes_on, waits = await desk.heard("telegram:1")
    assert "pasa a Soporte Técnico de 2do Nivel" in goes_on
    assert "no hay un especialista disponible" in waits
    await desk.joins(ZOE, "Zoe", Role.SECOND_LEVEL, on_shift=False)
    await desk.orders(ZOE, "on")
    assert (await desk.ticket(ticket)).assignee == ZOE
    assert (await desk.ticket(ticket)).status is Status.ESCALATED


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (f"asignar 1 {LUIS}|luis Usted sabe más", f"Listo: {NUMBER}"),
        ("soltar 1 No tengo acceso", f"Listo: {NUMBER}"),
        ("escalar 1 Hay que revisar la base", f"Listo: {NUMBER}"),
        ("declinar 1", f"{NUMBER} está en atención, con Ana"),
    ],
)
async def test_what_a_form_asks_can_be_typed(desk: DispatchDesk, words: str, answer: str) -> None:
    ticket = await _hers(desk)
    await desk.orders(ANA, words)
    assert _refused(desk).startswith(answer)
    reason = (await desk.history(ticket))[-1].reason if answer.startswith("Listo") else None
    assert reason is None or reason.untrusted in words


@pytest.mark.parametrize("words", ["asignar 1", "soltar 1", "escalar 1"])
async def test_what_was_not_typed_is_asked_in_a_form(desk: DispatchDesk, words: str) -> None:
    ticket = await _hers(desk)
    await desk.orders(ANA, words)
    assert _form(desk).form.entries
    assert (await desk.ticket(ticket)).assignee == ANA


async def test_the_reason_stays_in_the_form_when_somebody_else_has_to_be_chosen(desk: DispatchDesk) -> None:
    ticket = await _hers(desk)
    await desk.enters(ANA, "assign", ticket, person=ZOE, reason="Sabe de pólizas")
    assert _entry(desk, "person").error
    kept = _entry(desk, "reason").initial
    assert kept is not None
    assert plain((kept,)) == "Sabe de pólizas"
