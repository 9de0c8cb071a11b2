"""Tickets found by their number or by words: the same on the Home tab and after `/ticket search`."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.ports import UnitOfWork
from bot.domain.buttons import HomePress, encode
from bot.domain.home import results
from bot.domain.message import Entry, Form, Message
from bot.domain.process import Process
from bot.domain.roles import DeskOrder
from bot.domain.text import Text, Untrusted, phrase
from bot.domain.ticket import Ticket
from bot.domain.ticket_words import marks

FOUND = 10
"""Tickets that a search shows."""

WORDS = "words"
"""The form's field."""

NOTHING: Text = (phrase("No ticket has all these words. Try fewer, or the number."),)
"""What is told when nothing was found."""


def search(uow: UnitOfWork, pinned: Callable[[Ticket], Process], typed: Untrusted) -> Message | None:
    """The ticket of that number, and the newest ones with all the words; None when there is none."""
    words = typed.untrusted
    exact = uow.tickets.by_code(words.strip().lstrip("#")) if words.strip() else None
    ids = [] if exact is None else [exact.id]
    ids += [each for each in uow.index.find(marks(words), FOUND) if each not in ids]
    found = [ticket for each in ids[:FOUND] if (ticket := uow.tickets.get(each)) is not None]
    return results((pinned(ticket), ticket) for ticket in found) if found else None


def search_form(typed: Untrusted | None = None, error: Text = ()) -> Form:
    """Asks for what is searched."""
    return Form(
        title=(phrase("Search for tickets"),),
        submit=(phrase("Search"),),
        data=encode(HomePress(DeskOrder.SEARCH)),
        entries=(
            Entry(
                id=WORDS,
                label=(phrase("Number or words"),),
                hint=(phrase("Of the title, of who asks, or of their organisation."),),
                max_length=200,
                initial=typed,
                error=error,
            ),
        ),
    )
