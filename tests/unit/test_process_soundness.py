"""The proof of soundness against the plain way: trying every answer sheet with the product's own rules."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.catalogue import load_process
from bot.domain.answers import Answer
from bot.domain.finding import Severity
from bot.domain.process import Condition, Consequence, Option, Outcome, Process, Result, Section, Step, StepKind
from bot.domain.questions import applicable, outcome
from bot.domain.reachability import MOST_SHEETS
from bot.domain.soundness import problems_of

SOUND = load_process(Path(__file__).parent / "sound_process.yaml")
OPTIONS = ("a", "b", "c")
WORDS = {"es": "Palabras", "en": "Words"}


def question(name: str, when: Condition | None = None, *outcomes: Outcome, several: bool = False) -> Step:
    return Step(
        id=name,
        kind=StepKind.MULTI_CHOICE if several else StepKind.CHOICE,
        section=Section.CHECKLIST,
        ask=WORDS,
        label=WORDS,
        options=tuple(Option(id=each, label={"es": each, "en": each}) for each in OPTIONS),
        when=when,
        outcomes=outcomes,
    )


def with_questions(*questions: Step) -> Process:
    """A sound process whose first questions are these."""
    return replace(SOUND, steps=(*questions, *SOUND.steps))


def told(process: Process) -> list[str]:
    return [f"{each.path}: {each.message}" for each in problems_of(process)]


def test_the_plain_process_is_sound() -> None:
    assert problems_of(SOUND) == ()


def test_two_questions_that_wait_for_each_other_are_refused() -> None:
    first = question("first", Condition(step="second", one_of=("a",)))
    second = question("second", Condition(step="first", one_of=("a",)))
    assert told(with_questions(first, second)) == [
        "('steps', 0, 'when'): the condition looks at \"second\", which is answered later: only earlier answers are known"
    ]


def test_a_question_that_waits_for_itself_is_refused() -> None:
    own = question("own", Condition(step="own", none_of=("a",)))
    assert told(with_questions(own)) == [
        "('steps', 0, 'when'): the condition looks at \"own\", which is answered later: only earlier answers are known"
    ]


def test_an_outcome_may_look_at_its_own_answer() -> None:
    warned = Outcome(do=Consequence.WARN, result=Result.DECLARED, when=Condition(step="own", one_of=("a",)), text=WORDS)
    assert told(with_questions(question("own", None, warned))) == []


def test_nothing_follows_an_outcome_without_a_condition() -> None:
    always = Outcome(do=Consequence.ACCEPT, result=Result.DECLARED)
    warned = Outcome(do=Consequence.WARN, result=Result.DECLARED, when=Condition(step="own", one_of=("a",)), text=WORDS)
    assert told(with_questions(question("own", None, always, warned))) == [
        "('steps', 0, 'outcomes', 1): this outcome never happens: "
        "those before it take every answer, or its condition never holds"
    ]


def test_a_blocked_answer_is_not_followed() -> None:
    blocked = Outcome(do=Consequence.BLOCK, result=Result.FAILED, when=Condition(step="own", one_of=("a",)), text=WORDS)
    after = question("after", Condition(step="own", one_of=("a",)))
    assert told(with_questions(question("own", None, blocked), after)) == [
        "('steps', 1, 'when'): this question is never asked: no earlier answers fulfil its condition"
    ]


def test_the_examples_of_a_list_are_one_warning() -> None:
    examples = tuple(replace(kind, example=True) for kind in SOUND.kinds)
    assert told(replace(SOUND, kinds=examples)) == [
        "('kinds',): 2 entries are examples; replace them by the desk's own"
    ]
    assert told(replace(SOUND, kinds=(examples[0], *SOUND.kinds[1:]))) == [
        "('kinds',): 1 entry is an example; replace it by the desk's own"
    ]


def test_too_many_combinations_are_a_warning_and_no_endless_proof() -> None:
    several = [question(f"q{n}", several=True) for n in range(8)]
    last = question(
        "last", Condition(all=tuple(Condition(step=each.id, one_of=(o,)) for each in several for o in OPTIONS))
    )
    found = problems_of(with_questions(*several, last))
    assert [each.severity for each in found] == [Severity.WARNING]
    assert "too many ways" in found[0].message
    assert MOST_SHEETS < 7**8


@st.composite
def conditions(draw: st.DrawFn, earlier: tuple[str, ...], depth: int = 2) -> Condition:
    form = draw(st.sampled_from(("one_of", "none_of", "all", "any") if depth else ("one_of", "none_of")))
    if form in {"all", "any"}:
        parts = tuple(draw(st.lists(conditions(earlier, depth - 1), min_size=1, max_size=2)))
        return Condition(all=parts) if form == "all" else Condition(any=parts)
    step = draw(st.sampled_from(earlier))
    options = tuple(draw(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3, unique=True)))
    return Condition(step=step, one_of=options) if form == "one_of" else Condition(step=step, none_of=options)


@st.composite
def questionnaires(draw: st.DrawFn) -> tuple[Step, ...]:
    steps: list[Step] = []
    for name in ("one", "two", "three", "four"):
        earlier = tuple(step.id for step in steps)
        when = draw(st.none() | conditions(earlier)) if earlier else None
        outcomes = tuple(
            Outcome(
                do=draw(st.sampled_from((Consequence.WARN, Consequence.BLOCK))),
                result=Result.DECLARED,
                when=each,
                text=WORDS,
            )
            for each in draw(st.lists(conditions((*earlier, name), 1), max_size=2))
        )
        steps.append(question(name, when, *outcomes, several=draw(st.booleans())))
    return tuple(steps)


def tried(process: Process, steps: tuple[Step, ...]) -> tuple[set[str], set[tuple[str, int]], set[str]]:
    """The questions asked, the outcomes met and the dead ends, over every sheet that a person could fill in."""
    asked: set[str] = set()
    met: set[tuple[str, int]] = set()
    walls: set[str] = set()

    def answer(answers: dict[str, Answer], remaining: tuple[Step, ...]) -> None:
        if not remaining:
            return
        step, rest = remaining[0], remaining[1:]
        if step.id not in {each.id for each in applicable(process, answers)}:
            answer(answers, rest)
            return
        asked.add(step.id)
        blocked = []
        for picks in product((False, True), repeat=len(OPTIONS)):
            options = tuple(option for option, pick in zip(OPTIONS, picks, strict=True) if pick)
            if not options or (len(options) > 1 and step.kind is StepKind.CHOICE):
                continue
            given_answer = Answer(options=options)
            found = outcome(step, given_answer, answers)
            met.update((step.id, n) for n, each in enumerate(step.outcomes) if each is found)
            blocked.append(found.do is Consequence.BLOCK)
            if not blocked[-1]:
                answer({**answers, step.id: given_answer}, rest)
        if all(blocked):
            walls.add(step.id)

    answer({}, steps)
    return asked, met, walls


@settings(max_examples=150, deadline=None)
@given(steps=questionnaires())
def test_the_proof_agrees_with_trying_every_answer_sheet(steps: tuple[Step, ...]) -> None:
    process = with_questions(*steps)
    asked, met, walls = tried(process, steps)
    paths = {each.path for each in problems_of(process) if isinstance(each.path[1], int) and each.path[1] < len(steps)}
    if walls:
        assert paths == {("steps", n, "outcomes") for n, step in enumerate(steps) if step.id in walls}
        return
    unasked = {("steps", n, "when") for n, step in enumerate(steps) if step.id not in asked}
    unmet = {
        ("steps", n, "outcomes", number)
        for n, step in enumerate(steps)
        for number in range(len(step.outcomes))
        if step.id in asked and (step.id, number) not in met
    }
    assert paths == unasked | unmet
