"""Looks up what a decision wants to know, inside its transaction."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef, MessageRef
from bot.domain.known import TICKETS_READ, Known, Wanted
from bot.domain.ticket import Ticket


def look_up(uow: UnitOfWork, chat: ChatRef, wanted: Wanted) -> Known:
    """What the database knows of what is wanted."""
    return Known(
        tickets=uow.tickets.newest_of(chat, TICKETS_READ) if wanted.tickets else (),
        about=None if wanted.message is None else _about(uow, chat, wanted.message),
    )


def _about(uow: UnitOfWork, chat: ChatRef, message: MessageRef) -> Ticket | None:
    """The ticket that the message is about, when it is one of the chat's own."""
    found = uow.correspondence.find(message)
    ticket = None if found is None else uow.tickets.get(found)
    return ticket if ticket is not None and ticket.requester.chat == chat else None
