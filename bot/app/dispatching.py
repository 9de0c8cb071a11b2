"""Who is next for a ticket that waits, and how much everybody has: looked up and counted inside the transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.app.ports import TimerRow, UnitOfWork
from bot.domain.deeds import SYSTEM, Change
from bot.domain.effects import Dispatch
from bot.domain.ids import DESK, PersonRef
from bot.domain.placing import placed, put_to_everybody
from bot.domain.process import Process
from bot.domain.ticket import OPEN, Ticket

ROOM = "room"
"""The purpose of the timer that gives out the queue because somebody has room again."""

PAGE = 50
MOST = 500
"""Waiting tickets that are looked through at once."""


def dispatched(uow: UnitOfWork, process: Process, ticket: Ticket, wanted: Dispatch, now: datetime) -> Change | None:
    """The ticket given, offered, or called out in the channel; None when it stays as it is."""
    runs = ticket.offer is not None and ticket.offer.until is not None and ticket.offer.until > now
    if not ticket.is_waiting or (runs and not wanted.anew):
        return None
    bench, asked = uow.staff.on_shift(), ticket.offered_to
    again = wanted.newcomer is not None and bool(asked)
    if again:  # whoever had their turn is left in peace
        bench = tuple(each for each in bench if each.person == wanted.newcomer)
        asked = tuple(each for each in asked if each != wanted.newcomer)
    change = placed(process, replace(ticket, offered_to=asked), bench, at=now, bounded=not again)
    if change is None and wanted.call:
        return put_to_everybody(process, ticket, at=now, tell=wanted.tell)
    return change


def count(uow: UnitOfWork, before: Ticket | None, after: Ticket, now: datetime) -> None:
    """Counts the open tickets and the offers of everybody whom the change is about. When somebody has room again, the queue
    moves in a turn of its own."""
    had, has = _holder(before), _holder(after)
    offered, offers = _offered(before), _offered(after)
    change: Counter[PersonRef] = Counter()
    for person, by in ((had, -1), (has, 1), (offered, -1), (offers, 1)):
        if person is not None:
            change[person] += by
    if had != has:
        if had is not None:
            uow.staff.change_load(had, -1, now)
        if has is not None:
            uow.staff.change_load(has, 1, now)
    if offered != offers:
        if offered is not None:
            uow.staff.change_offers(offered, -1)
        if offers is not None:
            uow.staff.change_offers(offers, 1)
    if any(by < 0 for by in change.values()) and uow.tickets.waiting(1):
        uow.timers.set(TimerRow(key=ROOM, due=now, purpose=ROOM, chat=DESK, person=SYSTEM))


def queue(uow: UnitOfWork) -> Iterator[Ticket]:
    """The tickets that wait, oldest first; they are not locked."""
    seen, page = 0, uow.tickets.waiting(PAGE)
    while page and seen < MOST:
        yield from page
        seen += len(page)
        page = uow.tickets.waiting(PAGE, page[-1].id)


def _holder(ticket: Ticket | None) -> PersonRef | None:
    return ticket.assignee if ticket is not None and ticket.status in OPEN else None


def _offered(ticket: Ticket | None) -> PersonRef | None:
    return ticket.offer.person if ticket is not None and ticket.offer is not None else None
