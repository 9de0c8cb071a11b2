"""Tickets by their number, or by words of the title, of who asks or of their organisation."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from bot.domain.text import Untrusted
from bot.domain.ticket import Ticket
from bot.domain.ticket_words import marks

FOUND = 10
"""Tickets that a search shows."""


def search(uow: UnitOfWork, typed: Untrusted) -> list[Ticket]:
    """The ticket of that number, and the newest ones with all the words."""
    words = typed.untrusted
    exact = uow.tickets.by_code(words.strip().lstrip("#")) if words.strip() else None
    ids = [] if exact is None else [exact.id]
    ids += [each for each in uow.index.find(marks(words), FOUND) if each not in ids]
    return [ticket for each in ids[:FOUND] if (ticket := uow.tickets.get(each)) is not None]
