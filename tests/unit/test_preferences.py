"""The language and the zone that a person chooses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.ids import TicketId
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from bot.domain.ticket_line import TicketLine
from tests.player import Player

SAACG = Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria() -> Player:
    return Player(SAACG)


def test_the_language_changes_in_the_middle_and_the_same_question_comes_in_it(maria: Player) -> None:
    maria.says("/start")
    maria.says("/idioma english")
    assert "What can we help you with?" in maria.last
    maria.says("/idioma español")
    assert "¿En qué le podemos ayudar?" in maria.last


def test_hours_are_told_as_they_are_where_the_person_lives(maria: Player) -> None:
    maria.tickets = (
        TicketLine(
            id=TicketId(7),
            code="SAACG-2026-00007",
            process="saacg@1",
            status=Status.IN_PROGRESS,
            title=Untrusted("No guarda"),
            opened_at=datetime(2026, 11, 23, 18, 0, tzinfo=UTC),
        ),
    )
    assert "Se abrió: 2026-11-23T18:00:00+00:00 (23 de noviembre de 2026, 12:00)" in maria.says("/estado 7")
    asked = maria.says("/zona")
    assert asked == (
        "¿Qué lugar tiene la misma hora que usted?\n"
        "[Ciudad de México]\n[Cancún]\n[Mazatlán]\n[Hermosillo]\n[Ciudad Juárez]\n[Tijuana]"
    )
    assert "De ahora en adelante le digo las horas como en Tijuana." in maria.presses("Tijuana")
    assert "(23 de noviembre de 2026, 10:00)" in maria.says("/estado 7")


def test_a_zone_can_be_typed_and_the_question_under_way_comes_again(maria: Player) -> None:
    maria.says("/nuevo")
    said = maria.says("/zona ciudad juárez")
    assert "le digo las horas como en Ciudad Juárez" in said
    assert "¿En qué le podemos ayudar?" in said
