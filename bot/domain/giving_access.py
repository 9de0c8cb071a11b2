"""A requester is asked in their chat for the ID and the password of remote help: what they press and write goes to the
ticket, where it is seen to (`bot.domain.remote_access`). The words themselves are sealed before any of this is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain import withholding
from bot.domain.access_words import ALL_OF_IT, ASKED_FOR
from bot.domain.buttons import Press
from bot.domain.deleting import Erase
from bot.domain.effects import Act
from bot.domain.events import Amended, Pressed, Said
from bot.domain.handover_words import meant
from bot.domain.ids import ChatRef, Interaction, MessageRef, TicketId
from bot.domain.message import Entered, Message
from bot.domain.remote import Phase
from bot.domain.remote_access import PASS_ON, WHAT
from bot.domain.sealed import SecretField
from bot.domain.text import lines, phrase
from bot.domain.ticket import Action
from bot.domain.ticket_line import TicketLine
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


def shown_in_a_file(turn: Turn, event: Said) -> bool:
    """Whether files came while the two are asked for. They may show them, and what is in them cannot be sealed: none is
    taken, the message is deleted, and its writer is told; of an album once."""
    chat = turn.state.chat
    asked = next((line for line in turn.known.tickets if _is_asked(line, chat, event.at)), None)
    if asked is None or not event.files:
        return False
    erase = Erase(chat=chat, target=event.message, language=turn.language, ticket=asked.id)
    if erase not in turn.effects:  # with a caption it is deleted already
        turn.effects.append(erase)
    if event.album is None or not turn.repeats(event.album):
        turn.say(Message(body=lines((_NO_FILES,), (_LATER,))), ticket=asked.id)
    return True


_NO_FILES = phrase("🔒 I did not keep what you sent: the ID and the password may be seen in it. Please write them.")
_LATER = phrase("If it was something else, send it again once you have written them.")


def _is_asked(line: TicketLine, chat: ChatRef, at: datetime) -> bool:
    remote, requester = line.remote, line.requester
    if remote is None or requester is None or requester.chat != chat or remote.phase is not Phase.READY:
        return False
    return remote.until is not None and at < remote.until


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
