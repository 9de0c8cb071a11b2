"""Whether the offer of knowledge in a process makes sense."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.buttons import Press, Verb, encode
from bot.domain.finding import Finding, Path, error, listed, suggestion
from bot.domain.offering import sources
from bot.domain.process import Process, Section, Step, StepKind
from bot.domain.wording import LARGEST_RUN, LONGEST_DATA

LONGEST_ID = 32
"""Characters of an item's id."""


def offers(process: Process) -> Iterator[Finding]:
    """What is wrong with the steps of kind `knowledge`, and with `search` elsewhere."""
    places = [index for index, step in enumerate(process.steps) if step.kind is StepKind.KNOWLEDGE]
    for index in places[1:]:
        yield error(("steps", index, "kind"), "an earlier question offers knowledge already; only one can")
    for index, step in enumerate(process.steps):
        path: Path = ("steps", index)
        if step.kind is StepKind.KNOWLEDGE:
            yield from _offer(process, index, step, path)
        elif step.search:
            yield error((*path, "search"), "`search` goes with `kind: knowledge` only")


def _offer(process: Process, index: int, step: Step, path: Path) -> Iterator[Finding]:
    for name in ("fills", "outcomes"):
        if getattr(step, name):
            yield error(
                (*path, name), f"a question of kind knowledge takes no `{name}`: its answers are the desk's items"
            )
    if step.section is Section.PROFILE:
        yield error((*path, "section"), "a profile is remembered, and an offer is made anew: use `section: checklist`")
    earlier = {each.id: each for each in process.steps[:index]}
    for number, name in enumerate(step.search):
        if name not in earlier:
            message = f'there is no earlier question "{name}"{suggestion(name, list(earlier))}'
            yield error((*path, "search", number), message)
        elif earlier[name].kind is not StepKind.TEXT:
            message = f'"{name}" is no free text; there is: {listed(_texts(earlier))}'
            yield error((*path, "search", number), message)
    if not step.search and not sources(process, step):
        message = "nothing was written before this question, so there is nothing to search with; put it after a text"
        yield error(path, message)
    size = len(encode(Press(Verb.PICK, LARGEST_RUN, step.id, "x" * LONGEST_ID)).encode())
    if size > LONGEST_DATA:
        message = f'the id "{step.id}" is too long for a button of Telegram'
        yield error((*path, "id"), f"{message}; shorten it by {size - LONGEST_DATA} characters")


def _texts(steps: dict[str, Step]) -> list[str]:
    return [name for name, step in steps.items() if step.kind is StepKind.TEXT]
