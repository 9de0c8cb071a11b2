"""What a desk's process file says of incidents: their numbers, the standard times, and who approves a modification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.incident import IncidentKind


class Approver(StrEnum):
    """Who approves a modification before development accepts it: nobody has to, a supervisor of the desk, or the requester
    says that whoever they named has (a supervisor can then say so as well)."""

    NOBODY = "nobody"
    SUPERVISOR = "supervisor"
    REQUESTER = "requester"


@dataclass(frozen=True, kw_only=True, slots=True)
class StandardTime:
    """In how many hours of work development first answers, and delivers, an incident of these kinds and priorities (of
    all, when none is named); 0.5 is half an hour, and what is left out has no deadline. The first that fits counts."""

    kinds: tuple[IncidentKind, ...] = ()
    priorities: tuple[str, ...] = ()
    answer_hours: float | None = None
    fix_hours: float | None = None
    example: bool = False

    def fits(self, kind: IncidentKind, priority: str | None) -> bool:
        """Whether it is for incidents of that kind and priority."""
        return (not self.kinds or kind in self.kinds) and (not self.priorities or priority in self.priorities)


@dataclass(frozen=True, kw_only=True, slots=True)
class Incidents:
    """The incidents of a desk with developers. `pattern` is how one is called, with `{year}` and `{number}`; `level` is
    the level at which developers work, whose calendar counts; `times` are the standard times."""

    pattern: str
    level: str
    times: tuple[StandardTime, ...] = ()
    approver: Approver = Approver.NOBODY


def standard_time(times: Iterable[StandardTime], kind: IncidentKind, priority: str | None) -> StandardTime | None:
    """The first standard time that fits, or None: nothing is promised."""
    return next((each for each in times if each.fits(kind, priority)), None)
