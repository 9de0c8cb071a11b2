"""A requester is asked in their chat for the ID and the password of remote help: what they press and write goes to the
ticket, where it is seen to (`bot.domain.remote_access`). The words themselves are sealed before any of this is known."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import withholding
from bot.domain.access_words import ALL_OF_IT, ASKED_FOR
from bot.domain.buttons import Press
from bot.domain.deleting import Erase
from bot.domain.effects import Act
from bot.domain.events import Amended, Pressed, Said
from bot.domain.handover_words import meant
from bot.domain.ids import Interaction, MessageRef, TicketId
from bot.domain.message import Entered
from bot.domain.remote_access import PASS_ON, WHAT
from bot.domain.sealed import SecretField
from bot.domain.ticket import Action
from bot.domain.turn import Turn


def pressed(turn: Turn, press: Press) -> None:
    """A button of what was asked."""
    event = turn.event
    if not isinstance(event, Pressed):
        return
    turn.toast()
    if press.value == ALL_OF_IT:  # it is a secret after all, and no longer passed on
        turn.state = replace(turn.state, withheld=turn.state.withheld[:-1])
    _act(turn, TicketId(press.run), press.value, event.message, event.interaction)


def _act(turn: Turn, ticket: TicketId, what: str, message: MessageRef | None, by: Interaction | None = None) -> None:
    turn.effects.append(
        Act(
            ticket=ticket,
            action=Action.HAND_OVER,
            by=turn.state.chat,
            values={WHAT: Entered(choices=(what,))},
            message=message,
            interaction=by,
        )
    )


def heard(turn: Turn, event: Said | Amended) -> bool:
    """Whether it was written while the two are asked for; then it is sealed, deleted, and goes to the ticket. What was not
    understood can be passed on."""
    held = event.held
    if held is None or held.ticket is None:
        return False
    if not held.secrets and (what := meant(event.text.untrusted)) is not None:
        _act(turn, held.ticket, what, event.message)
        return True
    wrote = held.secrets.get(SecretField.MESSAGE)
    number = None
    if wrote is not None and not any(each in held.secrets for each in ASKED_FOR):
        number = withholding.keep(turn, wrote, event.message)
    turn.effects += [
        Erase(chat=turn.state.chat, target=event.message, language=turn.language, ticket=held.ticket),
        Act(
            ticket=held.ticket,
            action=Action.HAND_OVER,
            by=turn.state.chat,
            values={} if number is None else {PASS_ON: Entered(choices=(str(number),))},
            held=held,
            message=event.message,
        ),
    ]
    return True
