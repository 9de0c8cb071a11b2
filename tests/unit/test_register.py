"""Names of entities, and what a register says of a licence or a course on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lookup import Found
from bot.domain.register import (
    Course,
    Licence,
    LicenceKind,
    Organisation,
    key,
    licence_finding,
    marks,
    match,
    sought,
    training_finding,
)
from bot.domain.text import Untrusted

TODAY = date(2026, 11, 23)


def entity(number: str, name: str, *aliases: str) -> Organisation:
    return Organisation(id=number, name=Untrusted(name), aliases=tuple(map(Untrusted, aliases)))


TEQUILA = entity("teq", "Municipio de Tequila, Jalisco", "Tequila")
TALA = entity("tal", "Municipio de Tala")
DIF = entity("dif", "Sistema para el Desarrollo Integral de la Familia de Tequila", "D.I.F. Tequila")
JUAREZ_Q = entity("bj-q", "Municipio de Benito Juárez")
JUAREZ_O = entity("bj-o", "Municipio Benito Juárez")
AGENCY = entity("ag", "Agencia Sur, S.A. de C.V.")
ALL = (TEQUILA, TALA, DIF, JUAREZ_Q, JUAREZ_O, AGENCY)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Municipio de Tala", "tal"),
        ("municipio de tala", "tal"),
        ("MPIO. DE TALA", "tal"),
        ("Mun. Tala", "tal"),
        ("H. Ayuntamiento de Tala", "tal"),
        ("H. Ayuntamiento Constitucional del Municipio de Tala", "tal"),
        ("  «Municipio»   de   Tála. ", "tal"),
        ("tequila", "teq"),
        ("Municipio de Tequila Jalisco", "teq"),
        ("DIF Tequila", "dif"),
        ("d.i.f. tequila", "dif"),
        ("Agencia Sur", "ag"),
        ("AGENCIA SUR SA DE CV", "ag"),
        ("TAL", "tal"),  # the desk's own key
    ],
)
def test_a_name_is_the_same_however_it_is_written(typed: str, found: str) -> None:
    meant = match(typed, ALL).one
    assert meant is not None
    assert meant.id == found


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("Municipio de Benito Juarez", ["bj-q", "bj-o"]),  # two of that name
        ("Sistema DIF de Tequila", ["dif", "teq"]),
        ("Tequilla", ["teq", "dif"]),
        ("Ayuntamiento de Tequila", ["teq", "dif"]),
        ("Municipio de Guadalajara", []),
        ("Municipio", []),
        ("!!!", []),
        ("", []),
    ],
)
def test_what_is_not_certain_is_offered_and_never_guessed(typed: str, candidates: list[str]) -> None:
    meant = match(typed, ALL)
    assert meant.one is None
    assert [each.id for each in meant.candidates] == candidates


def test_at_most_five_are_offered_the_likest_first() -> None:
    many = [entity(str(number), f"Municipio de San Juan {number}") for number in range(9)]
    meant = match("San Juan", [*many, entity("x", "San Juan del Río Grande y Alto")])
    assert [each.id for each in meant.candidates] == ["0", "1", "2", "3", "4"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_compared_and_a_name_is_found_by_itself(one: str, other: str) -> None:
    assert set(sought(one)) <= {*marks(one), f"={key(one)}"}
    if key(one):
        assert match(one, [entity("a", one)]).one is not None
    assert len(match(other, [entity("a", one)]).candidates) <= 1


def licence(
    kind: LicenceKind = LicenceKind.ACQUIRED, until: date | None = TODAY, holder: str | None = None, of: str = "teq"
) -> Licence:
    name = Untrusted(holder) if holder is not None else None
    return Licence(id="l", organisation=of, kind=kind, updates_until=until, holder=name)


@pytest.mark.parametrize(
    ("licences", "found"),
    [
        ([], None),
        ([licence(of="tal")], None),
        ([licence()], Found.VALID),  # the last paid day counts
        ([licence(until=TODAY - timedelta(days=1))], Found.LAPSED),
        ([licence(until=None)], Found.LAPSED),
        ([licence(LicenceKind.TRIAL, date(2030, 1, 1))], Found.TRIAL),
        ([licence(holder="Juan Pérez")], Found.OTHER_HOLDER),
        ([licence(holder="TEQUILA")], Found.VALID),
        ([licence(LicenceKind.TRIAL), licence(holder="Juan"), licence(until=date(2020, 1, 1))], Found.LAPSED),
        ([licence(LicenceKind.TRIAL), licence(until=date(2020, 1, 1)), licence()], Found.VALID),
    ],
)
def test_the_best_of_an_entitys_licences_counts(licences: list[Licence], found: Found | None) -> None:
    assert licence_finding(TEQUILA, licences, TODAY).found is found


def test_of_two_valid_licences_the_one_that_lasts_longer_is_told() -> None:
    longer = licence(until=date(2027, 12, 31))
    assert licence_finding(TEQUILA, [licence(), longer, licence()], TODAY).licence == longer


def test_a_course_is_the_persons_whose_e_mail_it_is() -> None:
    taken = [Course(email="ana@tequila.gob.mx", course="budget", taken_on=TODAY)]
    assert training_finding(taken, " Ana@Tequila.gob.mx", "budget") is Found.TAKEN
    assert training_finding(taken, "ana@tequila.gob.mx", "payroll") is None
    assert training_finding(taken, "eva@tequila.gob.mx", "budget") is None
