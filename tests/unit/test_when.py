"""When something was, as people write it: words of the desk's people, and anything at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.when import Unclear, when
from tests.player import NOON

MEXICO = "America/Mexico_City"

SAID = {
    "hoy a las 9": "2026-11-23 09:00",
    "Hoy a las 9 de la mañana, en un disco externo": "2026-11-23 09:00",
    "ayer a las 6 de la tarde": "2026-11-22 18:00",
    "anoche a las 11": "2026-11-22 23:00",
    "hace 2 horas": "2026-11-23 10:00",
    "hace dos horas": "2026-11-23 10:00",
    "hace media hora": "2026-11-23 11:30",
    "hace una hora y media": "2026-11-23 10:30",
    "ahorita": "2026-11-23 12:00",
    "acabo de hacerlo": "2026-11-23 12:00",
    "23/11/2026 09:00": "2026-11-23 09:00",
    "22.11.26 a las 18:30": "2026-11-22 18:30",
    "2026-11-22 18:30": "2026-11-22 18:30",
    "22 de noviembre a las 9": "2026-11-22 09:00",
    "El día de hoy 23 de noviembre a las 8:05 a.m.": "2026-11-23 08:05",
    "el viernes a las 5 de la tarde": "2026-11-20 17:00",
    "lunes 3 de la tarde": "2026-11-16 15:00",
    "antier a las nueve y media": "2026-11-21 09:30",
    "hoy a las diez menos cuarto": "2026-11-23 09:45",
    "hoy en la mañana": "2026-11-23 06:00",
    "mañana a las 9": "2026-11-24 09:00",
    "hoy al mediodía": "2026-11-23 12:00",
    "ayer 22 hrs": "2026-11-22 22:00",
    "hoy a las 4": "2026-11-23 04:00",
    "today at 9": "2026-11-23 09:00",
    "yesterday at 6 pm": "2026-11-22 18:00",
    "an hour ago": "2026-11-23 11:00",
    "November 22 at 9": "2026-11-22 09:00",
    "last night at 10": "2026-11-22 22:00",
    "30 de diciembre a las 9": "2026-12-30 09:00",
    "a las 9": "2026-11-23 09:00",
    "12:05": "2026-11-23 12:00",
}
"""At noon of Monday the 23rd of November of 2026; a few minutes ahead are the clocks' doing."""


@pytest.mark.parametrize(("text", "expected"), SAID.items(), ids=SAID)
def test_what_people_write_names_an_instant(text: str, expected: str) -> None:
    found = when(text, NOON, MEXICO)
    assert isinstance(found, datetime)
    assert found.astimezone(ZoneInfo(MEXICO)).strftime("%Y-%m-%d %H:%M") == expected
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Unclear.UNREAD),
        ("en un disco externo", Unclear.UNREAD),
        ("hace rato", Unclear.UNREAD),
        ("29/2 a las 9", Unclear.UNREAD),
        ("1/13 9:00", Unclear.UNREAD),
        ("0001-01-01 09:00", Unclear.UNREAD),
        ("hoy", Unclear.NO_HOUR),
        ("ayer, creo", Unclear.NO_HOUR),
        ("hoy 99:99", Unclear.NO_HOUR),
        ("ayer a las 6", Unclear.WHICH_HALF),
    ],
)
def test_what_names_none_is_not_guessed(text: str, why: Unclear) -> None:
    assert when(text, NOON, MEXICO) is why


def test_hours_are_those_of_the_person() -> None:
    assert when("hoy a las 9", NOON, "America/Tijuana") == datetime(2026, 11, 23, 17, tzinfo=UTC)


@given(
    st.text(max_size=80) | st.text(alphabet="hoy ayrmñn0123456789:/-.las de", max_size=40),
    st.integers(0, 36_000).map(lambda days: NOON - timedelta(days=10_000) + timedelta(days=days)),
)
def test_it_never_fails_whatever_is_written(text: str, at: datetime) -> None:
    found = when(text, at, MEXICO)
    assert isinstance(found, Unclear) or found.utcoffset() == timedelta(0)
