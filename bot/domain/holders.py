"""Each action that says who has a ticket."""

from __future__ import annotations

from bot.domain import assigning, escalating, returning
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.ticket import Action, Status


def hold(work: Work, after: Status) -> Change | Refusal:
    """Does the action; ValueError for one of another kind."""
    match work.deed.action:
        case Action.TAKE:
            return assigning.take(work, after)
        case Action.DECLINE:
            return assigning.decline(work)
        case Action.ASSIGN:
            return assigning.assign(work, after)
        case Action.RELEASE:
            return assigning.release(work, after)
        case Action.ESCALATE:
            return escalating.escalate(work, after)
        case Action.GIVE_BACK:
            return returning.go_back(work, after)
        case _:
            raise ValueError(f"{work.deed.action} says nothing of who has a ticket")
