"""Whether locked work can be opened: what has to be attested can be asked, answered and understood."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.buttons import Press, Verb, encode
from bot.domain.chips import ASKABLE
from bot.domain.finding import Finding, Path, error, listed, suggestion
from bot.domain.lock import Lock, Told
from bot.domain.locking import CHOSEN
from bot.domain.process import Process, Step
from bot.domain.reachability import option_ids
from bot.domain.wording import LONGEST_DATA, LONGEST_LABEL, LONGEST_QUESTION, MOST_LINES, filled_places

PLACES = ("number", "specialist")
MOST_HOURS = 720
"""A month: an attestation that holds longer attests nothing."""
LARGEST_TICKET, LARGEST_QUESTION = 9_999_999, "9999999"
"""On a button."""


def locks(process: Process) -> Iterator[Finding]:
    """What is wrong with the locks."""
    for index, lock in enumerate(process.locks):
        path: Path = ("locks", index)
        if not 0 < lock.hours <= MOST_HOURS:
            message = (
                f"{lock.hours:g} is no time that an attestation holds; write hours, as in 8, and at most {MOST_HOURS}"
            )
            yield error((*path, "hours"), message)
        if not any(not told.optional for told in lock.attests):
            message = (
                "nothing has to be attested, so this work would never be closed; name a question that is not optional"
            )
            yield error((*path, "attests"), message)
        for name, tolds in (("about", lock.about), ("attests", lock.attests)):
            yield from _each(process, tolds, (*path, name))
        for number, told in enumerate(lock.about):
            yield from _about(process, told, (*path, "about", number))
        yield from _words(process, lock, path)


def _each(process: Process, tolds: tuple[Told, ...], path: Path) -> Iterator[Finding]:
    known = [step.id for step in process.steps]
    for index, told in enumerate(tolds):
        place: Path = (*path, index)
        step = process.step(told.step)
        if any(each.step == told.step for each in tolds[:index]):
            yield error((*place, "step"), f'"{told.step}" is in this list twice; once is enough')
        if step is None:
            yield error((*place, "step"), f'there is no question "{told.step}"{suggestion(told.step, known)}')
        elif step.kind not in ASKABLE:
            message = f'"{step.id}" is of kind {step.kind}, which one answer does not answer'
            yield error((*place, "step"), f"{message}; allowed: {listed(sorted(ASKABLE))}")
        else:
            yield from _options(process, step, told, place)


def _options(process: Process, step: Step, told: Told, path: Path) -> Iterator[Finding]:
    known = option_ids(process, step)
    if step.kind not in CHOSEN:
        if told.one_of:
            message = f'"{step.id}" has no options; leave `one_of` out: any answer that is understood does'
            yield error((*path, "one_of"), message)
        return
    if not told.one_of:
        yield error(path, f'say which answers to "{step.id}" do, as in one_of: [{listed(known[:1])}]')
    for number, option in enumerate(told.one_of):
        if option not in known:
            message = f'"{step.id}" has no option "{option}"; it has: {listed(known)}{suggestion(option, known)}'
            yield error((*path, "one_of", number), message)
    for option in known:
        size = len(encode(Press(Verb.ANSWER, LARGEST_TICKET, LARGEST_QUESTION, option)).encode())
        if size > LONGEST_DATA:
            message = f'the id "{option}" is too long for a button of Telegram'
            yield error((*path, "step"), f"{message}; shorten it by {size - LONGEST_DATA} characters")


def _about(process: Process, told: Told, path: Path) -> Iterator[Finding]:
    step = process.step(told.step)
    if step is not None and step.kind not in CHOSEN:
        yield error((*path, "step"), f'"{step.id}" has no options, so that no answer says that the work is needed')
    if told.optional:
        yield error((*path, "optional"), "`optional` is for what is attested; here it says nothing")


def _words(process: Process, lock: Lock, path: Path) -> Iterator[Finding]:
    for language, text in lock.name.items():
        if len(text) >= LONGEST_LABEL:
            yield error((*path, "name", language), f"{len(text)} characters; Slack shows {LONGEST_LABEL - 1}")
    for language, text in lock.ask.items():
        if len(text) > LONGEST_QUESTION or "\n" in text.strip():
            message = f"this stands above a question; write one line of at most {LONGEST_QUESTION} characters"
            yield error((*path, "ask", language), message)
    for language, text in lock.begins.items():
        yield from filled_places(process, (*path, "begins", language), text, PLACES)
        if len(text.strip().splitlines()) > MOST_LINES:
            message = f"more than {MOST_LINES} lines; people read {MOST_LINES} at most"
            yield error((*path, "begins", language), message)
