"""Members of the desk who want to be told how a ticket goes, though it is not theirs."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import Whisper
from bot.domain.message import Message
from bot.domain.text import Code, phrase
from bot.domain.ticket import Action


def watch(work: Work) -> Change | Refusal:
    """Begins to be told; pressed again, or asked to stop, no longer is."""
    ticket, person, number = work.ticket, work.deed.actor.person, Code(work.ticket.code)
    watches = person in ticket.watchers
    if work.deed.action is Action.UNWATCH and not watches:
        return Refusal(phrase("You do not watch %(number)s.", number=number))
    begins = not watches
    others = tuple(each for each in ticket.watchers if each != person)
    if work.deed.interaction is not None:
        said = (
            phrase("👁 I tell you how %(number)s goes. Choose it again to stop.", number=number)
            if begins
            else phrase("I no longer tell you how %(number)s goes.", number=number)
        )
        whisper = Whisper(interaction=work.deed.interaction, message=Message(body=(said,)), language=work.desk_language)
        work.effects.append(whisper)
    return work.change(replace(ticket, watchers=(*others, person) if begins else others), card=False)
