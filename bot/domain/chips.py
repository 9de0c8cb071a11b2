"""What a specialist can ask a requester for: the process's own list, or what follows from its questions."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.ask import Ask
from bot.domain.process import Condition, Fills, Process, Section, Step, StepKind, Texts
from bot.domain.remote_rules import RemoteQuestion
from bot.domain.text import Untrusted, fold

FREE = "free"
"""The chip of a question in the specialist's own words."""

REMOTE = "remote."
"""Before the id of a question that is asked before remote help."""

ASKABLE = frozenset(StepKind) - {StepKind.KNOWLEDGE, StepKind.MULTI_CHOICE}
"""Kinds of questions that one message or one press answers."""

_FREE = Step(
    id=FREE,
    kind=StepKind.TEXT,
    section=Section.CASE,
    ask={},
    label={"es": "Pregunta libre", "en": "Free question"},
)
_SCREENSHOT: Texts = {"es": "Captura de pantalla", "en": "Screenshot"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """Something to ask for. `step` is how it is asked and understood; `of_intake` that it is one of the process's own
    questions, so that the answer goes where the intake would have put it."""

    id: str
    label: Texts
    step: Step
    of_intake: bool = False

    @property
    def before_remote_help(self) -> bool:
        """Whether it is asked before remote help: it is answered with yes and no, now or later."""
        return self.id.startswith(REMOTE)

    def named(self, language: str) -> str:
        """What it is called."""
        return self.label.get(language) or next(iter(self.label.values()), self.id)


def chips_of(process: Process) -> tuple[Chip, ...]:
    """Everything that can be asked for, a free question last."""
    listed = _listed(process) if process.asks else _derived(process)
    return (*listed, Chip(id=FREE, label=_FREE.label, step=_FREE))


def attesting_id(lock: str, step: str) -> str:
    """The id of the chip with which a lock asks that question; no other chip has a dot in it."""
    return f"{lock}.{step}"


def chip_of(process: Process, chip_id: str) -> Chip:
    """The chip of that id; the free question when the process has none (any more)."""
    before = next((each for each in _before_remote_help(process) if each.id == chip_id), None)
    if before is not None:
        return before
    step = process.step(chip_id.partition(".")[2])
    if step is not None:
        return Chip(id=chip_id, label=step.label, step=step, of_intake=True)
    found = chips_of(process)
    return next((chip for chip in found if chip.id == chip_id), found[-1])


def _before_remote_help(process: Process) -> Iterator[Chip]:
    for each in process.remote.questions if process.remote is not None else ():
        step = Step(
            id=each.id, kind=StepKind.CONFIRMATION, section=Section.CASE, ask=each.ask, label=each.label, help=each.help
        )
        yield Chip(id=f"{REMOTE}{each.id}", label=each.label, step=step)


def remote_question(process: Process, chip_id: str) -> RemoteQuestion | None:
    """The question before remote help that the chip of that id asks; None for another chip, and when the process has it no
    more."""
    questions = process.remote.questions if process.remote is not None else ()
    return next((each for each in questions if chip_id == f"{REMOTE}{each.id}"), None)


def _listed(process: Process) -> Iterator[Chip]:
    for ask in process.asks:
        step = process.step(ask.step) if ask.step is not None else None
        if step is not None:
            yield Chip(id=ask.id, label=ask.label, step=step, of_intake=True)
        elif ask.question is not None:
            yield Chip(id=ask.id, label=ask.label, step=_alone(ask, ask.question))


def _alone(ask: Ask, question: Texts) -> Step:
    return Step(
        id=ask.id, kind=StepKind.TEXT, section=Section.CASE, ask=question, label=ask.label, help=ask.help, optional=True
    )


def _derived(process: Process) -> Iterator[Chip]:
    """The question for files, for the version, and those that the coach asks where a description lacks them."""
    files = process.filling(Fills.FILES) or next((each for each in process.steps if each.kind is StepKind.FILES), None)
    if files is not None:
        yield Chip(id=files.id, label=_SCREENSHOT, step=files, of_intake=True)
    for step in process.steps:
        lacked = step.kind is StepKind.TEXT and step.section is Section.CASE and _lacks(step.when)
        if step.fills is Fills.VERSION or lacked:
            yield Chip(id=step.id, label=step.label, step=step, of_intake=True)


def _lacks(condition: Condition | None) -> bool:
    if condition is None:
        return False
    return condition.lacks is not None or any(_lacks(each) for each in (*condition.all, *condition.any))


def named(process: Process, typed: Untrusted) -> tuple[Chip, Untrusted | None]:
    """The chip that typed words name ("captura", "mensaje: completo, por favor"), and what else they say. Words that name
    none are a free question."""
    chips = chips_of(process)
    head, colon, rest = typed.untrusted.partition(":")
    found = _nearest(chips, fold(head)) if colon else None
    if found is not None:
        return found, Untrusted(rest.strip()) if rest.strip() else None
    whole = _nearest(chips, typed.folded)
    return (chips[-1], typed) if whole is None or whole.id == FREE else (whole, None)


def _nearest(chips: tuple[Chip, ...], said: str) -> Chip | None:
    """The chip of that name, of a name with that word, or of the nearest name."""
    names = {fold(name): chip for chip in reversed(chips) for name in (*chip.label.values(), chip.id)}
    if said in names:
        return names[said]
    within = {chip.id: chip for name, chip in names.items() if said and said in name.split()}
    if len(within) == 1:
        return next(iter(within.values()))
    words = {word: chip for name, chip in names.items() for word in (name, *name.split()) if len(word) > _SHORT}
    near = difflib.get_close_matches(said, words, n=1, cutoff=_NEAR) if len(said) > _SHORT else []
    return words[near[0]] if near else None


_SHORT = 3
_NEAR = 0.8
