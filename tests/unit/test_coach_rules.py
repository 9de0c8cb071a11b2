"""The rules of the coach in a process file: what can be looked for, and what is wrong with them in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Answer
from bot.domain.coach import Coach, Rule, problem_in
from bot.domain.process import Condition, Proposal, Section, StepKind, Validation
from bot.domain.questions import holds
from bot.domain.soundness import problems_of
from bot.domain.text import Untrusted
from bot.domain.title import proposed
from tests.unit.coach_examples import ADVERTMIND, SAACG, SOUND


@pytest.mark.parametrize(
    ("phrase", "wrong"),
    [
        ("", "this phrase is empty; write the words that people use"),
        ("*", "this phrase is found in every text; name at least one word"),
        ("* **", "this phrase is found in every text; name at least one word"),
        ("a*b*c*d", '"a*b*c*d" has more than 2 stars'),
        (
            "uno dos tres cuatro cinco seis siete ocho nueve",
            "this phrase has 9 words; 8 at most, so that it is found quickly",
        ),
        (
            "(menu)",
            '"(menu)" cannot be looked for: letters, digits, * for any letters, # for a number, and the signs " : >',
        ),
    ],
)
def test_a_phrase_that_cannot_be_looked_for_is_refused_in_words(phrase: str, wrong: str) -> None:
    assert problem_in(phrase) == wrong


@pytest.mark.parametrize("phrase", ["en el menú *", "imprim*", "error #", "can't *", "* > *", '"', "marca :"])
def test_a_phrase_of_words_stars_and_signs_can_be_looked_for(phrase: str) -> None:
    assert problem_in(phrase) is None


COACH = Coach(rules=(Rule(id="place", patterns={"es": ("en *",), "en": ("in *",)}),), empty={"es": ("problema",)})


WORDS = {"es": "Palabras", "en": "Words"}


def with_question(**changes: object) -> list[str]:
    """What is said of the sound process with this coach and a changed last question."""
    last = replace(SOUND.steps[-1], id="last", fills=None, **changes)  # type: ignore[arg-type]  # any field of a step
    process = replace(SOUND, coach=COACH, steps=(*SOUND.steps, last))
    return [f"{each.path}: {each.message}" for each in problems_of(process)]


def test_either_way_of_a_text_is_followed_by_the_proof_of_reachability() -> None:
    place = Condition(step="description", lacks="place")
    assert with_question(when=place) == []
    assert with_question(when=Condition(all=(place, Condition(step="kind", one_of=("question",))))) == []


def test_a_condition_on_words_names_a_rule_and_a_question_with_words() -> None:
    assert with_question(when=Condition(step="description", lacks="plaice")) == [
        "('steps', 5, 'when'): the coach has no rule \"plaice\"; there is: place; did you mean \"place\"?"
    ]
    assert with_question(when=Condition(step="kind", lacks="place")) == [
        "('steps', 5, 'when'): `lacks` looks at words, and \"kind\" is of kind choice; only a question of kind text has them"
    ]
    assert with_question(when=Condition(step="description", lacks="place", one_of=("a",)))[0] == (
        "('steps', 5, 'when'): a condition is exactly one of: `step` with `one_of`, `none_of` or `lacks`; `all`; `any`"
    )


def test_a_proposal_needs_a_title_and_earlier_words() -> None:
    assert with_question(propose=Proposal(ask=WORDS, read=("kind", "last"))) == [
        "('steps', 5, 'propose'): only the question that fills the title (`fills: title`) can propose one",
        "('steps', 5, 'propose', 'read', 0): \"kind\" is of kind choice; "
        "a title is made of the words of a question of kind text",
        "('steps', 5, 'propose', 'read', 1): there is no earlier question \"last\"",
    ]


def test_a_question_in_words_without_a_message_of_its_own_is_a_warning() -> None:
    assert with_question(validation=None) == [
        "('steps', 5): this question has no `validation`, so words that do not fit are refused without an example"
    ]
    assert with_question(validation=None, kind=StepKind.NUMBER) == []


def test_broken_rules_of_the_coach_are_told_by_place() -> None:
    rules = (Rule(id="one", patterns={"es": ("*",), "fr": ("ici",)}), Rule(id="one", patterns={}))
    told = problems_of(replace(SOUND, coach=Coach(rules=rules)))
    assert [f"{each.path}: {each.message}" for each in told] == [
        "('coach', 'rules', 0, 'patterns', 'es', 0): this phrase is found in every text; name at least one word",
        "('coach', 'rules', 0, 'patterns', 'fr'): \"fr\" is not a language of this file; it speaks es, en",
        "('coach', 'rules', 1, 'id'): the id \"one\" is used twice in this list; every entry needs its own",
        "('coach', 'rules', 1, 'patterns'): this rule looks for nothing; write the phrases that people use",
    ]


def test_refusing_empty_words_needs_a_list_of_them() -> None:
    last = replace(SOUND.steps[-1], validation=Validation(message=WORDS, empty=WORDS))
    told = problems_of(replace(SOUND, steps=(*SOUND.steps[:-1], last)))
    assert [each.message for each in told] == [
        "`empty` refuses words that say nothing, but `coach` has no list `empty` of such words"
    ]


def test_a_step_that_was_not_asked_lacks_everything() -> None:
    condition = Condition(step="description", lacks="menu")
    assert holds(condition, {})
    assert holds(condition, {"description": Answer(text=Untrusted("x"))})
    assert not holds(condition, {"description": Answer(text=Untrusted("x"), tells=("menu",))})
    assert holds(condition, {"description": Answer(text=Untrusted("x"), tells=("menu",))}, answered=True)


@pytest.mark.parametrize("process", [SAACG, ADVERTMIND], ids=lambda process: process.id)
def test_the_case_begins_with_the_persons_own_words(process: object) -> None:
    assert process in (SAACG, ADVERTMIND)
    steps = SAACG.steps if process is SAACG else ADVERTMIND.steps
    case = [step.id for step in steps if step.section is Section.CASE]
    assert case[0] == "description"
    assert case[-2:] == ["title", "files"]


def test_no_title_is_proposed_that_the_question_would_refuse() -> None:
    step = SAACG.step("title")
    assert step is not None
    assert proposed(SAACG, step, {"description": Answer(text=Untrusted("IVA"))}) is None
    assert proposed(SAACG, step, {"description": Answer(text=Untrusted("No calcula el IVA"))}) == Untrusted(
        "No calcula el IVA"
    )
