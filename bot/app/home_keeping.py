"""What people have on their Home tab, and that it stays as things stand while they look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app.auditing import member
from bot.app.catalogue import Catalogue
from bot.app.ports import TimerRow, UnitOfWork
from bot.app.reports import desk_numbers
from bot.domain.effects import ShowHome
from bot.domain.events import Happening
from bot.domain.home import MINE, OWN, DeskView, Line, desk_home, requester_home
from bot.domain.ids import ChatRef, PersonRef
from bot.domain.message import Message
from bot.domain.process import Process
from bot.domain.roles import DeskOrder, Staff, allowed
from bot.domain.ticket import Ticket

HOME = "home"
"""The purpose of the timer that brings a Home tab up to date."""

LOOKED_LATELY = timedelta(hours=2)
"""Whose Home tab is kept up to date; any other is as it was until it is opened again."""

WAIT = timedelta(seconds=2)
"""What changes within so long is shown together."""

READ = 50
"""Tickets of each list that are looked at."""


class HomeKeeper:
    """Lives inside one unit of work."""

    def __init__(self, uow: UnitOfWork, catalogue: Catalogue, current: str) -> None:
        self._uow = uow
        self._catalogue = catalogue
        self._process = catalogue.current(current)

    def opened(self, event: Happening) -> ShowHome:
        """The person looks at it now."""
        staff = member(self._uow, event)
        self._uow.homes.opened(event.person, event.at, desk=_works(staff))
        return self.show(event.person, staff, event.at)

    def due(self, person: PersonRef, at: datetime) -> ShowHome:
        """Something that they see has changed a while ago."""
        desk = self._uow.homes.updated(person)
        return self.show(person, self._uow.staff.get(person) if desk else None, at)

    def show(self, person: PersonRef, staff: Staff | None, at: datetime) -> ShowHome:
        """As things stand."""
        if staff is not None and _works(staff):
            parts = desk_home(self._desk(staff, at))
            return ShowHome(person=person, parts=parts, language=self._process.languages[0])
        return self._requester(person)

    def _requester(self, person: PersonRef) -> ShowHome:
        chat = ChatRef(person)  # of somebody who has a Home tab, the chat is called as they are
        conversation = self._uow.conversations.load(chat)
        languages = self._process.languages
        chosen = conversation.language if conversation is not None else None
        language = chosen if chosen is not None and chosen in languages else languages[0]
        own = [line for each in self._uow.identities.chats_of(chat) for line in self._uow.tickets.newest_of(each, OWN)]
        newest = tuple(sorted(own, key=lambda line: line.id, reverse=True)[:OWN])
        parts: tuple[Message, ...] = requester_home(self._process.desk.name.get(language, ""), newest)
        return ShowHome(person=person, parts=parts, language=language)

    def _desk(self, staff: Staff, at: datetime) -> DeskView:
        uow, process = self._uow, self._process
        queue = self._lines(uow.tickets.waiting(READ))
        offers = tuple(line for line in queue if (offer := line[1].offer) is not None and offer.person == staff.person)
        desk = DeskView(
            staff=staff,
            zone=process.desk.zone,
            name=process.desk.name.get(process.languages[0], ""),
            mine=self._lines(uow.tickets.assigned_to(staff.person, READ)),
            offers=offers,
            waiting=tuple(line for line in queue if line not in offers),
            own=uow.tickets.newest_of(ChatRef(staff.person), MINE),
        )
        if not allowed(staff.roles, DeskOrder.STATS):
            return desk
        return replace(desk, numbers=desk_numbers(uow, process, at))

    def _lines(self, tickets: Sequence[Ticket]) -> tuple[Line, ...]:
        return tuple((self._pinned(each), each) for each in tickets)

    def _pinned(self, ticket: Ticket) -> Process:
        return self._catalogue.get(ticket.process) or self._process


def outdate(uow: UnitOfWork, ticket: Ticket, at: datetime) -> None:
    """Those who look at a ticket, or at the desk, see the change in a moment."""
    for person in uow.homes.outdate(at - LOOKED_LATELY, ticket.requester.person):
        due = TimerRow(key=f"{HOME}:{person}", due=at + WAIT, purpose=HOME, chat=ChatRef(person), person=person)
        uow.timers.set(due)


def _works(staff: Staff | None) -> bool:
    return staff is not None and allowed(staff.roles, DeskOrder.LIST)
