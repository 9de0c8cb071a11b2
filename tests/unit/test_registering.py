"""A desk that confirms its requesters: asked once the profile is whole, and never in the way of the request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.card import triage_card
from bot.domain.desk import RegistrationRule
from bot.domain.effects import AskRegistration, OpenTicket
from bot.domain.process import Process, Result
from bot.domain.registration import Registered, Standing
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from tests.player import CHAT, PERSON, Player, read_aloud
from tests.unit.answering import finish
from tests.unit.test_working import ticket


@pytest.fixture(scope="module")
def advertmind() -> Process:
    return Catalogue.load(["advertmind"]).current("advertmind")


@pytest.fixture
def laura(advertmind: Process) -> Player:
    return Player(advertmind)


PROFILE = ("Laura Gómez", "Compras del Sur", "laura@sur.example")


def asked(player: Player) -> list[AskRegistration]:
    return [effect for effect in player.effects if isinstance(effect, AskRegistration)]


def introduces_herself(player: Player) -> list[AskRegistration]:
    player.says("hola")
    player.presses("Duda")
    player.presses("Otro")
    found = []
    for words in PROFILE:
        player.says(words)
        found += asked(player)
    return found


def test_the_desk_is_asked_once_the_profile_is_whole_and_the_questions_go_on(laura: Player) -> None:
    assert introduces_herself(laura) == [
        AskRegistration(
            chat=CHAT,
            person=PERSON,
            language="es",
            process="advertmind@1",
            name=Untrusted("Laura Gómez"),
            organisation=Untrusted("Compras del Sur"),
            email=Untrusted("laura@sur.example"),
        )
    ]
    assert laura.state.registration == Registered(standing=Standing.PENDING, organisation="compras del sur")
    assert "preguntas frecuentes" in laura.last.lower()


def test_the_ticket_says_that_the_registration_is_to_be_confirmed(laura: Player) -> None:
    introduces_herself(laura)
    finish(laura)
    laura.presses("✅")
    (opening,) = [effect for effect in laura.effects if isinstance(effect, OpenTicket)]
    assert opening.registration is Standing.PENDING


def test_an_organisation_that_the_register_knows_asks_nobody(laura: Player) -> None:
    introduces_herself(laura)
    answers = laura.intake.answers
    known = {each: replace(answer, result=Result.VERIFIED) for each, answer in answers.items()}
    laura.state = replace(laura.state, registration=None, intake=replace(laura.intake, answers=known))
    laura.says("/ayuda")
    assert asked(laura) == []
    assert laura.state.registration is None


def test_a_corrected_organisation_is_asked_about_anew(laura: Player) -> None:
    introduces_herself(laura)
    laura.state = replace(
        laura.state, intake=None, registration=Registered(standing=Standing.REFUSED, organisation="compras del sur")
    )
    laura.says("/perfil")
    assert asked(laura) == []
    laura.presses("✏ Organización")
    laura.says("Compras del Sur S.A.")
    assert [each.organisation.untrusted for each in asked(laura)] == ["Compras del Sur S.A."]


def test_an_open_desk_asks_nobody(advertmind: Process) -> None:
    assert introduces_herself(Player(replace(advertmind, registration=RegistrationRule.OPEN))) == []


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.PENDING, "🪪 Registro por confirmar"),
        (Standing.REFUSED, "🪪 La mesa no confirmó el registro"),
        (Standing.CONFIRMED, ""),
        (None, ""),
    ],
)
def test_the_card_says_how_the_registration_stands(advertmind: Process, standing: Standing | None, words: str) -> None:
    card = triage_card(advertmind, replace(ticket(advertmind, Status.NEW), registration=standing))
    shown = read_aloud(Words.load().message(card, "es"))
    assert words in shown
    assert ("🪪" in shown) is bool(words)
