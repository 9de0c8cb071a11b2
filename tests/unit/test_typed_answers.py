"""Telephones, e-mails, numbers and codes as people write them, each read into one form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import Answer
from bot.domain.contacts import email, telephone
from bot.domain.numerals import in_words, number
from bot.domain.process import Section, Step, StepKind, Validation
from bot.domain.replies import Misread
from bot.domain.text import Untrusted
from tests.unit.typed_steps import EVERY_STEP, SAACG, TYPED, given_to, saacg


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("33 3669 5550", "33 3669 5550"),
        ("33 3669 5550 ext. 12", "33 3669 5550 ext. 12"),
        ("33 3669 5550 Ext 12", "33 3669 5550 ext. 12"),
        ("33 3669 5550, extensión: 12", "33 3669 5550 ext. 12"),
        ("(33) 3669-5550 x12", "(33) 3669-5550 ext. 12"),
        ("33-3669-5550 al 5559 ext 3", "33-3669-5550 al 5559 ext. 3"),
        ("33 3669 5550 al 59", "33 3669 5550 al 59"),
        ("３３ ３６６９ ５５５０", "33 3669 5550"),
        ("٣٣ ٣٦٦٩ ٥٥٥٠", "33 3669 5550"),
        ("+52 1 33 3669 5550", "+52 1 33 3669 5550"),
        ("Tel. 33 3669 5550", "33 3669 5550"),
        ("Teléfono: 33 3669 5550 int. 4", "33 3669 5550 ext. 4"),
        ("mi cel 33 3669 5550.", "33 3669 5550"),
        ("33.3669.5550", "33.3669.5550"),
        ("5550 al 5559 ext 3", None),
        ("3669 5550 ext", None),
        ("el de siempre", None),
        ("ext. 12", None),
        ("33 3669 5550 33 3669 5551", None),
        ("mi cel es 33 1234 5678", "33 1234 5678"),
        ("Mi teléfono es el 33-1234-5678", "33-1234-5678"),
        ("Número de teléfono: 3312345678 ext 4", "3312345678 ext. 4"),
        ("my phone is 33 1234 5678", "33 1234 5678"),
        ("", None),
    ],
)
def test_telephones_as_people_write_them(typed: str, kept: str | None) -> None:
    assert telephone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("maria.perez@tequila.gob.mx", "maria.perez@tequila.gob.mx"),
        ("Maria.Perez@Tequila.GOB.MX", "maria.perez@tequila.gob.mx"),
        ("maria@tequila.mx.", "maria@tequila.mx"),
        ("  maria@tequila.mx  ", "maria@tequila.mx"),
        ("mailto:maria@tequila.mx", "maria@tequila.mx"),
        ("Mi correo es maria@tequila.mx", "maria@tequila.mx"),
        ("correo electrónico: maria@tequila.mx", "maria@tequila.mx"),
        ("correo maria@tequila.mx", "maria@tequila.mx"),
        ("correo@tequila.mx", "correo@tequila.mx"),
        ("María Pérez <maria@tequila.mx>", "maria@tequila.mx"),
        ("maria @ tequila.mx", "maria@tequila.mx"),
        ("ｍａｒｉａ＠tequila.mx", "maria@tequila.mx"),
        ("maria@tequila", None),
        ("maria arroba tequila", None),
        ("a@b.mx, c@d.mx", None),
        ("<!channel>@x.mx", None),
        ("x" * 300 + "@tequila.mx", None),
    ],
)
def test_e_mails_as_people_write_them(typed: str, kept: str | None) -> None:
    assert email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("25", 25),
        ("-3", -3),
        ("1,500", 1500),
        ("1 500 000", 1_500_000),
        ("２５", 25),
        ("25.", 25),
        ("tres", 3),
        ("Veinticinco", 25),
        ("veintidós", 22),
        ("treinta y uno", 31),
        ("cien", 100),
        ("ciento tres", 103),
        ("novecientos noventa y nueve", 999),
        ("quinientas", 500),
        ("cero", 0),
        ("twenty-five", 25),
        ("one hundred and three", 103),
        ("nine hundred ninety nine", 999),
        ("1,5", None),
        ("1.5", None),
        ("veinte treinta", None),
        ("cien doscientos", None),
        ("y", None),
        ("tres y", None),
        ("hundred", None),
        ("unos cuantos", None),
        ("", None),
        ("9" * 40, None),
        ("tres " * 100, None),
    ],
)
def test_numbers_in_digits_and_in_words(typed: str, value: int | None) -> None:
    assert number(typed) == value


UNITS = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
]
UNITS += [
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
]
UNITS += ["veintiséis", "veintisiete", "veintiocho", "veintinueve"]
TENS = ["x", "x", "x", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
HUNDREDS = "x ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"


def in_spanish(value: int) -> str:
    """A number from 0 to 999 as it is said."""
    hundreds, rest = divmod(value, 100)
    if value == 100:
        return "cien"
    tens, units = divmod(rest, 10)
    small = UNITS[rest] if rest < 30 else TENS[tens] + (f" y {UNITS[units]}" if units else "")
    return " ".join(
        part for part in (HUNDREDS.split()[hundreds] if hundreds else "", small if rest or not value else "") if part
    )


def test_every_number_from_0_to_999_is_read_in_spanish() -> None:
    assert [in_words(in_spanish(value)) for value in range(1000)] == list(range(1000))


def with_rule(kind: StepKind, **rule: object) -> Step:
    message = {"es": "Por ejemplo: SG-2026-001234", "en": "For example: SG-2026-001234"}
    return replace(saacg("user"), kind=kind, validation=Validation(message=message, **rule))  # type: ignore[arg-type]  # any rule


@pytest.mark.parametrize(
    "typed", ["SG2026001234", "SG 2026 00 12 34", "SG-2026-001234", "ＳＧ２０２６ 001234", "SG–2026–001234\n"]
)
def test_a_licence_number_is_taken_with_spaces_and_hyphens(typed: str) -> None:
    step = with_rule(StepKind.TEXT, compact=True, pattern=r"SG[0-9]{10}")
    assert given_to(SAACG, step, typed) == Answer(text=Untrusted("SG2026001234"))


@pytest.mark.parametrize("typed", ["SG 2026 00 12", "12", "la de siempre", "SG2026001234 y SG2026001235"])
def test_another_licence_number_is_refused_with_the_example(typed: str) -> None:
    step = with_rule(StepKind.TEXT, compact=True, pattern=r"SG[0-9]{10}")
    assert given_to(SAACG, step, typed) == Misread("Por ejemplo: SG-2026-001234")


@pytest.mark.parametrize(
    ("typed", "taken"), [("tres", True), ("10", True), ("once", False), ("0", False), ("-1", False)]
)
def test_a_number_is_within_its_bounds(typed: str, taken: bool) -> None:
    step = with_rule(StepKind.NUMBER, minimum=1, maximum=10)
    assert isinstance(given_to(SAACG, step, typed), Answer) is taken


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=400), place=st.integers(0, len(EVERY_STEP) - 1))
def test_no_text_is_ever_more_than_an_answer_or_a_refusal(text: str, place: int) -> None:
    process, step = EVERY_STEP[place]
    found = given_to(process, step, text)
    assert isinstance(found, Answer) or found.why is not None
    assert step.section is not Section.CHECKLIST or step.kind in TYPED


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="0123456789 +-().extET,;#xal@<>.mé", max_size=80))
def test_telephones_and_e_mails_are_read_once_and_for_all(text: str) -> None:
    for reading in (telephone, email):
        kept = reading(text)
        if kept is not None:
            assert reading(kept) == kept
