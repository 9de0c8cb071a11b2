"""A request is sent: the summary was confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import registering
from bot.domain.buttons import Verb
from bot.domain.effects import CancelTimer, OpenTicket
from bot.domain.events import Due, Pressed, RequesterEvent, Said
from bot.domain.questions import counted
from bot.domain.text import Moment, phrase
from bot.domain.turn import REMINDER, Turn

MOST = 5
"""Requests that a person may send within `WITHIN`."""

WITHIN = timedelta(hours=1)

_LONGEST_YES = 20
"""Characters of what may be a yes."""


def may_confirm(event: RequesterEvent | Due) -> bool:
    """Whether a request may be sent with it, so that those of the last hour are to be looked up."""
    if isinstance(event, Pressed):
        return event.press is not None and event.press.verb is Verb.CONFIRM
    return isinstance(event, Said) and not event.files and len(event.text.untrusted) < _LONGEST_YES


def too_many(turn: Turn) -> bool:
    """Whether the person has sent as many as they may for now, which is said; the request stays as it is."""
    recent = sorted((each for each in turn.known.sent if each > turn.event.at - WITHIN), reverse=True)
    if len(recent) < MOST:
        return False
    again = Moment(recent[MOST - 1] + WITHIN, turn.zone)
    turn.ask((phrase("You have sent five requests within the hour. I keep this one: send it after %(at)s.", at=again),))
    return True


def confirm(turn: Turn) -> None:
    """The one place where a ticket comes into being."""
    turn.effects.append(
        OpenTicket(
            chat=turn.state.chat,
            person=turn.event.person,
            language=turn.language,
            process=turn.intake.process,
            answers=counted(turn.steps, turn.intake.answers),
            notes=turn.intake.notes,
            registration=registering.standing(turn),
            follows=turn.intake.follows,
            about=turn.intake.about,
        )
    )
    turn.effects.append(CancelTimer(key=f"{REMINDER}:{turn.state.chat}"))
    turn.change(None)
    turn.state = replace(turn.state, last_ticket=None)  # the new one is the last
