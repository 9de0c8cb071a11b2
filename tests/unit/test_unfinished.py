"""A questionnaire that is left alone: one reminder, kept for its time, let go, and what the person finds on coming back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.effects import SetTimer
from bot.domain.process import Process
from tests.player import Player

HOUR = timedelta(hours=1)
KEPT = timedelta(days=30)


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    player = Player(saacg)
    player.says("hola")
    player.presses("Soporte técnico")
    return player


def timers(player: Player) -> list[SetTimer]:
    return [each for each in player.effects if isinstance(each, SetTimer)]


@pytest.mark.parametrize("name", ["saacg", "advertmind"])
def test_the_desks_remind_after_a_quiet_hour_and_keep_it_for_thirty_days(name: str) -> None:
    periods = Catalogue.load([name]).current(name).periods
    assert (periods.reminder_hours, periods.kept_days) == (1, 30)


def test_after_a_quiet_hour_one_reminder_says_how_long_it_is_kept(maria: Player) -> None:
    said = maria.waits(HOUR)
    assert said.startswith("Tiene una solicitud sin terminar. ¿Seguimos donde se quedó?\nSe la guardo 30 días.")
    (timer,) = timers(maria)
    assert (timer.purpose, timer.due) == ("expiry", maria.at - HOUR + KEPT)


def test_whoever_goes_on_after_the_reminder_is_not_reminded_again(maria: Player) -> None:
    maria.waits(HOUR)
    maria.presses("▶ Seguir")
    assert maria.waits(HOUR * 2) == ""
    assert maria.state.intake is not None


def test_within_the_time_it_goes_on_where_it_stopped_also_a_month_later(maria: Player) -> None:
    question = maria.last
    maria.waits(HOUR)
    maria.at += timedelta(days=29, hours=22)
    assert maria.says("Hola, ya volví").startswith("Tiene una solicitud sin terminar.")
    assert maria.presses("▶ Seguir") == question


def test_after_its_time_it_is_let_go_in_silence_and_told_on_return(maria: Player) -> None:
    maria.waits(HOUR)
    assert maria.waits(KEPT - HOUR, purpose="expiry") == ""
    assert maria.state.intake is None
    assert timers(maria) == []
    said = maria.says("Hola")
    assert said.startswith(
        "Guardé 30 días su solicitud sin terminar y ya no la tengo. Empezamos de nuevo.\n¿En qué le podemos ayudar?"
    )
    maria.says("/cancelar")
    assert "Guardé 30 días" not in maria.says("Hola"), "told once"


def test_what_was_put_aside_on_purpose_is_not_reminded_of_and_let_go_at_its_time(maria: Player) -> None:
    maria.says("después")
    assert maria.waits(HOUR) == ""
    (timer,) = timers(maria)
    assert timer.purpose == "expiry"
    assert maria.waits(KEPT - HOUR, purpose="expiry") == ""
    assert maria.state.intake is None


def test_the_time_counts_from_when_the_person_last_wrote(maria: Player) -> None:
    maria.waits(HOUR)
    maria.at += timedelta(days=10)
    maria.presses("▶ Seguir")
    assert maria.waits(timedelta(days=20) - HOUR, purpose="expiry") == ""
    assert maria.state.intake is not None
    (timer,) = timers(maria)
    assert timer.due == maria.at + timedelta(days=10, hours=1)


def test_the_profile_outlives_an_intake_that_was_let_go(maria: Player) -> None:
    maria.presses("Contabilidad")
    maria.says("María Pérez")
    maria.waits(HOUR)
    maria.waits(KEPT, purpose="expiry")
    assert maria.state.intake is None
    assert "¿Siguen siendo estos sus datos?" in maria.says("Hola")
