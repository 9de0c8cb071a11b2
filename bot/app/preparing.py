"""Looks up what an action on a ticket wants to know besides the ticket, inside its transaction."""

from __future__ import annotations

from dataclasses import replace

from bot.app.ports import UnitOfWork
from bot.domain.deeds import Deed
from bot.domain.ticket import Action


def prepared(uow: UnitOfWork, deed: Deed) -> Deed:
    """The deed with what the database knows of what it is about."""
    match deed.action:
        case Action.ASSIGN:
            return replace(deed, staff=uow.staff.everybody())
        case _:
            return deed
