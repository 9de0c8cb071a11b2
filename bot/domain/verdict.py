"""A requester says how they were served: presses a number, or writes a comment that they were asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.buttons import Press
from bot.domain.conversation import Commenting
from bot.domain.effects import Act
from bot.domain.events import Pressed, Said
from bot.domain.message import Entered
from bot.domain.rating import SCORE
from bot.domain.text import Code, phrase
from bot.domain.ticket import Action
from bot.domain.ticket_line import TicketLine
from bot.domain.turn import Turn

PATIENCE = timedelta(hours=1)
"""How long the next words are taken for the comment that was asked for."""


def rated(turn: Turn, press: Press) -> None:
    """A number from 1 to 5 for a ticket of theirs."""
    line = _own(turn, press)
    turn.toast()
    if line is not None and isinstance(turn.event, Pressed):
        values = {SCORE: Entered(choices=(press.value,))}
        turn.effects.append(
            Act(ticket=line.id, action=Action.RATE, by=turn.state.chat, values=values, message=turn.event.message)
        )


def commenting(turn: Turn, press: Press) -> None:
    """What is written next is the comment."""
    line = _own(turn, press)
    turn.toast()
    if line is not None:
        turn.state = replace(turn.state, commenting=Commenting(ticket=line.id, since=turn.event.at))
        turn.tell(phrase("Write your comment on %(number)s, in one message.", number=Code(line.code)))


def commented(turn: Turn, event: Said) -> bool:
    """Whether the words are the comment that was asked for; then they are taken."""
    asked = turn.state.commenting
    turn.state = replace(turn.state, commenting=None)
    if asked is None or event.files or not event.text.folded or event.at > asked.since + PATIENCE:
        return False
    turn.effects.append(Act(ticket=asked.ticket, action=Action.RATE, by=turn.state.chat, text=event.text))
    return True


def _own(turn: Turn, press: Press) -> TicketLine | None:
    return next((line for line in turn.known.tickets if str(line.id) == press.mark), None)
