"""What a desk does while a deadline comes nearer, and once it is past, as its process file says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.clocks import Which


class StepDoes(StrEnum):
    """`warn_assignee` tells whoever has the ticket (the thread, when nobody has it); `warn_supervisors` every supervisor;
    `post` the desk's channel. `reoffer` gives a ticket that nobody has taken yet to the next; `escalate` hands it to the
    next level. What has no sense when its time comes (a ticket at the last level) is not done."""

    WARN_ASSIGNEE = "warn_assignee"
    WARN_SUPERVISORS = "warn_supervisors"
    REOFFER = "reoffer"
    ESCALATE = "escalate"
    POST = "post"


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """The step is done again every so many minutes (of the level's hours), while the clock runs, `at_most` so many times
    more."""

    every_minutes: float
    at_most: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockStep:
    """Once so much of a target is used up (`at`, in percent: 75, 100 is the deadline, 120 is past it) this is done. With
    `levels`, `priorities` or `kinds` only for such tickets. It waits for the level's hours, unless the ticket's priority
    is `urgent`."""

    clock: Which
    at: float
    do: StepDoes
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    repeat: Repeat | None = None
    example: bool = False

    def fits(self, kind: str, level: str, priority: str | None) -> bool:
        """Whether it is for such a ticket."""
        asked = ((self.kinds, kind), (self.levels, level), (self.priorities, priority))
        return all(not wanted or given in wanted for wanted, given in asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepDone:
    """A step was done in that run of a clock (the first is 1), so many `times`, last at that instant."""

    clock: Which
    run: int
    do: StepDoes
    percent: float
    times: int
    at: datetime

    def is_of(self, step: ClockStep, run: int) -> bool:
        """Whether it tells of that step in that run."""
        return (self.clock, self.run, self.do, self.percent) == (step.clock, run, step.do, step.at)
