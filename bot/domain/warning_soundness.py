"""What can be wrong with the steps before and after a deadline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.clock_steps import ClockStep, StepDoes
from bot.domain.clocks import Which
from bot.domain.finding import Finding, Path, error, listed, suggestion, warning
from bot.domain.process import Process

MOST_PERCENT = 1000
MOST_REPEATS = 100

_TARGET_OF: Mapping[Which, str] = {
    Which.FIRST_RESPONSE: "first_response_hours",
    Which.NEXT_RESPONSE: "next_response_hours",
    Which.RESOLUTION: "resolution_hours",
}


def warnings(process: Process) -> Iterator[Finding]:
    """What is wrong with the steps, each by itself and beside the others."""
    lists = {
        "kinds": [each.id for each in process.kinds],
        "levels": [each.id for each in process.levels],
        "priorities": [each.id for each in process.priorities],
    }
    seen: list[ClockStep] = []
    for index, step in enumerate(process.warnings):
        path: Path = ("warnings", index)
        for name, known in lists.items():
            for number, each in enumerate(getattr(step, name)):
                if each not in known:
                    message = f'there is no "{each}" in `{name}`; there is: {listed(known)}{suggestion(each, known)}'
                    yield error((*path, name, number), message)
        yield from _times(step, path)
        if any((each.clock, each.at, each.do) == (step.clock, step.at, step.do) for each in seen):
            yield error(path, f"`{step.do}` at {step.at:g} of that clock is there already; write it once")
        seen.append(step)
        if step.clock not in _TARGET_OF:
            message = f"`{step.clock}` is a clock of an incident; the steps are for: {listed(_TARGET_OF)}"
            yield error((*path, "clock"), message)
        elif not any(getattr(target, _TARGET_OF[step.clock]) is not None for target in process.targets):
            message = f"no target says `{_TARGET_OF[step.clock]}`, so this clock never runs; write it in `targets`"
            yield error((*path, "clock"), message)
        if step.do is StepDoes.ESCALATE and (len(process.levels) < 2 or step.levels == (process.levels[-1].id,)):
            yield warning((*path, "do"), "there is no level after this one, so nothing is escalated")


def _times(step: ClockStep, path: Path) -> Iterator[Finding]:
    if not 0 < step.at <= MOST_PERCENT:
        message = f"{step.at:g} is no share of a target; write percent, as in 75, or 100 for the deadline itself"
        yield error((*path, "at"), message)
    if step.repeat is None:
        return
    if step.repeat.every_minutes < 1:
        message = f"{step.repeat.every_minutes:g} is too often; write minutes, 1 or more"
        yield error((*path, "repeat", "every_minutes"), message)
    if not 1 <= step.repeat.at_most <= MOST_REPEATS:
        message = f"{step.repeat.at_most} is no such number; write from 1 to {MOST_REPEATS}"
        yield error((*path, "repeat", "at_most"), message)
    if step.do in (StepDoes.ESCALATE, StepDoes.REOFFER):
        yield error((*path, "repeat"), f"`{step.do}` is done once; leave `repeat` out")
