"""A requester and the tickets of their colleagues: asking to follow one, and deciding who may."""

from __future__ import annotations

from bot.domain import missing
from bot.domain.admitting import SAID, WHO
from bot.domain.answers import Answer
from bot.domain.buttons import Press
from bot.domain.effects import Act, AskToFollow
from bot.domain.ids import TicketId
from bot.domain.message import Entered
from bot.domain.process import Fills
from bot.domain.questions import filled
from bot.domain.text import Untrusted, fold, phrase
from bot.domain.ticket import Action
from bot.domain.turn import Turn


def ask(turn: Turn, number: Untrusted) -> None:
    """`/seguir 12`: only for somebody whose organisation we know; the rest is decided where the ticket is."""
    remembered = turn.state.remembered
    name = filled(turn.process, remembered, Fills.NAME)
    organisation = same_as(filled(turn.process, remembered, Fills.ORGANISATION))
    if not number.folded:
        turn.tell(phrase("Write the number after it: /follow 12"))
    elif name is None or name.text is None or not organisation:
        turn.tell(phrase("I do not know your details yet: /profile first, please."))
    elif not missing.is_paused(turn):
        turn.effects.append(
            AskToFollow(
                chat=turn.state.chat,
                person=turn.event.person,
                language=turn.language,
                number=number,
                name=name.text,
                organisation=organisation,
                zone=turn.zone,
            )
        )


def decided(turn: Turn, press: Press) -> None:
    """Yes or no to a colleague, or a colleague's own end of it."""
    said, _, who = press.value.partition("-")
    turn.toast()
    if press.mark.isdecimal() and who:
        values = {SAID: Entered(choices=(said,)), WHO: Entered(choices=(who,))}
        turn.effects.append(
            Act(ticket=TicketId(int(press.mark)), action=Action.FOLLOW, values=values, by=turn.state.chat)
        )


def same_as(answer: Answer | None) -> str:
    """What organisations are compared by: the register's id where it is known there, else the folded name."""
    if answer is None:
        return ""
    if answer.options:
        return answer.options[0]
    return fold(answer.text.untrusted) if answer.text is not None else ""
