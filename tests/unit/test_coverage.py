"""Which versions are covered on which day, and what somebody with an older one is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.process import Process, Result
from tests.player import Player


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


def at_the_version(process: Process, at: datetime) -> Player:
    player = Player(process, at=at)
    said = ("hola", "2", "1", "María Pérez", "Contadora", "Tequila", "m@tequila.mx", "33 1234 5678")
    for each in (*said, "sí", "sí", "A nombre del ente público"):
        player.says(each)
    player.presses("Sí, al corriente")
    assert "¿De qué año es la versión" in player.last
    return player


@pytest.mark.parametrize(
    ("zone", "at", "offered"),
    [
        ("America/Mexico_City", datetime(2027, 1, 1, 5, 59, tzinfo=UTC), "[2026]\n[2025]"),  # 31 December 23:59
        ("America/Mexico_City", datetime(2027, 1, 1, 6, 0, tzinfo=UTC), "[2027]\n[2026]"),  # 1 January 00:00
        ("America/Tijuana", datetime(2027, 1, 1, 7, 59, tzinfo=UTC), "[2026]\n[2025]"),
        ("America/Tijuana", datetime(2027, 1, 1, 8, 0, tzinfo=UTC), "[2027]\n[2026]"),
    ],
)
def test_at_new_year_the_covered_versions_change_at_midnight_of_the_desk(
    saacg: Process, zone: str, at: datetime, offered: str
) -> None:
    process = replace(saacg, desk=replace(saacg.desk, zone=zone))
    assert offered in at_the_version(process, at).last


def test_a_version_chosen_before_midnight_that_is_no_longer_covered_after_it_is_not_taken(saacg: Process) -> None:
    player = at_the_version(saacg, datetime(2027, 1, 1, 5, 59, tzinfo=UTC))
    button = player.button("2025").data
    player.at = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)
    player.presses_data(button)
    assert "version" not in player.intake.answers
    assert "[2027]\n[2026]" in player.last


def test_an_uncovered_version_is_answered_with_the_way_out_and_the_request_goes_on(saacg: Process) -> None:
    player = at_the_version(saacg, datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    said = player.presses("Una versión anterior")
    assert said.splitlines()[:4] == [
        "El soporte cubre la versión de este ejercicio y la del año anterior.",
        "Su consulta continúa como Administrativa, para decirle cómo actualizarse; no tiene que repetir nada.",
        "---",
        "Cuéntenos su caso con sus palabras.",
    ]
    assert player.intake.answers["kind"].options == ("administrative",)
    assert player.intake.answers["version"].result is Result.REMEDIABLE
