"""Looks up what a decision wants to know, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef, MessageRef, TicketId
from bot.domain.known import TICKETS_READ, Known, Wanted
from bot.domain.ticket import FINISHED, Ticket, TicketLine


def look_up(uow: UnitOfWork, chat: ChatRef, wanted: Wanted) -> Known:
    """What the database knows of what is wanted."""
    tickets = _tickets(uow, chat) if wanted.tickets else ()
    about = None if wanted.message is None else _about(uow, chat, wanted.message)
    return Known(tickets=tickets, about=about, files=_files(uow, tickets, about) if wanted.files else {})


def _tickets(uow: UnitOfWork, chat: ChatRef) -> tuple[TicketLine, ...]:
    """Those of every chat of the person."""
    lines = [line for each in uow.identities.chats_of(chat) for line in uow.tickets.newest_of(each, TICKETS_READ)]
    return tuple(sorted(lines, key=lambda line: line.id, reverse=True)[:TICKETS_READ])


def _about(uow: UnitOfWork, chat: ChatRef, message: MessageRef) -> Ticket | None:
    """The ticket that the message is about, when it is one of the person's own."""
    found = uow.correspondence.find(message)
    ticket = None if found is None else uow.tickets.get(found)
    return ticket if ticket is not None and ticket.requester.chat in uow.identities.chats_of(chat) else None


def _files(uow: UnitOfWork, tickets: tuple[TicketLine, ...], about: Ticket | None) -> Mapping[TicketId, int]:
    """How many files the tickets have to which more may go."""
    unfinished = {line.id for line in tickets if line.status not in FINISHED} | ({about.id} if about else set())
    return uow.files.held(sorted(unfinished)) if unfinished else {}
