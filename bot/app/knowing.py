"""Looks up what a decision wants to know, inside its transaction."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef
from bot.domain.known import TICKETS_READ, Known, Wanted
from bot.domain.ticket import FINISHED


def look_up(uow: UnitOfWork, chat: ChatRef, wanted: Wanted) -> Known:
    """What the database knows of what is wanted."""
    tickets = uow.tickets.newest_of(chat, TICKETS_READ) if wanted.tickets else ()
    unfinished = [line.id for line in tickets if line.status not in FINISHED] if wanted.files else []
    return Known(tickets=tickets, files=uow.files.held(unfinished) if unfinished else {})
