"""Commands that begin a questionnaire. One that is not finished yet is offered first."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import navigation, profile, wishing
from bot.domain.text import Untrusted
from bot.domain.turn import Turn


def request(turn: Turn, *, welcome: bool) -> None:
    """`/nuevo`: a request of whatever kind."""
    if not _unfinished(turn):
        turn.begin(welcome=welcome)


def wish(turn: Turn, argument: Untrusted) -> None:
    """`/modificacion`: a new function or a changed process."""
    if not _unfinished(turn):
        wishing.begin(turn, argument)


def _unfinished(turn: Turn) -> bool:
    """Whether there is one already; then it is offered."""
    if profile.under_way(turn):
        profile.leave(turn)
    intake = turn.state.intake
    if intake is None:
        return False
    turn.change(replace(intake, parked=True))
    turn.say(navigation.resume_offer(turn))
    return True
