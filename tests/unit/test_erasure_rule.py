"""The legal clock of requests to be erased, as a process file says it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.catalogue import Catalogue, load_process
from bot.domain.erasure import ErasureRule
from bot.domain.forgetting import deadlines
from bot.domain.soundness import problems_of
from tests.clock import NOON

SOUND = load_process(Path(__file__).parent / "sound_process.yaml")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            ErasureRule(pattern="DATOS"),
            '"DATOS" needs the place {number} once, and no other; write it as in DATOS-{number}',
        ),
        (
            ErasureRule(pattern="{year}-{number}"),
            '"{year}-{number}" needs the place {number} once, and no other; write it as in DATOS-{number}',
        ),
        (ErasureRule(answer_days=0, remind_days=0), "0 is too few; write 1 or more"),
        (ErasureRule(carry_out_days=0), "0 is too few; write 1 or more"),
        (ErasureRule(remind_days=20), "20 does not fit; write fewer than `answer_days` (20), 0 for no reminder"),
        (ErasureRule(calendar="moon"), 'there is no calendar "moon"; write one of `calendars`'),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_in_words(rule: ErasureRule, told: str) -> None:
    assert [each.message for each in problems_of(replace(SOUND, erasure=rule))] == [told]


def test_the_days_are_working_days_of_the_desk_without_its_holidays() -> None:
    process = Catalogue.load(["saacg"]).current("saacg")
    answer, done = deadlines(process, NOON)  # the 25th of December and the 1st of January are no working days
    days = [each.astimezone(ZoneInfo(process.desk.zone)).date().isoformat() for each in (answer, done)]
    assert days == ["2026-12-21", "2027-01-13"]
