"""A person stops, comes back, begins anew, or has open tickets already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.effects import Relay, SetTimer
from bot.domain.ids import MessageRef, TicketId
from bot.domain.process import Process
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from tests.player import CHAT, Player, plain
from tests.unit.answering import PHOTO, line, profile, to_the_module


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    return Player(saacg)


def test_a_button_of_an_earlier_request_does_nothing_to_the_new_one(maria: Player) -> None:
    maria.says("hola")
    old = maria.button("Administrativa").data
    maria.says("/cancelar")
    maria.says("/nuevo")
    maria.presses_data(old)
    assert maria.intake.answers == {}


def test_cancel_says_what_was_kept_and_nothing_is_sent(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    said = maria.says("cancelar")
    assert "no se envió nada" in said
    assert maria.state.intake is None
    assert maria.state.remembered


def test_a_known_person_confirms_the_profile_with_one_tap(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    maria.says("/cancelar")
    said = maria.says("/nuevo")
    assert "¿Siguen siendo estos sus datos?" in said
    assert "Municipio de Tequila" in said
    maria.presses("✔ Sí, son correctos")
    maria.presses("Soporte técnico")
    assert "nombre completo" not in maria.last
    assert plain((maria.intake.answers["name"].text or "",)) == "María Pérez"


def test_a_questionnaire_put_aside_goes_on_where_it_was(maria: Player) -> None:
    to_the_module(maria)
    asked = maria.last
    maria.says("después")
    said = maria.says("ya volví")
    assert "¿Seguimos donde se quedó?" in said
    assert maria.presses("▶ Seguir") == asked


def test_starting_in_the_middle_offers_to_go_on_or_to_start_over(maria: Player) -> None:
    to_the_module(maria)
    said = maria.says("/start")
    assert "[▶ Seguir] [↺ Empezar de nuevo]" in said
    maria.presses("↺ Empezar de nuevo")
    assert "¿En qué le podemos ayudar?" in maria.last


def test_one_reminder_after_a_quiet_time_and_then_no_more(maria: Player) -> None:
    to_the_module(maria)
    hours = timedelta(hours=maria.process.periods.reminder_hours)
    assert "¿Seguimos donde se quedó?" in maria.waits(hours)
    assert maria.waits(hours) == ""


def test_the_reminder_waits_as_long_as_the_person_writes(maria: Player) -> None:
    maria.says("hola")
    hours = timedelta(hours=maria.process.periods.reminder_hours)
    maria.at += hours - timedelta(minutes=10)
    maria.presses("Soporte técnico")
    assert maria.waits(timedelta(minutes=10)) == ""
    (timer,) = (effect for effect in maria.effects if isinstance(effect, SetTimer))
    assert timer.due == maria.at - timedelta(minutes=10) + hours


@pytest.mark.parametrize(("word", "goes_on"), [("sí", True), ("no", False)])
def test_going_on_can_be_typed(maria: Player, word: str, goes_on: bool) -> None:
    to_the_module(maria)
    asked = maria.last
    maria.says("/nuevo")
    said = maria.says(word)
    assert (said == asked) is goes_on
    assert maria.intake.notes == ()
    assert maria.intake.parked is not goes_on


def test_status_in_the_middle_shows_the_tickets_and_asks_once(maria: Player) -> None:
    to_the_module(maria)
    maria.tickets = (line(7),)
    said = maria.says("/estado")
    assert "SAACG-2026-00007 · en atención" in said
    assert said.count("¿Cuál es su nombre completo?") == 1
    assert "SAACG-2026-00007" in maria.says("/estado 00007")


def test_words_that_waited_for_a_choice_are_not_lost_when_a_new_request_begins(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    maria.says("Ahora no abre", files=(PHOTO,))
    maria.says("/nuevo")
    assert maria.intake.notes[0].files == (PHOTO,)


def test_an_album_at_the_summary_or_for_an_open_ticket_gets_one_answer(maria: Player) -> None:
    maria.tickets = (line(7),)
    answers = [maria.says("", files=(PHOTO,), album="a1") for _ in range(4)]
    assert [bool(answer) for answer in answers] == [True, False, False, False]
    assert [effect.quiet for effect in maria.effects if isinstance(effect, Relay)] == [True]


def test_words_with_one_open_ticket_go_to_it(maria: Player) -> None:
    maria.tickets = (line(7),)
    said = maria.says("Sigue sin imprimir")
    assert said == "📨 Agregado a su ticket SAACG-2026-00007; lo ve Ana López."
    here = MessageRef("console:1:1")
    said_so = Relay(ticket=TicketId(7), text=Untrusted("Sigue sin imprimir"), message=here, by=CHAT)
    assert maria.effects[0] == said_so


def test_words_with_several_open_tickets_wait_for_the_choice_and_none_is_lost(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    assert "¿Sobre cuál ticket es?" in maria.says("Sigue sin imprimir")
    maria.says("y ahora tampoco abre")
    maria.presses("SAACG-2026-00007")
    relays = [effect for effect in maria.effects if isinstance(effect, Relay)]
    assert [(each.ticket, each.text.untrusted, each.quiet) for each in relays] == [
        (7, "Sigue sin imprimir", False),
        (7, "y ahora tampoco abre", True),
    ]


def test_status_answers_alike_for_not_yours_and_for_not_existing(maria: Player) -> None:
    maria.tickets = (line(7),)
    assert "en atención · Ana López" in maria.says("/estado 7")
    assert maria.says("/estado 8") == maria.says("/estado 99999")


def test_my_tickets_lists_them_whatever_became_of_them(maria: Player) -> None:
    maria.tickets = (line(8), line(7, Status.CLOSED))
    said = maria.says("/mis_tickets")
    assert "SAACG-2026-00008 · en atención" in said
    assert "SAACG-2026-00007 · cerrado" in said
