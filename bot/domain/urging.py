"""What bears on how soon a ticket is to be done: a step about a deadline, and another priority."""

from __future__ import annotations

from bot.domain import prioritizing, warning
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.ticket import Action, Status


def urge(work: Work, after: Status) -> Change | Refusal:
    """Does the action; ValueError for one of another kind."""
    match work.deed.action:
        case Action.WARN:
            return warning.warn(work, after)
        case Action.PRIORITIZE:
            return prioritizing.prioritize(work)
        case _:
            raise ValueError(f"{work.deed.action} says nothing of how soon")
