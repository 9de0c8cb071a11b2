"""Deadlines in words: for the desk, and for the requester, who reads nothing internal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.deeds import Change, Deed
from bot.domain.effects import OpenTicket
from bot.domain.explaining import explained, explained_to_requester
from bot.domain.ids import PersonRef, TicketId
from bot.domain.message import Entered, Message
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Text, Untrusted
from bot.domain.ticket import Action, Ticket
from bot.domain.working import act, opened
from tests.player import CHAT, PERSON, plain

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # Monday; the desk works from 9 to 15 and from 16 to 18
ANA = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana"), roles=frozenset({Role.SPECIALIST}))
MARIA = Actor(person=PERSON, name=Untrusted("María"), roles=frozenset({Role.REQUESTER}))
WORDS = Words.load()
ZONE = "America/Mexico_City"


@pytest.fixture(scope="module")
def desk() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def ticket(desk: Process) -> Ticket:
    answers = {
        "kind": Answer(options=("technical",)),
        "name": Answer(text=Untrusted("María")),
        "title": Answer(text=Untrusted("No imprime")),
    }
    wanted = OpenTicket(chat=CHAT, person=PERSON, language="es", process=desk.ref, answers=answers)
    found = opened(desk, wanted, ticket_id=TicketId(1), code="S-1", at=NOON, bench=())[0].ticket
    return done(desk, found, Action.TAKE, ANA, 0)


def done(desk: Process, ticket: Ticket, action: Action, by: Actor, hours: float, **values: str) -> Ticket:
    deed = Deed(
        action=action,
        actor=by,
        at=NOON + timedelta(hours=hours),
        channel="slack",
        text=Untrusted(next(iter(values.values()), "Un momento")),
        values={
            name: Entered(choices=(value,)) if name == "what" else Entered(text=Untrusted(value))
            for name, value in values.items()
        },
    )
    change = act(desk, ticket, deed)
    assert isinstance(change, Change), change
    return change.ticket


def read(text: Text, language: str = "es") -> list[str]:
    """Line for line, with instants as they are shown where there is no other way."""
    said = plain(WORDS.message(Message(body=text), language).body)
    for before in ("2026-11-23T", "2026-11-24T", "2026-11-25T", "2026-11-26T"):
        while before in said:
            start = said.index(before)
            end = said.index(")", start)
            said = said[:start] + said[said.index("(", start) + 1 : end] + said[end + 1 :]
    return said.splitlines()


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def test_a_new_ticket_has_two_promises(desk: Process, ticket: Ticket) -> None:
    assert read(explained_to_requester(desk, ticket, at(0.5), ZONE)) == [
        "S-1 · Le respondemos a más tardar el 23 de noviembre de 2026, 14:00.",
        "Esperamos resolverlo a más tardar el 25 de noviembre de 2026, 12:00.",
    ]
    assert read(explained_to_requester(desk, ticket, at(0.5), ZONE), "en") == [
        "S-1 · We answer you by 23 November 2026, 14:00 at the latest.",
        "We mean to solve it by 25 November 2026, 12:00 at the latest.",
    ]
    assert read(explained(desk, ticket, at(0.5))) == [
        "Primera respuesta: desde 23 de noviembre de 2026, 12:00, 2 h hábiles.",
        "• Vence 23 de noviembre de 2026, 14:00, quedan 1 h 30 min.",
        "Solución: desde 23 de noviembre de 2026, 12:00, 16 h hábiles.",
        "• Vence 25 de noviembre de 2026, 12:00, quedan 15 h 30 min.",
    ]
    assert read(explained(desk, ticket, at(0.5)), "en") == [
        "First response: from 23 November 2026, 12:00, 2 h of working time.",
        "• Due 23 November 2026, 14:00, 1 h 30 min are left.",
        "Resolution: from 23 November 2026, 12:00, 16 h of working time.",
        "• Due 25 November 2026, 12:00, 15 h 30 min are left.",
    ]


def test_what_was_waited_for_is_told_with_how_long_it_took(desk: Process, ticket: Ticket) -> None:
    asked = done(desk, ticket, Action.ASK, ANA, 0.5, what="screenshot")
    assert read(explained_to_requester(desk, asked, at(1), ZONE)) == [
        "S-1 · Para resolverlo quedan 15 h 30 min de nuestro horario cuando continuemos.",
        "El reloj está detenido mientras esperamos de usted: Captura de pantalla (30 min).",
    ]
    given = replace(done(desk, asked, Action.RESUME, ANA, 2 + 2 / 3), asked=())

    assert read(explained_to_requester(desk, given, at(5), ZONE)) == [
        "S-1 · Esperamos resolverlo a más tardar el 25 de noviembre de 2026, 14:10.",
        "El reloj estuvo detenido 2 h 10 min mientras esperábamos de usted: Captura de pantalla.",
    ]
    assert read(explained_to_requester(desk, given, at(5), ZONE), "en") == [
        "S-1 · We mean to solve it by 25 November 2026, 14:10 at the latest.",
        "The clock was stopped for 2 h 10 min while we waited for this from you: Captura de pantalla.",
    ]
    assert read(explained(desk, given, at(5))) == [
        "Primera respuesta: desde 23 de noviembre de 2026, 12:00, 2 h hábiles.",
        "• Hecho en 30 min, a tiempo.",
        "Solución: desde 23 de noviembre de 2026, 12:00, 16 h hábiles.",
        "• Estuvo detenido 2 h 10 min, en espera del solicitante: Captura de pantalla",
        "• Vence 25 de noviembre de 2026, 14:10, quedan 14 h 10 min.",
    ]


def test_what_the_desk_paused_for_its_own_reasons_is_its_own(desk: Process, ticket: Ticket) -> None:
    paused = done(desk, ticket, Action.PAUSE, ANA, 1, reason="Luis no contesta")
    assert read(explained_to_requester(desk, paused, at(2), ZONE)) == [
        "S-1 · Le debemos una respuesta: quedan 1 h de nuestro horario cuando continuemos.",
        "Para resolverlo quedan 15 h de nuestro horario cuando continuemos.",
        "El reloj está detenido mientras lo revisamos con otra área (1 h).",
    ]
    assert read(explained_to_requester(desk, paused, at(2), ZONE), "en") == [
        "S-1 · We owe you an answer: 1 h of our hours are left once we go on.",
        "To solve it, 15 h of our hours are left once we go on.",
        "The clock is stopped while we look at it with other people (1 h).",
    ]
    assert read(explained(desk, paused, at(2))) == [
        "Primera respuesta: desde 23 de noviembre de 2026, 12:00, 2 h hábiles.",
        "• Lleva 1 h detenido, en pausa por la mesa: Luis no contesta",
        "• Quedan 1 h cuando vuelva a correr.",
        "Solución: desde 23 de noviembre de 2026, 12:00, 16 h hábiles.",
        "• Lleva 1 h detenido, en pausa por la mesa: Luis no contesta",
        "• Quedan 15 h cuando vuelva a correr.",
    ]

    resumed = done(desk, paused, Action.RESUME, ANA, 2)
    assert read(explained_to_requester(desk, resumed, at(2.5), ZONE)) == [
        "S-1 · Le respondemos a más tardar el 23 de noviembre de 2026, 15:00.",
        "Esperamos resolverlo a más tardar el 25 de noviembre de 2026, 13:00.",
        "El reloj estuvo detenido 1 h mientras lo revisábamos con otra área.",
    ]


def test_what_is_late_is_said_to_be_late(desk: Process, ticket: Ticket) -> None:
    assert read(explained_to_requester(desk, ticket, at(72), ZONE)) == [
        "S-1 · Debimos responderle a más tardar el 23 de noviembre de 2026, 14:00. Lamentamos la demora.",
        "Debió quedar resuelto a más tardar el 25 de noviembre de 2026, 12:00. Lamentamos la demora.",
    ]
    assert read(explained_to_requester(desk, ticket, at(72), ZONE), "en") == [
        "S-1 · We should have answered you by 23 November 2026, 14:00. We are sorry for the delay.",
        "It should have been solved by 25 November 2026, 12:00. We are sorry for the delay.",
    ]
    assert read(explained(desk, ticket, at(72))) == [
        "Primera respuesta: desde 23 de noviembre de 2026, 12:00, 2 h hábiles.",
        "• Vencido desde 23 de noviembre de 2026, 14:00: 22 h.",
        "Solución: desde 23 de noviembre de 2026, 12:00, 16 h hábiles.",
        "• Vencido desde 25 de noviembre de 2026, 12:00: 8 h.",
    ]


def test_what_is_over_is_over(desk: Process, ticket: Ticket) -> None:
    solved = done(desk, ticket, Action.RESOLVE, ANA, 3, text="Ya imprime")
    assert read(explained_to_requester(desk, solved, at(4), ZONE)) == ["S-1: ya no hay nada pendiente."]
    assert read(explained(desk, solved, at(4))) == [
        "Primera respuesta: desde 23 de noviembre de 2026, 12:00, 2 h hábiles.",
        "• Hecho en 3 h, 1 h tarde.",
        "Solución: desde 23 de noviembre de 2026, 12:00, 16 h hábiles.",
        "• Hecho en 3 h, a tiempo.",
    ]
