"""Somebody whose entity, licence and courses are in the registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.process import Result
from bot.domain.register import Course, Licence, LicenceKind, Organisation, Record
from bot.domain.text import Untrusted
from tests.player import Player

EMAIL = "maria@tequila.gob.mx"
TEQUILA = Organisation(id="teq", name=Untrusted("Municipio de Tequila, Jalisco"), aliases=(Untrusted("Tequila"),))
TALA = Organisation(id="tal", name=Untrusted("Municipio de Tala"))
PAID = Licence(id="l1", organisation="teq", kind=LicenceKind.ACQUIRED, updates_until=date(2026, 12, 31))
LAPSED = replace(PAID, updates_until=date(2025, 12, 31))
TRIAL = replace(PAID, kind=LicenceKind.TRIAL, updates_until=None)
TRAINED = tuple(
    Course(email=EMAIL, course=each, taken_on=date(2025, 1, 1)) for each in ("implementation", "accounting")
)


def keep(player: Player, *records: Record) -> None:
    assert player.registers is not None
    for each in records:
        player.registers.save(each)


def to_the_entity(player: Player, kind: str = "Soporte técnico") -> None:
    player.says("hola")
    player.presses(kind)
    if kind != "Administrativa":
        player.presses("Contabilidad")
    player.says("María Pérez")
    player.says("Contadora")


def contact(player: Player) -> str:
    player.says(EMAIL)
    return player.says("33 1234 5678")


def results(player: Player, *steps: str) -> list[tuple[tuple[str, ...], Result]]:
    answers = player.intake.answers
    return [(answers[each].options, answers[each].result) for each in steps]
