"""Looks up what an action on a ticket wants to know besides the ticket, inside its transaction."""

from __future__ import annotations

from dataclasses import replace

from bot.app.ports import UnitOfWork
from bot.domain.deeds import OTHER, Deed
from bot.domain.ticket import Action, Ticket, merged_into


def prepared(uow: UnitOfWork, ticket: Ticket, deed: Deed) -> Deed:
    """The deed with what the database knows of what it is about."""
    match deed.action:
        case Action.ASSIGN:
            return replace(deed, staff=uow.staff.everybody())
        case Action.MERGE | Action.LINK:
            return replace(deed, other=_named(uow, deed))
        case Action.REOPEN:
            into = merged_into(ticket)
            return deed if into is None else replace(deed, other=uow.tickets.get(into.ticket))
        case _:
            return deed


def _named(uow: UnitOfWork, deed: Deed) -> Ticket | None:
    entered = deed.values.get(OTHER)
    words = entered.text.untrusted.strip().lstrip("#") if entered is not None and entered.text is not None else ""
    found = uow.tickets.by_code(words) if words else None
    return None if found is None else uow.tickets.get(found.id)
