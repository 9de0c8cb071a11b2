"""A person reads the summary, changes what is wrong in it, and sends the request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.effects import CancelTimer, OpenTicket, Toast
from bot.domain.ids import PersonRef
from bot.domain.process import Fills, Process
from tests.player import Player, plain
from tests.unit.answering import advance, finish, line, opened, profile, to_the_module


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    return Player(saacg)


def test_nothing_is_opened_without_confirming_the_summary(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    assert not any(isinstance(effect, OpenTicket) for effect in maria.effects)
    assert "¿Está todo bien?" in maria.last
    maria.presses("✅ Enviar la solicitud")
    ticket = opened(maria)
    assert ticket.process == maria.process.ref
    assert maria.state.intake is None
    assert CancelTimer(key="reminder:console:1") in maria.effects


def test_confirming_fifty_times_opens_one_ticket(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    data = maria.button("✅").data
    tickets = 0
    for _ in range(50):
        maria.presses_data(data)
        tickets += sum(isinstance(effect, OpenTicket) for effect in maria.effects)
        maria.tickets = (line(7),)
    assert tickets == 1
    assert any(isinstance(effect, Toast) and effect.text for effect in maria.effects)


@pytest.mark.parametrize("word", [None, "sí", "enviar"])
def test_after_five_requests_within_the_hour_the_next_one_waits_and_nothing_of_it_is_lost(
    maria: Player, word: str | None
) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    maria.sent = tuple(maria.at - timedelta(minutes=10 * number) for number in range(5))
    said = maria.presses("✅ Enviar la solicitud") if word is None else maria.says(word)
    assert "Ya mandó cinco solicitudes en esta hora. Guardo esta: mándela después del " in said
    assert not any(isinstance(effect, OpenTicket) for effect in maria.effects)
    assert "✅" in str(maria.button("✅").label)
    maria.at += timedelta(minutes=20)
    maria.presses("✅ Enviar la solicitud")
    assert opened(maria)


def test_a_button_pressed_again_after_sending_gets_one_word_with_the_tickets_state(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    data = maria.button("✅").data
    maria.presses_data(data)
    maria.tickets = (line(7),)
    maria.presses_data(data)
    (toast,) = maria.effects
    assert isinstance(toast, Toast)
    assert plain(Words.load().text(toast.text, "es")) == "Ese botón es de antes. SAACG-2026-00007: en atención."


def test_an_old_summary_does_not_confirm_changed_answers(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    old = maria.button("✅").data
    maria.presses("✏ Cambiar")
    maria.presses("Nombre")
    maria.says("Juana Ruiz")
    maria.presses_data(old)
    assert not any(isinstance(effect, OpenTicket) for effect in maria.effects)
    assert "¿Está todo bien?" in maria.last
    assert "Juana Ruiz" in maria.last


def test_any_answer_can_be_changed_from_the_summary_and_the_summary_returns(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    maria.presses("✏ Cambiar")
    assert "¿Qué respuesta quiere cambiar?" in maria.last
    maria.presses("Cargo")
    assert "cargo" in maria.last
    maria.says("Tesorera")
    assert "¿Está todo bien?" in maria.last
    assert "Tesorera" in maria.last


def test_a_lapsed_update_becomes_an_administrative_consultation_and_no_dead_end(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "No, está pendiente")
    maria.presses("No, está pendiente")
    assert maria.intake.answers["kind"].options == ("administrative",)
    assert maria.intake.answers["kind"].routed
    finish(maria)
    maria.presses("✅")
    kind = maria.process.filling(Fills.KIND)
    assert kind is not None
    assert opened(maria).answers[kind.id].options == ("administrative",)


def test_a_slip_that_routed_the_consultation_is_undone_with_its_answer(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "De prueba")
    maria.presses("De prueba")
    assert maria.intake.answers["kind"].options == ("administrative",)
    maria.presses("◀ Atrás")
    assert maria.intake.answers["kind"].options == ("technical",)
    maria.presses("A nombre del ente")
    finish(maria)
    maria.presses("✅")
    assert opened(maria).answers["kind"].options == ("technical",)
    assert "attempt" in opened(maria).answers


def test_changing_the_kind_judges_earlier_answers_anew(maria: Player) -> None:
    maria.says("hola")
    maria.presses("Administrativa")
    profile(maria)
    advance(maria, "De prueba")
    maria.presses("De prueba")
    finish(maria)
    maria.presses("✏ Cambiar")
    maria.presses("Tipo de consulta")
    maria.presses("Soporte técnico")
    assert "licence" not in maria.intake.answers
    finish(maria)
    maria.presses("✅")
    assert opened(maria).answers["kind"].options == ("technical",)
    assert opened(maria).answers["licence"].options != ("trial",)


def test_the_person_is_known_to_the_ticket(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    maria.says("sí")
    assert opened(maria).person == PersonRef("console:1")
