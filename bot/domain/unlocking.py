"""What is done about work that is locked, whichever it is."""

from __future__ import annotations

from bot.domain import attesting, locked_work
from bot.domain.deeds import Change, Deed, Refusal, Work
from bot.domain.ticket import Action, Status


def instead(work: Work) -> Deed | None:
    """The deed that was really meant, for which the policy is asked anew; None when it is this one."""
    return locked_work.instead(work) or attesting.instead(work)


def unlock(work: Work, after: Status) -> Change | Refusal:
    """Does the action; ValueError for one of another kind."""
    match work.deed.action:
        case Action.BEGIN:
            return locked_work.begin(work, after)
        case Action.ATTEST:
            return attesting.attest(work, after)
        case Action.OVERRIDE:
            return locked_work.override(work, after)
        case Action.EXPIRE:
            return locked_work.expire(work)
        case _:
            raise ValueError(f"{work.deed.action} is not about work that is locked")
