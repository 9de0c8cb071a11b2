"""A requester is asked in their chat for the ID and the password of remote help: what they press and write goes to the
ticket, where it is seen to (`bot.domain.remote_access`). The words themselves are sealed before any of this is known."""

from __future__ import annotations

from bot.domain.buttons import Press
from bot.domain.effects import Act
from bot.domain.events import Pressed, Said
from bot.domain.ids import TicketId
from bot.domain.message import Entered
from bot.domain.remote_access import WHAT
from bot.domain.ticket import Action
from bot.domain.turn import Turn


def pressed(turn: Turn, press: Press) -> None:
    """A button of what was asked."""
    event = turn.event
    if not isinstance(event, Pressed):
        return
    turn.toast()
    turn.effects.append(
        Act(
            ticket=TicketId(press.run),
            action=Action.HAND_OVER,
            by=turn.state.chat,
            values={WHAT: Entered(choices=(press.value,))},
            message=event.message,
            interaction=event.interaction,
        )
    )


def heard(turn: Turn, event: Said) -> bool:
    """Whether it was written while the two are asked for; then it is sealed, and goes to the ticket."""
    held = event.held
    if held is None or held.ticket is None:
        return False
    turn.effects.append(
        Act(ticket=held.ticket, action=Action.HAND_OVER, by=turn.state.chat, held=held, message=event.message)
    )
    return True
