"""The name of an entity, looked up: verified, offered among near ones, or kept as it was typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.process import Process, Result
from bot.domain.register import Organisation
from bot.domain.text import Untrusted
from storage.memory import MemoryUnitOfWork
from storage.memory_rows import Rows
from tests.player import Player
from tests.unit.registered import (
    TALA,
    TEQUILA,
    keep,
    results,
    to_the_entity,
)


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    """Somebody at a desk that keeps a register of two entities."""
    player = Player(saacg)
    player.registers = MemoryUnitOfWork(Rows).registers
    keep(player, TEQUILA, TALA)
    return player


def test_an_exact_name_becomes_the_official_one_and_is_verified(maria: Player) -> None:
    to_the_entity(maria)
    maria.says("h. ayuntamiento de tala")
    answer = maria.intake.answers["entity"]
    assert answer.text == TALA.name
    assert (answer.options, answer.result) == (("tal",), Result.VERIFIED)
    assert maria.state.organisation == "tal"
    assert "correo" in maria.last


def test_near_names_are_offered_as_buttons_and_a_press_takes_the_official_name(maria: Player) -> None:
    to_the_entity(maria)
    asked = maria.says("Ayuntamiento de Tequila")
    assert asked.splitlines() == [
        "¿Cuál de estas es la suya?",
        "5 de 26",
        "[Municipio de Tequila, Jalisco]",
        "[Ninguna de estas]",
        "[◀ Atrás] [❓ Ayuda]",
    ]
    maria.presses("Municipio de Tequila")
    assert maria.intake.answers["entity"].text == TEQUILA.name
    assert results(maria, "entity") == [(("teq",), Result.VERIFIED)]


@pytest.mark.parametrize("word", ["1", "sí", "Municipio de Tequila, Jalisco"])
def test_a_candidate_can_be_chosen_in_words(maria: Player, word: str) -> None:
    to_the_entity(maria)
    maria.says("Ayuntamiento de Tequila")
    maria.says(word)
    assert results(maria, "entity") == [(("teq",), Result.VERIFIED)]


@pytest.mark.parametrize("word", ["Ninguna de estas", "ninguna", "2", "no"])
def test_none_of_these_keeps_what_was_typed_as_declared(maria: Player, word: str) -> None:
    to_the_entity(maria)
    maria.says("Ayuntamiento de Tequila")
    maria.says(word)
    answer = maria.intake.answers["entity"]
    assert answer.text == Untrusted("Ayuntamiento de Tequila")
    assert (answer.options, answer.result) == ((), Result.DECLARED)
    assert maria.state.organisation is None


def test_another_name_can_be_typed_instead_and_an_old_candidate_is_no_longer_taken(maria: Player) -> None:
    to_the_entity(maria)
    maria.says("Ayuntamiento de Tequila")
    old = maria.button("Municipio de Tequila").data
    maria.says("Mpio. Tala")
    assert results(maria, "entity") == [(("tal",), Result.VERIFIED)]
    maria.presses("◀ Atrás")
    maria.presses_data(old)
    assert "entity" not in maria.intake.answers


def test_back_from_the_candidates_asks_for_the_name_again(maria: Player) -> None:
    to_the_entity(maria)
    maria.says("Ayuntamiento de Tequila")
    assert "¿En qué ente público trabaja?" in maria.presses("◀ Atrás")


def test_help_at_the_candidates_keeps_them(maria: Player) -> None:
    to_the_entity(maria)
    maria.says("Ayuntamiento de Tequila")
    maria.presses("❓ Ayuda")
    maria.presses("Municipio de Tequila")
    assert results(maria, "entity") == [(("teq",), Result.VERIFIED)]


def test_an_unknown_name_stays_as_typed(maria: Player) -> None:
    to_the_entity(maria)
    maria.says("Municipio de Guadalajara")
    assert maria.intake.answers["entity"].text == Untrusted("Municipio de Guadalajara")
    assert results(maria, "entity") == [((), Result.DECLARED)]


def test_what_an_unknown_name_counts_as_is_data(saacg: Process, maria: Player) -> None:
    strict = tuple(
        replace(step, lookup=replace(step.lookup, unmatched="failed")) if step.id == "entity" and step.lookup else step
        for step in saacg.steps
    )
    maria.process = replace(saacg, steps=strict)
    to_the_entity(maria)
    maria.says("Municipio de Guadalajara")
    assert results(maria, "entity") == [((), Result.FAILED)]

    without = Player(maria.process)
    without.registers = MemoryUnitOfWork(Rows).registers
    to_the_entity(without)
    without.says("Municipio de Guadalajara")
    assert results(without, "entity") == [((), Result.DECLARED)]  # there is no register to be missing in


def test_a_desk_that_offers_no_names_takes_exact_ones_only() -> None:
    laura = Player(Catalogue.load(["advertmind"]).current("advertmind"))
    laura.registers = MemoryUnitOfWork(Rows).registers
    keep(laura, Organisation(id="sur", name=Untrusted("Agencia Sur, S.A. de C.V.")))
    for said in ("hola", "1", "1", "Laura Gómez"):
        laura.says(said)
    laura.says("Agencia")
    assert laura.intake.answers["organisation"].text == Untrusted("Agencia")
    laura.presses("◀ Atrás")
    laura.says("agencia sur")
    assert results(laura, "organisation") == [(("sur",), Result.VERIFIED)]
