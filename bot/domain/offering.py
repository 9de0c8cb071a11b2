"""Where the desk's knowledge is offered in a questionnaire, and with which words it is searched."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Answer, Answers
from bot.domain.conversation import Intake
from bot.domain.knowledge import Consulting, Item
from bot.domain.known import Search
from bot.domain.process import Fills, Process, Section, Step, StepKind
from bot.domain.questions import filled

PASSED = Answer()
"""The answer to an offer for which nothing was found: such a step counts as one that does not apply."""


def sources(process: Process, step: Step) -> tuple[Step, ...]:
    """The earlier questions whose answers are searched with: those the step names, else every free text of the case."""
    earlier = process.steps[: process.steps.index(step)]
    if step.search:
        return tuple(each for each in earlier if each.id in step.search)
    return tuple(each for each in earlier if each.kind is StepKind.TEXT and each.section is Section.CASE)


def searched(process: Process, step: Step, intake: Intake, language: str) -> Search:
    """What to look for when the questionnaire comes to `step`: the person's own words, notes included."""
    written = [intake.answers[each.id].text for each in sources(process, step) if each.id in intake.answers]
    module = filled(process, intake.answers, Fills.MODULE)
    return Search(
        process=process.id,
        language=language,
        texts=tuple(each for each in (*written, *(note.text for note in intake.notes)) if each is not None),
        module=module.options[0] if module is not None and module.options else None,
    )


def reached(intake: Intake, step: Step, items: tuple[Item, ...]) -> Intake:
    """The questionnaire at the offer: with these items, or past it when there are none."""
    if items:
        return replace(intake, consulting=Consulting(offered=items))
    return replace(intake, answers={**intake.answers, step.id: PASSED})


def reconsidered(process: Process, answers: Answers, changed: Step) -> Answers:
    """The answers after one of them changed: an offer that found nothing is searched again with the new words."""
    offers = {
        step.id for step in process.steps if step.kind is StepKind.KNOWLEDGE and changed in sources(process, step)
    }
    return {each: answer for each, answer in answers.items() if each not in offers or answer != PASSED}
