"""What was done, asked of the specialist before a ticket counts as resolved."""

from __future__ import annotations

from bot.domain import finishing
from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.message import Entry, Form
from bot.domain.process import Notice
from bot.domain.prompts import notice
from bot.domain.text import Code, Text, lines, phrase
from bot.domain.ticket import Status

FIELD = "text"


def resolve(work: Work, after: Status) -> Change | Refusal:
    """The ticket is resolved with the words that its requester reads; without words they are asked for."""
    entered = work.deed.values.get(FIELD)
    words = work.deed.text if work.deed.text is not None else (entered.text if entered is not None else None)
    if words is None or not words.untrusted.strip():
        return _ask(work)
    return finishing.resolve(work, after)


def _ask(work: Work) -> Change | Refusal:
    """The form, with the message as the requester will read it."""
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        return Refusal(phrase("Write what was done after the number: /ticket resolve 12 It prints again."))
    form = Form(
        title=(phrase("Resolve the ticket"),),
        submit=(phrase("Resolve"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=lines(headline(work.process, ticket), _preview(work)),
        entries=(
            Entry(
                id=FIELD,
                label=(phrase("What was done, for the requester"),),
                hint=(phrase("The requester reads exactly this, in their own chat."),),
                multiline=True,
                error=(phrase("Write something, please."),) if deed.text is not None else (),
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))


def _preview(work: Work) -> Text:
    ticket = work.ticket
    told = notice(
        work.process,
        Notice.RESOLVED,
        ticket.requester.language,
        number=Code(ticket.code),
        specialist=work.deed.actor.name,
    )
    return lines(
        (phrase("This is what the requester will read:"),),
        told,
        (phrase("Solution: %(text)s", text=phrase("(what you write below)")),),
    )
