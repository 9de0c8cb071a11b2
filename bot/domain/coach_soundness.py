"""Whether a process's coach can do its work: its phrases can be looked for, and what names a rule finds one."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.coach import Coach, Words, every, problem_in
from bot.domain.finding import Finding, Path, error, listed, suggestion, warning
from bot.domain.process import Fills, Process, Step, StepKind

_IN_WORDS = (StepKind.TEXT, StepKind.CONTACT)
"""Kinds for which the product has no example of its own (it has one for a name, a telephone, an e-mail and a number)."""


def coaching(process: Process) -> Iterator[Finding]:
    """What is wrong with the coach's rules, and with the questions that use them."""
    yield from _coach(process)
    for index, step in enumerate(process.steps):
        path: Path = ("steps", index)
        yield from _validation(process, step, path)
        yield from _proposal(process, index, step, path)
        if step.unless_sent and step.kind is not StepKind.FILES:
            yield error((*path, "unless_sent"), "`unless_sent` goes with a question of kind files only")


def looked_for(process: Process, step: Step, rule: str, path: Path) -> Iterator[Finding]:
    """What is wrong with a condition that looks for a rule in the words written at a step."""
    names = [each.id for each in process.coach.rules]
    if rule not in names:
        message = f'the coach has no rule "{rule}"; there is: {listed(names)}{suggestion(rule, names)}'
        yield error(path, message)
    if step.kind is not StepKind.TEXT:
        message = (
            f'`lacks` looks at words, and "{step.id}" is of kind {step.kind}; only a question of kind text has them'
        )
        yield error(path, message)


def _coach(process: Process) -> Iterator[Finding]:
    coach: Coach = process.coach
    seen: set[str] = set()
    for index, rule in enumerate(coach.rules):
        path: Path = ("coach", "rules", index)
        if rule.id in seen:
            yield error((*path, "id"), f'the id "{rule.id}" is used twice in this list; every entry needs its own')
        seen.add(rule.id)
        if not every(rule.patterns):
            yield error((*path, "patterns"), "this rule looks for nothing; write the phrases that people use")
        yield from _phrases(process, rule.patterns, (*path, "patterns"))
    for name in ("empty", "openings", "failing"):
        yield from _phrases(process, getattr(coach, name), ("coach", name))


def _phrases(process: Process, words: Words, path: Path) -> Iterator[Finding]:
    for language, phrases in words.items():
        if language not in process.languages:
            message = f'"{language}" is not a language of this file; it speaks {listed(process.languages)}'
            yield error((*path, language), message)
        for index, phrase in enumerate(phrases):
            asked = phrase.removesuffix(",") if path[-1] == "openings" else phrase
            if (wrong := problem_in(asked)) is not None:
                yield error((*path, language, index), wrong)


def _validation(process: Process, step: Step, path: Path) -> Iterator[Finding]:
    rule = step.validation
    if rule is None:
        if step.kind in _IN_WORDS and step.fills is not Fills.NAME:
            message = "this question has no `validation`, so words that do not fit are refused without an example"
            yield warning(path, message)
        return
    if rule.empty is not None and not every(process.coach.empty):
        message = "`empty` refuses words that say nothing, but `coach` has no list `empty` of such words"
        yield error((*path, "validation", "empty"), message)
    if rule.compact and step.kind is not StepKind.TEXT:
        message = f"`compact` goes with a question of kind text only; {step.kind} is tidied by itself"
        yield error((*path, "validation", "compact"), message)


def _proposal(process: Process, index: int, step: Step, path: Path) -> Iterator[Finding]:
    if step.propose is None:
        return
    if step.fills is not Fills.TITLE:
        yield error((*path, "propose"), "only the question that fills the title (`fills: title`) can propose one")
    if not step.propose.read:
        yield error((*path, "propose", "read"), "name at least one earlier question whose words the title is made of")
    earlier = {each.id: each for each in process.steps[:index]}
    for place, name in enumerate(step.propose.read):
        where: Path = (*path, "propose", "read", place)
        if name not in earlier:
            yield error(where, f'there is no earlier question "{name}"{suggestion(name, list(earlier))}')
        elif earlier[name].kind is not StepKind.TEXT:
            message = (
                f'"{name}" is of kind {earlier[name].kind}; a title is made of the words of a question of kind text'
            )
            yield error(where, message)
