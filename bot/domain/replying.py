"""What a specialist says to the requester: asked in a form, and sent."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.message import Entry, Form, Message
from bot.domain.text import Code, Untrusted, lines, phrase
from bot.domain.ticket import Action, Status


def reply(work: Work, after: Status) -> Change:
    """The words go into the requester's own chat."""
    text = work.deed.text or Untrusted("")
    said = phrase("💬 %(name)s, about %(number)s:", name=work.deed.actor.name, number=Code(work.ticket.code))
    work.to_requester(Message(body=lines((said,), (text,))))
    work.thread(lines((phrase("➡️ %(name)s to the requester:", name=work.deed.actor.name),), (text,)))
    return work.change(replace(work.ticket, status=after))


def ask_form(work: Work) -> Change | Refusal:
    """What is to be said is asked in a form."""
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        return Refusal(phrase("Write the text after the number: /ticket reply 12 Good morning…"))
    resolving = deed.action is Action.RESOLVE
    form = Form(
        title=(phrase("Resolve the ticket") if resolving else phrase("Reply to the requester"),),
        submit=(phrase("Resolve") if resolving else phrase("Send"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=(
            Entry(
                id="text",
                label=(
                    phrase("What was done, for the requester") if resolving else phrase("Message for the requester"),
                ),
                hint=(phrase("The requester reads exactly this, in their own chat."),),
                multiline=True,
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))
