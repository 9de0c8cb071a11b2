"""A file on a ticket that turned out not to be taken: the ticket no longer names it, and its thread says so."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.card import triage_card
from bot.domain.contributions import answers_without, notes_without
from bot.domain.effects import Effect, Revise, Say
from bot.domain.ids import DESK
from bot.domain.message import File, Message
from bot.domain.process import Process
from bot.domain.text import phrase
from bot.domain.ticket import Ticket


def unaccepted(process: Process, ticket: Ticket, file: File) -> tuple[Ticket, tuple[Effect, ...]]:
    """The ticket without the file, its card as it is then, and a line in the thread."""
    language = process.languages[0]
    fewer = replace(
        ticket,
        answers=answers_without(ticket.answers, file.ref),
        notes=notes_without(ticket.notes, file.ref),
        revision=ticket.revision + 1,
    )
    words = phrase("🚫 A file of the requester was not accepted: %(file)s. They were told why.", file=file.label)
    card = triage_card(process, fewer)
    return fewer, (
        Say(chat=DESK, thread=ticket.card, message=Message(body=(words,)), language=language, ticket=ticket.id),
        Revise(chat=DESK, post=ticket.card, message=card, language=language, ticket=ticket.id),
    )
