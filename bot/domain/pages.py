"""Which questions stand together on one page of a form: those that are certain to be asked, whatever is answered."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.answers import Answers
from bot.domain.lookups import names_entity, names_person
from bot.domain.process import Condition, Consequence, Process, Step, StepKind
from bot.domain.questions import current

MOST = 8
"""Questions on a page; more do not fit a screen."""


def page_of(process: Process, steps: tuple[Step, ...], answers: Answers) -> tuple[Step, ...]:
    """The next page: of the `steps` that apply, those without an answer from the first on, up to and with the first one
    whose answer decides what follows. Empty when all are answered."""
    first = current(steps, answers)
    found: list[Step] = []
    for step in steps[steps.index(first) :] if first is not None else ():
        if step.id in answers:
            continue
        if found and _follows_from_answers(step):
            break
        found.append(step)
        if decides(process, step) or len(found) == MOST:
            break
    return tuple(found)


def decides(process: Process, step: Step) -> bool:
    """Whether an answer to the step can stop the questionnaire, turn or explain anything, or change which steps apply."""
    if any(outcome.do is not Consequence.ACCEPT for outcome in step.outcomes) or step.kind is StepKind.KNOWLEDGE:
        return True
    return any(step.id in _mentioned(each.when) for each in process.steps)


def _follows_from_answers(step: Step) -> bool:
    """Whether the question is made of earlier answers, or not asked at all when a register knows from them."""
    looked_up = step.lookup is not None and not names_entity(step) and not names_person(step)
    return step.kind is StepKind.KNOWLEDGE or step.propose is not None or looked_up


def _mentioned(condition: Condition | None) -> Iterator[str]:
    if condition is None:
        return
    if condition.step is not None:
        yield condition.step
    for each in (*condition.all, *condition.any):
        yield from _mentioned(each)
