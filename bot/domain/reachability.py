"""A proof by enumeration: every question and every outcome can happen, and no answer sheet ends in a wall.

The walk goes through the steps once, carrying the set of answer sheets that can exist at that point. Options
that no condition tells apart count as one, and an answer is forgotten after the last condition that looks at it;
so the number of sheets stays small, and the walk is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeAlias

from bot.domain.answers import Answer
from bot.domain.finding import Finding, Path, error, warning
from bot.domain.process import NO, OLDER, YES, Condition, Consequence, Fills, Process, Source, Step, StepKind
from bot.domain.questions import ACCEPTED, holds, outcome

Sheet: TypeAlias = frozenset[tuple[str, str]]
"""What has been answered, as pairs of step and option, as far as a later condition looks at it; of words, the coach's rules
that find what they look for."""

MOST_RULES = 8
"""Rules of the coach that are looked for in one answer; more are not followed."""

MOST_SHEETS = 4000
"""Sheets at one step; more are not followed, and the process gets a warning instead of a proof."""


def option_ids(process: Process, step: Step) -> tuple[str, ...]:
    """The options of a step that a condition may name: of the versions only `older`, as the years change."""
    match step.source:
        case Source.KINDS:
            return tuple(kind.id for kind in process.kinds)
        case Source.MODULES:
            return tuple(module.id for module in process.modules)
        case Source.VERSIONS:
            return (OLDER,)
        case None if step.kind is StepKind.CONFIRMATION and not step.options:
            return (YES, NO)
        case None:
            return tuple(option.id for option in step.options)


def conditions_of(step: Step) -> Iterator[tuple[Path, Condition]]:
    """The conditions of a step and of its outcomes, each with its path inside the step."""
    if step.when is not None:
        yield ("when",), step.when
    for index, each in enumerate(step.outcomes):
        if each.when is not None:
            yield ("outcomes", index, "when"), each.when


def atoms(condition: Condition) -> Iterator[Condition]:
    """The tests on one step that a condition is made of."""
    if condition.step is not None:
        yield condition
    for each in (*condition.all, *condition.any):
        yield from atoms(each)


def reachability(process: Process) -> tuple[Finding, ...]:
    """What can never happen in a process with well-formed conditions, and where a person would be stuck."""
    walk = _Walk(process)
    sheets: set[Sheet] = {frozenset()}
    for index, step in enumerate(process.steps):
        too_many = len(walk.looked_for(step)) > MOST_RULES
        sheets = set() if too_many else walk.through(index, sheets)
        if too_many or len(sheets) > MOST_SHEETS:
            message = "earlier answers combine in too many ways here to prove that every question can be reached"
            return (warning(("steps", index), message),)
    return tuple(walk.findings())


@dataclass(slots=True)
class _Walk:
    process: Process
    asked: set[int] = field(default_factory=set)
    taken: set[tuple[int, int]] = field(default_factory=set)
    stuck: set[int] = field(default_factory=set)

    def through(self, index: int, sheets: set[Sheet]) -> set[Sheet]:
        """The sheets that can exist after the step, given those before it."""
        step = self.process.steps[index]
        later = self._looked_at_after(index)
        alternatives = self._alternatives(step)
        after: set[Sheet] = set()
        for sheet in sheets:
            if not holds(step.when, _answers(sheet)):
                after.add(_only(sheet, later))
                continue
            self.asked.add(index)
            leading = [self._answered(index, sheet, answer) for answer in alternatives]
            after |= {_only(each.sheet, later) for each in leading if not each.ends}
            if all(each.blocked for each in leading):
                self.stuck.add(index)
        return after

    def _answered(self, index: int, sheet: Sheet, answer: tuple[str, ...]) -> _Reached:
        step = self.process.steps[index]
        found = outcome(step, Answer(options=answer, tells=answer), _answers(sheet))
        if found is not ACCEPTED:
            self.taken.add((index, next(n for n, each in enumerate(step.outcomes) if each is found)))
        whole = sheet | {(step.id, option) for option in answer}
        # A route changes the kind: the sheet becomes one that choosing that kind gives, and is followed there.
        routed = found.do is Consequence.ROUTE and (self._kind_step(), found.to) not in whole
        blocked = found.do is Consequence.BLOCK
        return _Reached(sheet=whole, ends=blocked or routed, blocked=blocked)

    def _alternatives(self, step: Step) -> list[tuple[str, ...]]:
        """The answers that conditions can tell apart, each as the options it chooses."""
        tests = [
            atom.one_of or atom.none_of
            for each in self.process.steps
            for _, condition in conditions_of(each)
            for atom in atoms(condition)
            if atom.step == step.id
        ]
        if rules := self.looked_for(step):
            return [each for size in range(len(rules) + 1) for each in combinations(rules, size)]
        groups: dict[tuple[bool, ...], str] = {}
        names = option_ids(self.process, step) + (("",) if step.source is Source.VERSIONS else ())
        for option in names:
            groups.setdefault(tuple(option in test for test in tests), option)
        if not names:
            return [()]
        chosen = tuple(groups.values())
        most = len(chosen) if step.kind is StepKind.MULTI_CHOICE else 1
        several = [each for size in range(1, most + 1) for each in combinations(chosen, size)]
        return [*several, ()] if step.optional else several

    def looked_for(self, step: Step) -> tuple[str, ...]:
        """The coach's rules that conditions look for in the words of that step: each may be found or not."""
        every = (atom for each in self.process.steps for _, when in conditions_of(each) for atom in atoms(when))
        return tuple(sorted({atom.lacks for atom in every if atom.step == step.id and atom.lacks is not None}))

    def _kind_step(self) -> str | None:
        step = self.process.filling(Fills.KIND)
        return step.id if step else None

    def _looked_at_after(self, index: int) -> set[str | None]:
        later = self.process.steps[index + 1 :]
        conditions = [condition for step in later for _, condition in conditions_of(step)]
        return {self._kind_step(), *(atom.step for condition in conditions for atom in atoms(condition))}

    def findings(self) -> Iterator[Finding]:
        """What the finished walk has not met, or could not leave."""
        for index in sorted(self.stuck):
            message = "dead end: after some earlier answers, every answer to this question is refused"
            yield error(("steps", index, "outcomes"), f"{message}; at least one must let the person go on")
        if self.stuck:
            return  # what is never asked behind a wall says nothing more
        for index, step in enumerate(self.process.steps):
            path: Path = ("steps", index)
            if index not in self.asked:
                message = "this question is never asked: no earlier answers fulfil its condition"
                yield error((*path, "when"), message)
                continue
            for number in range(len(step.outcomes)):
                if (index, number) not in self.taken:
                    message = (
                        "this outcome never happens: those before it take every answer, or its condition never holds"
                    )
                    yield error((*path, "outcomes", number), message)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reached:
    sheet: Sheet
    ends: bool
    blocked: bool


def _answers(sheet: Sheet) -> dict[str, Answer]:
    chosen: dict[str, tuple[str, ...]] = {}
    for step, option in sheet:
        chosen[step] = (*chosen.get(step, ()), option)
    return {step: Answer(options=options, tells=options) for step, options in chosen.items()}


def _only(sheet: Sheet, steps: set[str | None]) -> Sheet:
    return frozenset(pair for pair in sheet if pair[0] in steps)
