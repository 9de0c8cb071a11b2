"""What a member of the desk writes down for colleagues: it stands under the card, and the requester never reads it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.message import Entry, Form
from bot.domain.text import lines, phrase
from bot.domain.ticket import Status

FIELD = "text"


def note(work: Work, after: Status) -> Change | Refusal:
    """The words go into the card's thread; without words they are asked for."""
    deed = work.deed
    entered = deed.values.get(FIELD)
    words = deed.text if deed.text is not None else (entered.text if entered is not None else None)
    if words is None or not words.untrusted.strip():
        return _ask(work)
    work.thread(lines(("📝 ", deed.actor.name, ": ", words)))
    return work.change(replace(work.ticket, status=after))


def _ask(work: Work) -> Change | Refusal:
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        return Refusal(phrase("Write the note after the number: /ticket note 12 Called back…"))
    form = Form(
        title=(phrase("Internal note"),),
        submit=(phrase("Write it down"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=(
            Entry(
                id=FIELD,
                label=(phrase("Note"),),
                hint=(phrase("For the desk only: it stands in the card's thread, and the requester never reads it."),),
                multiline=True,
                error=(phrase("Write something, please."),) if deed.text is not None else (),
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))
