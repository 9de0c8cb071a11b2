"""An e-mail that the register of people has: verified, and what the card says when it belongs to another entity."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.card import triage_card
from bot.domain.process import Process, Result
from bot.domain.register import Person
from bot.domain.text import Untrusted
from storage.memory import MemoryUnitOfWork
from storage.memory_rows import Rows
from tests.player import Player, read_aloud
from tests.storage.golden_values import NEW_TICKET
from tests.unit.answering import advance
from tests.unit.registered import EMAIL, TALA, TEQUILA, contact, keep, to_the_entity

MARIA = Person(email=EMAIL, name=Untrusted("María Pérez"), organisation="teq")
NOTE = "📇"


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    """Somebody whom the desk's register has at the municipality of Tequila."""
    player = Player(saacg)
    player.registers = MemoryUnitOfWork(Rows).registers
    keep(player, TEQUILA, TALA, MARIA)
    return player


def card_of(player: Player) -> str:
    card = triage_card(player.process, replace(NEW_TICKET, answers=player.intake.answers))
    return read_aloud(Words.load().message(card, "es"))


def reach_summary(player: Player, entity: str, email: str = EMAIL) -> str:
    to_the_entity(player)
    player.says(entity)
    player.says(email)
    player.says("33 1234 5678")
    advance(player, "✅ Enviar la solicitud")
    return player.last


def test_an_e_mail_of_the_register_is_verified_in_the_summary_and_on_the_card(maria: Player) -> None:
    summary = reach_summary(maria, "Tequila")
    assert f"Correo electrónico: ✅ {EMAIL}" in summary
    assert f"33 1234 5678 · ✅ {EMAIL}" in card_of(maria)
    assert NOTE not in card_of(maria)


@pytest.mark.parametrize(
    "typed", ["MARIA@Tequila.gob.mx", "mailto:maria@tequila.gob.mx", "María <maria@tequila.gob.mx>"]
)
def test_it_is_recognised_however_it_is_written(maria: Player, typed: str) -> None:
    to_the_entity(maria)
    maria.says("Tequila")
    maria.says(typed)
    assert maria.intake.answers["email"].result is Result.VERIFIED


def test_an_e_mail_that_the_register_lacks_is_declared(maria: Player) -> None:
    summary = reach_summary(maria, "Tequila", "otra@tequila.gob.mx")
    assert "Correo electrónico: otra@tequila.gob.mx" in summary
    assert maria.intake.answers["email"].result is Result.DECLARED
    assert NOTE not in card_of(maria)


def test_without_registers_the_e_mail_is_declared_as_before(saacg: Process) -> None:
    player = Player(saacg)
    summary = reach_summary(player, "Tequila")
    assert f"Correo electrónico: {EMAIL}" in summary
    assert NOTE not in card_of(player)


@pytest.mark.parametrize("entity", ["Municipio de Tala", "Municipio de Guadalajara"])
def test_the_specialist_reads_when_the_register_has_the_person_elsewhere_and_the_person_does_not(
    maria: Player, entity: str
) -> None:
    reach_summary(maria, entity)
    assert "📇 En el registro, este correo es de Municipio de Tequila, Jalisco." in card_of(maria)
    assert not any(NOTE in read_aloud(message) for message in maria.heard)
    assert not any("Tequila, Jalisco" in read_aloud(message) for message in maria.heard)


def test_a_person_without_an_entity_in_the_register_belongs_anywhere(maria: Player) -> None:
    keep(maria, replace(MARIA, organisation=None))
    reach_summary(maria, "Municipio de Tala")
    assert maria.intake.answers["email"] == Answer(
        text=Untrusted(EMAIL), result=Result.VERIFIED, message=maria.intake.answers["email"].message
    )
    assert NOTE not in card_of(maria)


def test_another_e_mail_is_looked_for_anew(maria: Player) -> None:
    reach_summary(maria, "Municipio de Tala")
    maria.presses("✏ Cambiar una respuesta")
    maria.presses("Correo electrónico")
    maria.says("otra@tala.gob.mx")
    answer = maria.intake.answers["email"]
    assert (answer.result, answer.workplace) == (Result.DECLARED, None)


def test_another_entity_settles_the_difference(maria: Player) -> None:
    reach_summary(maria, "Municipio de Tala")
    assert NOTE in card_of(maria)
    maria.presses("✏ Cambiar una respuesta")
    maria.presses("Ente público")
    maria.says("Tequila")
    assert NOTE not in card_of(maria)


def test_a_remembered_e_mail_that_was_registered_since_is_recognised(maria: Player) -> None:
    registers, maria.registers = maria.registers, None
    to_the_entity(maria)
    maria.says("Municipio de Tala")
    contact(maria)
    maria.says("cancelar")
    maria.registers = registers
    maria.says("hola")
    maria.presses("✔ Sí")
    for answer in (maria.intake.answers["email"], maria.state.remembered["email"]):
        assert (answer.result, answer.workplace) == (Result.VERIFIED, TEQUILA.name)


def test_advertmind_recognises_its_customers_people() -> None:
    laura = Player(Catalogue.load(["advertmind"]).current("advertmind"))
    laura.registers = MemoryUnitOfWork(Rows).registers
    keep(laura, Person(email="laura@sur.mx", name=Untrusted("Laura Gómez")))
    for said in ("hola", "1", "1", "Laura Gómez", "Agencia Sur", "laura@sur.mx"):
        laura.says(said)
    assert laura.intake.answers["email"].result is Result.VERIFIED
