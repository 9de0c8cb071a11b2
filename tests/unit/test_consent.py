"""The privacy notice comes before the first datum."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.answers import Answer
from bot.domain.consent import Agreement, Consent, ConsentAnswer
from bot.domain.effects import CancelTimer, LogConsent, OpenTicket
from bot.domain.process import Process
from bot.domain.text import Untrusted
from tests.player import CHAT, PERSON, Player, accepted, plain
from tests.unit.answering import PHOTO, line

NOTICE = "¿Está de acuerdo?"
FIRST_QUESTION = "¿En qué le podemos ayudar?"


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def stranger(saacg: Process) -> Player:
    return Player(saacg, stranger=True)


def logged(player: Player) -> list[Consent]:
    return [effect.consent for effect in player.effects if isinstance(effect, LogConsent)]


def notes(player: Player) -> list[str]:
    return [plain((note.text or "",)) for note in player.intake.notes]


def test_the_first_message_is_the_welcome_and_the_notice_with_two_buttons(stranger: Player) -> None:
    said = stranger.says("Buenos días")
    assert "¡Hola! Le atiende el Área" in said
    assert NOTICE in said
    assert "Aviso completo (versión 1): https://example.org/aviso-de-privacidad" in said
    assert said.endswith("[✔ Acepto] [✖ No acepto]")
    assert FIRST_QUESTION not in said


def test_consent_is_logged_before_the_first_datum(stranger: Player) -> None:
    stranger.says("No puedo imprimir")
    assert logged(stranger) == []
    said = stranger.presses("✔ Acepto")
    assert logged(stranger) == [
        Consent(
            chat=CHAT,
            person=PERSON,
            process="saacg",
            version=1,
            language="es",
            answer=ConsentAnswer.GIVEN,
            at=stranger.at,
        )
    ]
    assert (stranger.intake.answers, stranger.state.remembered) == ({}, {})
    assert FIRST_QUESTION in said


def test_what_came_with_the_first_message_goes_with_the_request_once_accepted(stranger: Player) -> None:
    stranger.says("No puedo imprimir", files=(PHOTO,))
    said = stranger.says("es urgente")
    assert "Su mensaje queda en espera" in said
    assert NOTICE in said
    stranger.says("acepto")
    assert notes(stranger) == ["No puedo imprimir", "es urgente"]
    assert stranger.intake.notes[0].files == (PHOTO,)


@pytest.mark.parametrize("word", ["acepto", "Sí", "sí, acepto", "de acuerdo", "1", "I accept"])
def test_accepting_can_be_typed(stranger: Player, word: str) -> None:
    stranger.says("hola")
    assert FIRST_QUESTION in stranger.says(word)
    assert [consent.answer for consent in logged(stranger)] == [ConsentAnswer.GIVEN]


@pytest.mark.parametrize("word", ["no", "No acepto", "2", "no estoy de acuerdo"])
def test_a_refusal_drops_what_was_written_says_so_and_shows_the_telephone(stranger: Player, word: str) -> None:
    stranger.says("No puedo imprimir")
    said = stranger.says(word)
    assert said == (
        "De acuerdo: no guardo sus datos, y lo que escribió aquí se descarta.\n"
        "También le atendemos por teléfono: 33-3669-5550\n"
        "Si cambia de opinión, escriba /nuevo."
    )
    assert [consent.answer for consent in logged(stranger)] == [ConsentAnswer.REFUSED]
    assert stranger.state.intake is None
    assert stranger.state.pending is None
    assert CancelTimer(key="reminder:console:1") in stranger.effects


def test_who_refused_is_not_pressed_and_is_asked_again_at_the_next_request(stranger: Player) -> None:
    stranger.says("hola")
    stranger.presses("✖ No acepto")
    assert "no guardo nada de lo que escribe" in stranger.says("No puedo imprimir")
    assert stranger.state.intake is None
    assert NOTICE in stranger.says("/nuevo")
    stranger.presses("✔ Acepto")
    assert stranger.intake.notes == ()


def test_a_new_version_of_the_notice_asks_again(saacg: Process) -> None:
    notice = saacg.privacy
    assert notice is not None
    player = Player(replace(saacg, privacy=replace(notice, version=2)))
    player.state = replace(player.state, consents=accepted(saacg))
    assert NOTICE in player.says("hola")
    player.presses("✖ No acepto")
    assert [(each.version, each.answer) for each in logged(player)] == [(2, ConsentAnswer.WITHDRAWN)]


def test_a_button_of_an_older_notice_accepts_nothing(saacg: Process) -> None:
    notice = saacg.privacy
    assert notice is not None
    player = Player(saacg, stranger=True)
    player.says("hola")
    old = player.button("✔ Acepto").data
    player.process = replace(saacg, privacy=replace(notice, version=2))
    player.presses_data(old)
    assert logged(player) == []
    assert NOTICE in player.last


def test_somebody_with_remembered_details_but_no_consent_is_asked_first(stranger: Player) -> None:
    stranger.state = replace(stranger.state, remembered={"name": Answer(text=Untrusted("María"))})
    said = stranger.says("/nuevo")
    assert NOTICE in said
    assert "María" not in said
    assert "¿Siguen siendo estos sus datos?" in stranger.presses("✔ Acepto")


def test_an_agreement_is_asked_for_once(stranger: Player) -> None:
    stranger.says("hola")
    data = stranger.button("✔ Acepto").data
    stranger.presses_data(data)
    stranger.presses_data(data)
    assert logged(stranger) == []
    assert stranger.state.consents == {"saacg": Agreement(version=1, given=True)}
    stranger.says("/cancelar")
    assert FIRST_QUESTION in stranger.says("/nuevo")


@pytest.mark.parametrize("words", ["atrás", "/estado", "/ayuda", "después", "/persona"])
def test_nothing_leads_around_the_notice(stranger: Player, words: str) -> None:
    stranger.says("hola")
    stranger.says(words)
    stranger.says("ya volví")
    stranger.says("sí")
    assert not any(isinstance(effect, OpenTicket) for effect in stranger.effects)
    assert stranger.state.remembered == {}
    assert stranger.intake.answers == {}


def test_words_about_an_open_ticket_reach_it_without_a_notice(stranger: Player) -> None:
    stranger.tickets = (line(7),)
    assert "Agregado a su ticket" in stranger.says("Sigue sin imprimir")


def test_a_desk_without_a_notice_begins_at_once(saacg: Process) -> None:
    player = Player(replace(saacg, privacy=None), stranger=True)
    assert FIRST_QUESTION in player.says("hola")
