"""What a requester says about an open ticket."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.deeds import Change, Work, requester_name
from bot.domain.effects import Mark
from bot.domain.finishing import closing
from bot.domain.text import Code, Moment, Untrusted, lines, phrase
from bot.domain.ticket import Status


def told(work: Work, after: Status) -> Change:
    """What the requester wrote, edited or deleted is put under the card."""
    name = work.deed.actor.name if work.deed.actor.name.untrusted else requester_name(work.process, work.ticket)
    text = work.deed.text or Untrusted("")
    at = Moment(work.deed.at, work.process.desk.zone)
    if work.deed.mark is not Mark.NEW:  # what was said before changes; nobody said anything new
        edited = work.deed.mark is Mark.AMENDED
        what = phrase("edited") if edited else phrase("deleted this message")
        work.thread(lines(("✏️ " if edited else "🗑 ", name, " (", what, ") · ", at, ":"), (text,)))
        return work.change(work.ticket, card=False, reason=text if edited else Untrusted(f"🗑 {text.untrusted}"))
    if text.untrusted:
        work.thread(lines(("👤 ", name, " · ", at, ":"), (text,)))
    work.forward(work.deed.files)
    ticket = work.ticket
    if after is Status.RESOLVED:  # somebody who still writes is not done: the ticket stays open for as long again
        ticket = closing(work, ticket)
    if work.ticket.assignee is not None and not work.deed.quiet:
        words = phrase("The requester wrote about %(number)s", number=Code(work.ticket.code))
        work.whisper_to(work.ticket.assignee, words, work.ticket)
    return work.change(replace(ticket, status=after), card=after is not work.ticket.status)
