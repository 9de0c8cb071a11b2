"""Whether what specialists can ask for can be asked: each names one question, and a name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.ask import Ask
from bot.domain.buttons import Press, Verb, encode
from bot.domain.chips import ASKABLE, FREE
from bot.domain.finding import Finding, Path, error, listed, suggestion
from bot.domain.process import Process
from bot.domain.reachability import option_ids
from bot.domain.text import fold

LARGEST_NUMBER = 9_999_999
"""Of a ticket, on a button."""
LONGEST_DATA = 64
"""Bytes of a button's data in Telegram."""
LONGEST_LABEL = 75
"""Characters of a choice in a form of Slack."""


def asks(process: Process) -> Iterator[Finding]:
    """What is wrong with the list `asks`."""
    names: dict[str, str] = {}
    for index, each in enumerate(process.asks):
        path: Path = ("asks", index)
        if each.id == FREE:
            yield error((*path, "id"), f'"{FREE}" is the question in the specialist\'s own words; choose another id')
        for name in sorted({each.id, *each.label.values()}):
            owner = names.setdefault(fold(name), each.id)
            if owner != each.id:
                message = f'"{name}" already means "{owner}"; specialists find them by their names'
                yield error(path, message)
        for language, label in each.label.items():
            if len(label) > LONGEST_LABEL:
                yield error((*path, "label", language), f"{len(label)} characters; Slack shows {LONGEST_LABEL}")
        yield from _asked(process, each, path)


def _asked(process: Process, each: Ask, path: Path) -> Iterator[Finding]:
    if (each.step is None) == (each.question is None):
        message = "write either `step`, a question of the intake, or `question`, one that is asked only here"
        yield error(path, message)
    if each.help is not None and each.step is not None:
        yield error((*path, "help"), "the question of the intake has its own help; `help` goes with `question`")
    if each.step is None:
        return
    step = process.step(each.step)
    if step is None:
        known = [one.id for one in process.steps]
        yield error((*path, "step"), f'there is no question "{each.step}"{suggestion(each.step, known)}')
    elif step.kind not in ASKABLE:
        message = (
            f'"{step.id}" is of kind {step.kind}, which one answer does not answer; allowed: {listed(sorted(ASKABLE))}'
        )
        yield error((*path, "step"), message)
    else:
        for option in option_ids(process, step):
            size = len(encode(Press(Verb.ANSWER, LARGEST_NUMBER, "9999", option)).encode())
            if size > LONGEST_DATA:
                message = f'the id "{option}" is too long for a button of Telegram'
                yield error((*path, "step"), f"{message}; shorten it by {size - LONGEST_DATA} characters")
