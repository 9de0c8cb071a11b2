"""Which question comes next, and what an answer leads to: the process read against the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.domain.answers import Answer, Answers
from bot.domain.process import YES, Condition, Consequence, Fills, Outcome, Process, Result, Source, Step, StepKind

ACCEPTED = Outcome(do=Consequence.ACCEPT, result=Result.DECLARED)


def holds(condition: Condition | None, answers: Answers, *, answered: bool = False) -> bool:
    """Whether the condition is met; an absent condition is. `answered`: of a question that has its answer, which what is
    written elsewhere does not make superfluous any more."""
    if condition is None:
        return True
    # Plain loops: this is asked a few hundred times for every event, and a generator costs more than what it goes through.
    if condition.all:
        for each in condition.all:  # noqa: SIM110 - as said
            if not holds(each, answers, answered=answered):
                return False
        return True
    if condition.any:
        for each in condition.any:  # noqa: SIM110 - as said
            if holds(each, answers, answered=answered):
                return True
        return False
    answer = answers.get(condition.step or "")
    if condition.lacks is not None:
        return answered or answer is None or condition.lacks not in answer.tells
    wanted = condition.one_of or condition.none_of
    for option in answer.options if answer is not None else ():
        if option in wanted:
            return bool(condition.one_of)
    return not condition.one_of


def applying(process: Process, answers: Answers, *, sent: bool = False, expecting: bool = False) -> Iterator[Step]:
    """The steps that apply, in order. An answer to a step that does not apply (any more) counts for nothing. An offer of
    knowledge for which nothing was found does not apply. `sent`: a picture or a document came without being asked for.
    `expecting`: a choice to come counts as its first option, so that what follows from it is foreseen."""
    seen: dict[str, Answer] = {}
    for step in process.steps:
        answer = answers.get(step.id)
        if step.unless_sent and sent and answer is None:
            continue
        if holds(step.when, seen, answered=answer is not None) and not _passed(step, answer):
            if answer is not None:
                seen[step.id] = answer
            elif expecting and (first := _first(process, step)) is not None:
                seen[step.id] = Answer(options=(first,))
            yield step


def applicable(process: Process, answers: Answers, *, sent: bool = False, expecting: bool = False) -> tuple[Step, ...]:
    """All of `applying`."""
    return tuple(applying(process, answers, sent=sent, expecting=expecting))


def upcoming(process: Process, answers: Answers) -> Step | None:
    """The first step that applies and has no answer; None when all have one."""
    return current(applying(process, answers), answers)


def _first(process: Process, step: Step) -> str | None:
    """What is mostly chosen there: files list it first."""
    if step.kind is StepKind.CONFIRMATION:
        return step.options[0].id if step.options else YES
    if step.kind is not StepKind.CHOICE:
        return None
    if step.source is Source.MODULES:
        return process.modules[0].id if process.modules else None
    return step.options[0].id if step.options else None


def _passed(step: Step, answer: Answer | None) -> bool:
    return step.kind is StepKind.KNOWLEDGE and answer is not None and answer.consulted is None


def current(steps: Iterable[Step], answers: Answers) -> Step | None:
    """The first of the applicable steps without an answer; None when all are answered."""
    return next((step for step in steps if step.id not in answers), None)


def counted(steps: tuple[Step, ...], answers: Answers) -> Answers:
    """The answers that count, in the order of the process."""
    return {step.id: answers[step.id] for step in steps if step.id in answers}


def outcome(step: Step, answer: Answer, answers: Answers) -> Outcome:
    """What the answer leads to: the first outcome of the step whose condition holds, else accepted as declared."""
    known = {**answers, step.id: answer}
    return next((each for each in step.outcomes if holds(each.when, known)), ACCEPTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """An answer as it was taken, and all answers with it."""

    answer: Answer
    answers: Answers


def take(process: Process, answers: Answers, step: Step, answer: Answer) -> Taken:
    """Takes an answer that is not refused: its result is the outcome's, unless the answer already carries a better reason
    than the person's word and nothing objects; a route turns the consultation into another kind."""
    verdict = outcome(step, answer, answers)
    proven = verdict.do is Consequence.ACCEPT and answer.result is not Result.DECLARED
    taken = answer if proven else replace(answer, result=verdict.result)
    kept = {**answers, step.id: taken}
    kind = process.filling(Fills.KIND)
    if verdict.do is Consequence.ROUTE and verdict.to is not None and kind is not None:
        before = kept[kind.id].options[0] if kind.id in kept else None
        kept[step.id] = replace(taken, routed_from=before)
        kept[kind.id] = Answer(options=(verdict.to,), routed=True)
    return Taken(answer=taken, answers=judged(process, kept))


def withdrawn(process: Process, answers: Answers, step_id: str) -> Answers:
    """The answers without that one; what it had turned the consultation into is undone with it."""
    kept = {each: answer for each, answer in answers.items() if each != step_id}
    origin = answers[step_id].routed_from if step_id in answers else None
    kind = process.filling(Fills.KIND)
    if origin is not None and kind is not None:
        kept[kind.id] = Answer(options=(origin,))
    return kept


def judged(process: Process, answers: Answers) -> Answers:
    """The answers that the desk's rules still take as they are. One that would now be refused, or turn the consultation
    into another, is left out, so that it is asked again: the kind or an earlier answer was changed."""
    kept = dict(answers)
    kind = process.filling(Fills.KIND)
    for step in applicable(process, answers):
        answer = kept.get(step.id)
        if answer is None:
            continue
        verdict = outcome(step, answer, kept)
        now = kept.get(kind.id) if kind is not None else None
        elsewhere = verdict.do is Consequence.ROUTE and now is not None and now.options != (verdict.to,)
        if verdict.do is Consequence.BLOCK or elsewhere:
            del kept[step.id]
    return kept


def filled(process: Process, answers: Answers, fills: Fills) -> Answer | None:
    """The answer that fills a field: that of the first step with one, among those that fill it."""
    found = (answers[step.id] for step in process.steps if step.fills is fills and step.id in answers)
    return next(found, None)
