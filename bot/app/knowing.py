"""Looks up what a decision wants to know, inside its transaction."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef
from bot.domain.known import TICKETS_READ, Known, Wanted
from bot.domain.ticket import FINISHED, TicketLine


def look_up(uow: UnitOfWork, chat: ChatRef, wanted: Wanted) -> Known:
    """What the database knows of what is wanted."""
    tickets = _tickets(uow, chat) if wanted.tickets else ()
    unfinished = [line.id for line in tickets if line.status not in FINISHED] if wanted.files else []
    return Known(tickets=tickets, files=uow.files.held(unfinished) if unfinished else {})


def _tickets(uow: UnitOfWork, chat: ChatRef) -> tuple[TicketLine, ...]:
    """Those of every chat of the person."""
    lines = [line for each in uow.identities.chats_of(chat) for line in uow.tickets.newest_of(each, TICKETS_READ)]
    return tuple(sorted(lines, key=lambda line: line.id, reverse=True)[:TICKETS_READ])
