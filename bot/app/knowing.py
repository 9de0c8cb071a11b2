"""Looks up what a decision wants to know, inside its transaction."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef
from bot.domain.known import TICKETS_READ, Known, Wanted


def look_up(uow: UnitOfWork, chat: ChatRef, wanted: Wanted) -> Known:
    """What the database knows of what is wanted."""
    return Known(tickets=uow.tickets.newest_of(chat, TICKETS_READ) if wanted.tickets else ())
