"""How soon a desk means to answer and to resolve, as its process file says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HOURS = ("first_response_hours", "next_response_hours", "resolution_hours")
"""The keys of a target that are times."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Priority:
    """How urgent a ticket can be, from the most urgent down. Exactly one is `usual`: what a ticket is until somebody says
    otherwise. `urgent`: people are reminded of its deadlines outside their hours, too."""

    id: str
    label: Mapping[str, str]
    usual: bool = False
    urgent: bool = False
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """In how many hours of work a ticket of these kinds and priorities (of all, when none is named) is first answered, is
    answered again after its requester wrote, and is resolved; 0.5 is half an hour, and what is left out has no deadline.
    The first target that fits a ticket counts."""

    kinds: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    first_response_hours: float | None = None
    next_response_hours: float | None = None
    resolution_hours: float | None = None
    example: bool = False

    def fits(self, kind: str, priority: str | None) -> bool:
        """Whether it is for tickets of that kind and priority."""
        return (not self.kinds or kind in self.kinds) and (not self.priorities or priority in self.priorities)


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorityRule:
    """The priority of a ticket with such answers to the questions that fill `impact` and `urgency` (any, when none is
    named). The first rule that fits counts, and without one the ticket is the usual one."""

    priority: str
    impact: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    example: bool = False

    def fits(self, impact: str | None, urgency: str | None) -> bool:
        """Whether it is for those answers; None for one that was not given."""
        return (not self.impact or impact in self.impact) and (not self.urgency or urgency in self.urgency)


def usual(priorities: Iterable[Priority]) -> str | None:
    """The priority of a ticket of which nobody has said one; None where there are no priorities."""
    return next((each.id for each in priorities if each.usual), None)


def target_for(targets: Iterable[Target], kind: str, priority: str | None) -> Target | None:
    """The first target that fits, or None: nothing is promised."""
    return next((each for each in targets if each.fits(kind, priority)), None)
