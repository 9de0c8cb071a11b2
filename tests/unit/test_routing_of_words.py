"""Which ticket a requester's words are about: a reply says so by itself; otherwise it is asked, the last one first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.domain import wanting
from bot.domain.conversation import Conversation
from bot.domain.effects import Relay, Say
from bot.domain.events import Said
from bot.domain.ids import EventId, MessageRef, TicketId
from bot.domain.process import Process
from bot.domain.text import Untrusted
from bot.domain.ticket import Requester, Status, Ticket
from bot.domain.ticket_line import TicketLine
from tests.player import CHAT, NOON, PERSON, Player


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    return Player(saacg)


def ticket(number: int, status: Status = Status.IN_PROGRESS) -> Ticket:
    return Ticket(
        id=TicketId(number),
        code=f"SAACG-2026-{number:05d}",
        process="saacg@1",
        status=status,
        kind="technical",
        level="first",
        requester=Requester(chat=CHAT, person=PERSON, language="es"),
        answers={},
        title=Untrusted(f"Caso {number}"),
        opened_at=NOON,
        updated_at=NOON,
        finished_at=NOON if status in (Status.CLOSED, Status.CANCELLED) else None,
    )


def line(number: int, status: Status = Status.IN_PROGRESS) -> TicketLine:
    whole = ticket(number, status)
    return TicketLine(
        id=whole.id,
        code=whole.code,
        process=whole.process,
        status=status,
        title=whole.title,
        opened_at=NOON,
    )


def relays(player: Player) -> list[Relay]:
    return [effect for effect in player.effects if isinstance(effect, Relay)]


def replies(player: Player, text: str, about: Ticket) -> str:
    player.about = about
    said = player.says(text)
    player.about = None
    return said


def labels(player: Player) -> list[str]:
    return [str(button.label) for row in player.heard[-1].buttons for button in row]


def test_an_answer_to_a_tickets_message_goes_to_that_ticket_without_a_question(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    assert (
        replies(maria, "Sigue igual", ticket(7))
        == "📨 Agregado a su ticket SAACG-2026-00007; lo ve la mesa de soporte."
    )
    assert [(each.ticket, each.text.untrusted, each.message) for each in relays(maria)] == [
        (7, "Sigue igual", "console:1:1")
    ]


def test_an_answer_to_what_we_said_about_a_ticket_can_be_answered_itself(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    replies(maria, "Sigue igual", ticket(7))
    (said,) = (effect for effect in maria.effects if isinstance(effect, Say))
    assert said.ticket == 7


def test_an_answer_to_a_ticket_goes_there_from_the_middle_of_a_new_request(maria: Player) -> None:
    maria.says("hola")
    question, before = maria.last, maria.intake
    said = replies(maria, "Soporte técnico", ticket(7))
    assert said == f"📨 Agregado a su ticket SAACG-2026-00007; lo ve la mesa de soporte.\n---\n{question}"
    assert maria.intake == before, "a reply to a ticket answers no question"
    assert [each.ticket for each in relays(maria)] == [7]


def test_a_command_word_in_an_answer_to_a_ticket_is_meant_for_the_ticket(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    replies(maria, "cancelar", ticket(7))
    assert [each.text.untrusted for each in relays(maria)] == ["cancelar"]


def test_without_a_reply_it_is_asked_which_with_the_last_used_first(maria: Player) -> None:
    maria.tickets = (line(9), line(8), line(7))
    replies(maria, "Sigue igual", ticket(8))
    assert maria.says("Otra cosa más").startswith("¿Sobre cuál ticket es?\nSAACG-2026-00008: Caso 8\n")
    assert labels(maria) == [
        "SAACG-2026-00008 (el último)",
        "SAACG-2026-00009",
        "SAACG-2026-00007",
        "Otro asunto: solicitud nueva",
    ]


def test_the_newest_is_the_last_when_none_was_written_about(maria: Player) -> None:
    maria.tickets = (line(9), line(8))
    maria.says("Sigue igual")
    assert labels(maria)[0] == "SAACG-2026-00009 (el último)"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("sí", 9), ("el último", 9), ("7", 7), ("#8", 8), ("saacg-2026-00007", 7), ("SAACG-2026-00008", 8)],
)
def test_which_ticket_can_be_typed(maria: Player, typed: str, number: int) -> None:
    maria.tickets = (line(9), line(8), line(7))
    maria.says("No imprime")
    assert f"SAACG-2026-{number:05d}" in maria.says(typed)
    assert [(each.ticket, each.text.untrusted) for each in relays(maria)] == [(number, "No imprime")]


def test_more_words_before_the_choice_go_along(maria: Player) -> None:
    maria.tickets = (line(9), line(8))
    maria.says("No imprime")
    assert maria.says("ni guarda").startswith("¿Sobre cuál ticket es?")
    maria.says("8")
    assert [each.text.untrusted for each in relays(maria)] == ["No imprime", "ni guarda"]


def test_an_answer_to_a_closed_ticket_offers_to_reopen_it_with_these_words(maria: Player) -> None:
    maria.tickets = (line(8), line(7, Status.CLOSED))
    said = replies(maria, "Volvió a fallar", ticket(7, Status.CLOSED))
    assert said.splitlines()[0] == "SAACG-2026-00007 ya está cerrado. ¿Lo reabro con lo que escribió?"
    assert labels(maria) == ["↺ Reabrirlo", "➕ Solicitud nueva"]
    assert relays(maria) == []
    maria.presses("↺ Reabrirlo")
    assert [(each.ticket, each.text.untrusted, each.reopen) for each in relays(maria)] == [(7, "Volvió a fallar", True)]
    maria.presses("↺ Reabrirlo")
    assert relays(maria) == [], "once"


def test_an_answer_to_a_ticket_closed_long_ago_offers_a_new_request_with_these_words(maria: Player) -> None:
    maria.tickets = (line(7, Status.CLOSED),)
    maria.at += timedelta(days=maria.process.periods.reopen_days, seconds=1)
    said = replies(maria, "Volvió a fallar", ticket(7, Status.CLOSED))
    assert said.splitlines()[0] == "SAACG-2026-00007 ya está cerrado. ¿Abro una solicitud nueva con lo que escribió?"
    assert labels(maria) == ["➕ Solicitud nueva"]
    maria.presses("➕ Solicitud nueva")
    assert [note.text for note in maria.intake.notes] == [Untrusted("Volvió a fallar")]


def test_a_cancelled_ticket_is_not_reopened(maria: Player) -> None:
    replies(maria, "Sí lo necesito", ticket(7, Status.CANCELLED))
    assert labels(maria) == ["➕ Solicitud nueva"]


def test_an_answer_to_a_closed_ticket_in_a_new_request_is_kept_with_the_request(maria: Player) -> None:
    maria.says("hola")
    said = replies(maria, "Igual que aquella vez", ticket(7, Status.CLOSED))
    assert said.startswith("SAACG-2026-00007 ya está cerrado. Guardo esto con su solicitud nueva.\n¿En qué")
    assert [note.text for note in maria.intake.notes] == [Untrusted("Igual que aquella vez")]


def test_what_a_decision_wants_to_know_names_the_message_in_question(saacg: Process) -> None:
    chat = Conversation(chat=CHAT, touched=NOON)
    said = Said(
        id=EventId("e"),
        at=NOON,
        chat=CHAT,
        person=PERSON,
        text=Untrusted("sí"),
        message=MessageRef("console:1:2"),
    )
    assert wanting.wanted(saacg, chat, said).message is None
    answered = MessageRef("console:1:1")
    assert wanting.wanted(saacg, chat, replace(said, reply_to=answered)).message == answered
