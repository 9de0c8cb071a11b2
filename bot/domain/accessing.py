"""Each action on the ID and the password of remote help."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import remote_access, remote_ending, revealing
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.ticket import Action, Status


def access(work: Work, after: Status) -> Change | Refusal:
    """Does the action; ValueError for one of another kind."""
    entered = work.deed.text is not None
    work.deed = replace(work.deed, text=None)  # a mask, at most: it is no reason that a history could tell
    match work.deed.action:
        case Action.HAND_OVER:
            return remote_access.hand_over(work, after)
        case Action.ASK_AGAIN:
            return remote_access.ask_again(work, after)
        case Action.REVEAL:
            return revealing.reveal(work, entered=entered)
        case Action.END_REMOTE:
            return remote_ending.end(work, after)
        case Action.LAPSE:
            return remote_ending.lapse(work, after)
        case _:
            raise ValueError(f"{work.deed.action} is not about the ID and the password")
