"""A questionnaire that nobody goes on with: one gentle reminder, then it is kept for a time, then let go.

Both instants are one timer of the chat, a row like any other, so that a restart changes nothing. Whoever writes meanwhile
moves them: a timer that finds the chat touched since is set anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import navigation, profile
from bot.domain.effects import SetTimer
from bot.domain.events import Due
from bot.domain.text import plural
from bot.domain.turn import REMINDER, Turn

EXPIRY = "expiry"
"""The purpose of the timer after which an unfinished intake is no longer kept."""


def due(turn: Turn, event: Due) -> None:
    """The timer of an unfinished questionnaire."""
    periods = turn.process.periods
    if turn.state.intake is None:
        return
    if event.purpose == REMINDER and not (turn.intake.parked or turn.intake.reminded):
        if not _waits(turn, event, REMINDER, timedelta(hours=periods.reminder_hours)):
            waiting = profile.leave(turn)
            if waiting is None:
                return
            turn.change(replace(waiting, parked=True, reminded=True))
            if not waiting.reminded:
                kept = plural("I keep it for %(count)s day.", "I keep it for %(count)s days.", periods.kept_days)
                turn.say(replace(navigation.resume_offer(turn), note=(kept,)))
            _waits(turn, event, EXPIRY, timedelta(days=periods.kept_days))
    elif not _waits(turn, event, EXPIRY, timedelta(days=periods.kept_days)):
        turn.change(None)
        turn.state = replace(turn.state, dropped=True)


def _waits(turn: Turn, event: Due, purpose: str, quiet: timedelta) -> bool:
    """Whether the chat was not quiet for so long yet; then the timer is set for when it will have been."""
    at = turn.state.touched + quiet
    if event.at >= at:
        return False
    turn.effects.append(
        SetTimer(key=event.timer, due=at, purpose=purpose, chat=turn.state.chat, person=event.person),
    )
    return True
