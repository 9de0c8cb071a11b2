"""What `check` says of an offer of knowledge that makes no sense."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.catalogue import load_process
from bot.domain.finding import Severity
from bot.domain.process import Consequence, Fills, Outcome, Process, Result, Section, Step, StepKind
from bot.domain.soundness import problems_of

SOUND = load_process(Path(__file__).parent.parent / "scenarios" / "knowing.yaml")
PLACE = next(index for index, step in enumerate(SOUND.steps) if step.kind is StepKind.KNOWLEDGE)
OFFER = SOUND.steps[PLACE]


def with_offer(offer: Step, place: int = PLACE) -> Process:
    others = [step for step in SOUND.steps if step.kind is not StepKind.KNOWLEDGE]
    return replace(SOUND, steps=(*others[:place], offer, *others[place:]))


def told(process: Process) -> list[str]:
    return [each.message for each in problems_of(process) if each.severity is Severity.ERROR]


def test_an_offer_after_a_text_of_the_case_is_sound() -> None:
    assert told(SOUND) == []
    assert told(with_offer(replace(OFFER, search=("name", "description")))) == []


@pytest.mark.parametrize(
    ("offer", "message"),
    [
        (replace(OFFER, search=("descripcion",)), 'there is no earlier question "descripcion"; did you mean "description"?'),
        (replace(OFFER, search=("title",)), 'there is no earlier question "title"'),
        (replace(OFFER, search=("kind",)), '"kind" is no free text; there is: name, description'),
        (replace(OFFER, fills=Fills.POSITION), "a question of kind knowledge takes no `fills`: its answers are the desk's items"),
        (
            replace(OFFER, outcomes=(Outcome(do=Consequence.ACCEPT, result=Result.DECLARED),)),
            "a question of kind knowledge takes no `outcomes`: its answers are the desk's items",
        ),
        (
            replace(OFFER, section=Section.PROFILE),
            "a profile is remembered, and an offer is made anew: use `section: checklist`",
        ),
        (
            replace(OFFER, id="a_very_long_name_for_a_question"),
            'the id "a_very_long_name_for_a_question" is too long for a button of Telegram; shorten it by 12 characters',
        ),
    ],
)  # fmt: skip
def test_an_offer_that_cannot_work_is_told_in_words(offer: Step, message: str) -> None:
    assert message in told(with_offer(offer))


def test_an_offer_before_anything_was_written_is_refused() -> None:
    message = "nothing was written before this question, so there is nothing to search with; put it after a text"
    assert message in told(with_offer(OFFER, 1))


def test_there_is_one_offer_and_search_goes_with_it_only() -> None:
    twice = replace(SOUND, steps=(*SOUND.steps, replace(OFFER, id="again")))
    assert told(twice) == ["an earlier question offers knowledge already; only one can"]
    description = next(step for step in SOUND.steps if step.id == "description")
    steps = tuple(replace(step, search=("name",)) if step is description else step for step in SOUND.steps)
    assert told(replace(SOUND, steps=steps)) == ["`search` goes with `kind: knowledge` only"]
