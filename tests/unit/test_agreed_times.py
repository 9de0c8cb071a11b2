"""Hours as people write them, and those that a desk offers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agreed_times import FARTHEST, Vague, offered, read_when
from bot.domain.calendar import CLOSED, Calendar, Span, always_open

ZONE = "America/Mexico_City"
HOURS = (Span(opens=9 * 60, closes=14 * 60), Span(opens=16 * 60, closes=18 * 60))
DESK = Calendar(zone=ZONE, week=(*((HOURS,) * 5), CLOSED, CLOSED))
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday."""


def local(at: datetime) -> str:
    return at.astimezone(ZoneInfo(ZONE)).strftime("%a %d %H:%M")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("en 15 minutos", "Mon 23 12:15"),
        ("15 min", "Mon 23 12:15"),
        ("En media hora", "Mon 23 12:30"),
        ("dentro de dos horas", "Mon 23 14:00"),
        ("in an hour", "Mon 23 13:00"),
        ("a las 4:30", "Mon 23 16:30"),
        ("a las cuatro y media", "Mon 23 16:30"),
        ("a la una", "Mon 23 13:00"),
        ("16:30", "Mon 23 16:30"),
        ("4 p.m.", "Mon 23 16:00"),
        ("mañana 10:00", "Tue 24 10:00"),
        ("mañana a las 10 de la mañana", "Tue 24 10:00"),
        ("a las 9 de la mañana", "Tue 24 09:00"),
        ("pasado mañana a las 11", "Wed 25 11:00"),
        ("el lunes a las 9", "Mon 30 09:00"),
        ("Thursday at 5 pm", "Thu 26 17:00"),
        ("a las 04:30", "Tue 24 04:30"),
    ],
)
def test_an_hour_is_the_next_one_that_it_can_be(words: str, expected: str) -> None:
    when = read_when(words, NOON, ZONE, DESK)
    assert isinstance(when, datetime)
    assert local(when) == expected


@pytest.mark.parametrize("words", ["más tarde", "ahora no puedo", "otro momento", "mañana", "luego", "not now"])
def test_words_that_only_put_it_off(words: str) -> None:
    assert read_when(words, NOON, ZONE, DESK) == Vague()


@pytest.mark.parametrize(
    "words",
    [
        "sí",
        "no",
        "33 3669 5550",
        "ya lo abrí",
        "después de abrir el sistema me sale un error muy raro",
        "99:99",
        "",
        "10",
    ],
)
def test_other_words_say_nothing_of_a_time(words: str) -> None:
    assert read_when(words, NOON, ZONE, DESK) is None


def test_a_bare_hour_counts_when_it_was_asked_for() -> None:
    when = read_when("las 10", NOON, ZONE, DESK, bare=True)
    assert isinstance(when, datetime)
    assert local(when) == "Tue 24 10:00"


def test_the_next_times_of_the_desk_are_offered() -> None:
    assert [local(each) for each in offered(DESK, NOON, ZONE)] == [
        "Mon 23 13:00",
        "Mon 23 16:00",
        "Tue 24 09:00",
        "Tue 24 13:00",
    ]


@given(st.integers(min_value=0, max_value=60 * 24 * 20), st.booleans())
def test_two_to_four_times_are_offered_whenever_it_is_and_the_desk_works_at_each(minutes: int, closes: bool) -> None:
    calendar, at = (DESK if closes else always_open(ZONE)), NOON + timedelta(minutes=minutes)
    times = offered(calendar, at, ZONE)
    assert 2 <= len(times) <= 4
    assert list(times) == sorted(set(times))
    assert all(calendar.is_open(each) and at < each <= at + FARTHEST for each in times)


@given(st.text(alphabet="0123456789: alsmñpdehroyinut", max_size=40))
def test_whatever_is_written_a_time_is_to_come(words: str) -> None:
    when = read_when(words, NOON, ZONE, DESK, bare=True)
    assert not isinstance(when, datetime) or when > NOON
