"""`/ticket history`: what was done to a ticket, a page at a time, the newest page first."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from bot.app.typed_order import page_of
from bot.domain.deeds import SYSTEM, requester_name
from bot.domain.history_words import history_line
from bot.domain.ids import PersonRef
from bot.domain.message import Message
from bot.domain.process import Process
from bot.domain.text import Code, Span, Untrusted, join, phrase
from bot.domain.ticket import Ticket

PAGE = 15
"""Entries on a page."""


def told_history(uow: UnitOfWork, process: Process, ticket: Ticket, words: str, command: str) -> Message:
    """A page of it, the newest entry last; `command` is how an earlier page is asked for."""
    entries, page = uow.tickets.history(ticket.id), page_of(words)[1]
    title = (phrase("The history of %(number)s", number=Code(ticket.code)),)
    last = len(entries) - (page - 1) * PAGE
    shown = entries[max(0, last - PAGE) : max(0, last)]
    if not shown:
        return Message(title=title, body=(phrase("There is no such page. It has %(count)s.", count=len(entries)),))
    names = {each.actor: _name(uow, process, ticket, each.actor) for each in shown}
    zone = process.desk.zone
    body = join("\n", (history_line(each, names[each.actor], zone) for each in shown))
    earlier = last - len(shown)
    more = phrase("Earlier: %(count)s. %(command)s", count=earlier, command=Untrusted(f"{command} {page + 1}"))
    return Message(title=title, body=body, note=(more,) if earlier > 0 else ())


def _name(uow: UnitOfWork, process: Process, ticket: Ticket, person: PersonRef) -> Span:
    """Whoever it was, as the desk knows them."""
    if person == SYSTEM:
        return phrase("The service")
    if person == ticket.requester.person:
        return requester_name(process, ticket)
    staff = uow.staff.get(person)
    return staff.name if staff is not None else Untrusted(person)
