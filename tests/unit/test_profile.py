"""`/perfil`: what is remembered is shown, changed and confirmed, and no request is lost over it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.conversation import Purpose
from bot.domain.effects import CancelTimer, OpenTicket, Relay
from bot.domain.process import Process
from tests.player import Player, plain
from tests.unit.answering import line, profile, to_the_module


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    player = Player(saacg)
    to_the_module(player)
    profile(player)
    player.says("/cancelar")
    return player


def name_of(player: Player) -> str:
    return plain((player.state.remembered["name"].text or "",))


def test_the_details_are_shown_each_with_a_button(maria: Player) -> None:
    assert maria.says("/perfil") == (
        "Sus datos\n"
        "Oprima lo que quiera cambiar.\n"
        "Nombre: María Pérez\n"
        "Cargo: Contadora\n"
        "Ente público: Municipio de Tequila\n"
        "Correo electrónico: maria.perez@tequila.gob.mx\n"
        "Teléfono: 33 1234 5678 ext. 12\n"
        "[✏ Nombre]\n[✏ Cargo]\n[✏ Ente público]\n[✏ Correo electrónico]\n[✏ Teléfono]\n"
        "[✔ Está bien]"
    )


def test_a_detail_is_changed_and_saved_without_a_ticket(maria: Player) -> None:
    maria.says("/profile")
    maria.presses("✏ Nombre")
    assert "¿Cuál es su nombre completo?" in maria.last
    assert "Nombre: Juana Ruiz" in maria.says("Juana Ruiz")
    assert "guardados" in maria.presses("✔ Está bien")
    assert name_of(maria) == "Juana Ruiz"
    assert maria.state.intake is None
    assert not any(isinstance(effect, OpenTicket) for effect in maria.effects)
    assert CancelTimer(key="reminder:console:1") in maria.effects


def test_back_leaves_a_detail_as_it_was(maria: Player) -> None:
    maria.says("/perfil")
    maria.presses("✏ Nombre")
    assert "Nombre: María Pérez" in maria.presses("◀ Atrás")
    assert name_of(maria) == "María Pérez"


def test_a_request_under_way_waits_and_goes_on_afterwards(maria: Player) -> None:
    maria.says("/nuevo")
    maria.presses("✔ Sí, son correctos")
    maria.presses("Soporte técnico")
    before, asked = maria.intake, maria.last
    maria.says("/perfil")
    assert maria.intake.purpose is Purpose.PROFILE
    said = maria.presses("✔ Está bien")
    assert "¿Seguimos donde se quedó?" in said
    assert maria.presses("▶ Seguir") == asked
    assert maria.intake == before


def test_without_details_they_are_asked(saacg: Process) -> None:
    player = Player(saacg)
    assert "¿Cuál es su nombre completo?" in player.says("/perfil")
    profile(player)
    assert "Cargo: Contadora" in player.last
    player.presses("✔ Está bien")
    assert "¿Siguen siendo estos sus datos?" in player.says("/nuevo")


def test_the_notice_comes_before_the_details_too(saacg: Process) -> None:
    player = Player(saacg, stranger=True)
    assert "¿Está de acuerdo?" in player.says("/perfil")
    assert "¿Cuál es su nombre completo?" in player.presses("✔ Acepto")


def test_words_about_something_else_leave_the_details(maria: Player) -> None:
    maria.tickets = (line(7),)
    maria.says("/perfil")
    assert "Agregado a su ticket SAACG-2026-00007" in maria.says("Sigue sin imprimir")
    assert [type(effect) for effect in maria.effects if isinstance(effect, Relay)] == [Relay]
    assert maria.state.intake is None


def test_yes_can_be_typed_to_right_details(maria: Player) -> None:
    maria.says("/perfil")
    assert "guardados" in maria.says("sí")


@pytest.mark.parametrize("words", ["/cancelar", "después"])
def test_the_details_can_be_left_in_words(maria: Player, words: str) -> None:
    maria.says("/perfil")
    maria.presses("✏ Nombre")
    maria.says(words)
    assert maria.state.intake is None
    assert name_of(maria) == "María Pérez"


def test_a_new_request_closes_the_details(maria: Player) -> None:
    maria.says("/perfil")
    assert "¿Siguen siendo estos sus datos?" in maria.says("/nuevo")


def test_details_left_open_are_closed_in_silence_and_the_request_is_offered(maria: Player) -> None:
    hours = timedelta(hours=maria.process.periods.reminder_hours)
    maria.says("/perfil")
    assert maria.waits(hours) == ""
    assert maria.state.intake is None
    maria.says("/nuevo")
    maria.says("/perfil")
    assert "¿Seguimos donde se quedó?" in maria.waits(hours)
    assert maria.intake.purpose is Purpose.REQUEST
