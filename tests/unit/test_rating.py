"""How a requester was served, through the pure core."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain import rating
from bot.domain.caller import caller_chat
from bot.domain.deeds import Change, Deed, Refusal
from bot.domain.effects import Act, CancelTimer, Effect, Revise, Say, SetTimer
from bot.domain.finishing import AUTO_CLOSE, CLOSE_NOTICE, noticed
from bot.domain.ids import ChatRef, MessageRef, PersonRef, TicketId
from bot.domain.message import Entered
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Rating, Requester, Status, Ticket
from bot.domain.ticket_line import TicketLine
from bot.domain.working import act
from tests.player import CHAT, NOON, PERSON, Player, plain, read_aloud

WORDS = Words.load()
SERVED = "¿Cómo le atendimos en T-1? Del 1 (muy mal) al 5 (muy bien).\n[1 😞] [2] [3 😐] [4] [5 😀]"
MARIA = Actor(person=PERSON, name=Untrusted(""), roles=frozenset({Role.REQUESTER}))


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


def ticket(status: Status, chat: ChatRef = CHAT) -> Ticket:
    return Ticket(
        id=TicketId(1),
        code="T-1",
        process="saacg@1",
        status=status,
        kind="technical",
        level="first",
        requester=Requester(chat=chat, person=PERSON, language="es"),
        answers={},
        title=Untrusted("Caso"),
        opened_at=NOON,
        updated_at=NOON,
        finished_at=NOON,
        assignee=PersonRef("slack:T:ana"),
    )


def deed(action: Action, *, text: str | None = None, score: str | None = None, hours: float = 0) -> Deed:
    values = {rating.SCORE: Entered(choices=(score,))} if score is not None else {}
    return Deed(
        action=action,
        actor=MARIA,
        at=NOON + timedelta(hours=hours),
        channel="telegram",
        text=Untrusted(text) if text is not None else None,
        values=values,
        message=MessageRef("telegram:1:9"),
    )


def changed(result: Change | Refusal) -> Change:
    assert isinstance(result, Change), plain(WORDS.span(result.why, "es"))
    return result


def heard(effects: tuple[Effect, ...]) -> list[str]:
    return [
        read_aloud(WORDS.message(each.message, each.language))
        for each in effects
        if isinstance(each, Say) and each.chat == CHAT
    ]


def test_after_closing_the_person_is_asked_and_a_day_later_reminded_once(saacg: Process) -> None:
    change = changed(act(saacg, ticket(Status.RESOLVED), deed(Action.CLOSE)))
    assert heard(change.effects)[-1] == SERVED
    timers = [each for each in change.effects if isinstance(each, SetTimer)]
    assert [(each.purpose, each.due) for each in timers] == [(rating.REMINDER, NOON + timedelta(hours=24))]
    assert heard(rating.reminded(change.ticket)) == [f"Si tiene un momento: {SERVED}"]
    assert rating.reminded(replace(change.ticket, rating=Rating(score=4, at=NOON))) == ()
    assert rating.reminded(replace(change.ticket, status=Status.REOPENED)) == ()


def test_nobody_is_asked_for_a_cancelled_ticket_nor_on_the_telephone(saacg: Process) -> None:
    cancelled = changed(act(saacg, replace(ticket(Status.NEW), finished_at=None), deed(Action.CANCEL)))
    assert not any("¿Cómo le atendimos" in each for each in heard(cancelled.effects))
    called = changed(act(saacg, ticket(Status.RESOLVED, caller_chat("12")), deed(Action.CLOSE)))
    assert not any(isinstance(each, SetTimer) for each in called.effects)


def test_a_number_is_kept_shown_on_the_card_and_in_the_pressed_message(saacg: Process) -> None:
    change = changed(act(saacg, ticket(Status.CLOSED), deed(Action.RATE, score="4")))
    assert change.ticket.rating == Rating(score=4, at=NOON)
    assert change.ticket.status is Status.CLOSED
    pressed, card = [WORDS.message(each.message, "es") for each in change.effects if isinstance(each, Revise)]
    assert read_aloud(pressed) == (
        "Gracias: 4 de 5 para T-1.\nPuede cambiarla durante 24 horas.\n"
        "[1 😞] [2] [3 😐] [✔ 4] [5 😀]\n[✍ Agregar un comentario]"
    )
    assert "⭐ 4 de 5" in plain(card.note)
    assert CancelTimer(key="rate:1") in change.effects


def test_it_can_be_changed_and_commented_on_for_a_day_and_then_stands(saacg: Process) -> None:
    rated = replace(ticket(Status.CLOSED), rating=Rating(score=2, at=NOON))
    better = changed(act(saacg, rated, deed(Action.RATE, score="5", hours=24))).ticket
    assert better.rating == Rating(score=5, at=NOON)
    commented = changed(act(saacg, better, deed(Action.RATE, text=" Muy rápido ", hours=1)))
    assert commented.ticket.rating == Rating(score=5, at=NOON, comment=Untrusted("Muy rápido"))
    assert "Gracias: su comentario ya está con la mesa." in heard(commented.effects)
    late = act(saacg, rated, deed(Action.RATE, score="1", hours=24.1))
    assert isinstance(late, Refusal)
    assert plain(WORDS.span(late.why, "es")) == "Gracias: su calificación de T-1 ya quedó anotada."


@pytest.mark.parametrize("score", ["0", "6", "", "cinco", "4.5"])
def test_what_is_no_number_from_one_to_five_is_refused_in_words(saacg: Process, score: str) -> None:
    result = act(saacg, ticket(Status.CLOSED), deed(Action.RATE, score=score))
    assert isinstance(result, Refusal)
    assert plain(WORDS.span(result.why, "es")) == "Oprima un número del 1 al 5, por favor."


def test_only_the_next_words_within_the_hour_are_the_comment(saacg: Process) -> None:
    maria = Player(saacg)
    maria.tickets = (line(Status.CLOSED),)
    comment = "comment:0:1:"
    maria.presses_data(comment)
    assert maria.last == "Escriba su comentario sobre T-1, en un solo mensaje."
    maria.says("Tardaron dos días")
    assert acts(maria) == ["Tardaron dos días"]
    maria.says("No imprime el reporte")
    assert acts(maria) == []
    assert maria.intake is not None


def test_a_number_for_somebody_elses_ticket_does_nothing(saacg: Process) -> None:
    maria = Player(saacg)
    maria.tickets = (line(Status.CLOSED),)
    maria.presses_data("rate:0:2:5")
    assert not any(isinstance(each, Act) for each in maria.effects)
    maria.presses_data("rate:0:1:5")
    assert any(isinstance(each, Act) for each in maria.effects)


def test_a_resolved_ticket_is_announced_before_it_closes_by_itself(saacg: Process) -> None:
    ana = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana"), roles=frozenset({Role.SPECIALIST}))
    worked = replace(ticket(Status.IN_PROGRESS), finished_at=None)
    resolve = replace(deed(Action.RESOLVE, text="Se ajustó."), actor=ana)
    change = changed(act(saacg, worked, resolve))
    timers = {each.purpose: each.due for each in change.effects if isinstance(each, SetTimer)}
    assert timers[CLOSE_NOTICE] < timers[AUTO_CLOSE] == change.ticket.closes_at
    (said,) = heard(noticed(saacg, change.ticket, NOON))
    assert said.startswith("T-1 se cierra solo: ")
    assert said.endswith("¿Ya quedó?\n[✔ Ya quedó: cerrar] [↺ Sigue igual]")
    assert noticed(saacg, replace(change.ticket, status=Status.REOPENED), NOON) == ()
    assert noticed(saacg, change.ticket, timers[AUTO_CLOSE]) == ()


def line(status: Status) -> TicketLine:
    whole = ticket(status)
    return TicketLine(
        id=whole.id, code=whole.code, process=whole.process, status=status, title=whole.title, opened_at=NOON
    )


def acts(player: Player) -> list[str]:
    return [each.text.untrusted for each in player.effects if isinstance(each, Act) and each.text is not None]
