"""The application over a database in memory, with events put in directly: no platform, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.app.catalogue import Catalogue
from bot.app.handle import Done, Handler
from bot.app.lanes import Lanes
from bot.app.outbox import Letter, home_lane
from bot.app.ports import Arrival, UnitOfWork
from bot.app.receive import Receiver
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.audit import Audited
from bot.domain.buttons import HomePress
from bot.domain.effects import Immediate, OpenTicket
from bot.domain.events import Acted, Event, HomeOpened, HomeUsed, Ordered, Place
from bot.domain.ids import ChatRef, EventId, Interaction, PersonRef, TicketId
from bot.domain.membership import Membership
from bot.domain.message import Entered, Message
from bot.domain.roles import Role, Staff
from bot.domain.text import Untrusted
from bot.domain.ticket import Ticket
from storage.memory import MemoryDatabase
from tests.clock import FakeClock

CHANNEL = ChatRef("slack:T:soporte")
ADMIN = PersonRef("slack:T:admin")
ANA = PersonRef("slack:T:ana")
LUIS = PersonRef("slack:T:luis")
MARIA = PersonRef("telegram:1")
MEMBERS: Mapping[PersonRef, Membership] = dict.fromkeys((ADMIN, ANA, LUIS), Membership.MEMBER)
"""What the platform says of the people whom an order names."""


class DeskInMemory:
    """Put events in with `happens`; see what was answered at once (`immediate`) and what waits to be sent (`letters`)."""

    def __init__(self, process: str = "saacg", database: MemoryDatabase | None = None) -> None:
        self.clock = FakeClock(hurried=True)
        self.database = database or MemoryDatabase()
        self.catalogue = Catalogue.load([process])
        self.process = self.catalogue.current(process)
        self.words = Words.load()
        self.immediate: list[Immediate] = []
        self._events: dict[str, Event] = {}
        handler = Handler(
            catalogue=self.catalogue,
            current=process,
            words=self.words,
            readers={"test": self._read},
            desk=CHANNEL,
        )
        self.handler = handler
        self.lanes = Lanes(self.database, handler, self.clock, self._after)
        self.receive = Receiver(self.database, self.lanes)
        self._count = 0

    def _read(self, raw: Mapping[str, Any], key: EventId, at: datetime) -> Event | None:
        return self._events[raw["event"]]

    def _after(self, done: Done) -> None:
        self.immediate += done.immediate

    async def happens(self, event: Event, *, times: int = 1) -> None:
        """The event arrives so often, each time with the same key, and everything that follows is done."""
        self._events[event.id] = event
        body = json.dumps({"event": event.id})
        arrival = Arrival(source="test", key=event.id, lane=event.person, body=body, at=event.at)
        await self.receive([arrival] * times, None)
        await self.lanes.idle()

    async def staff(self, person: PersonRef, name: str, *roles: Role, on_shift: bool = True) -> None:
        member = Staff(person=person, name=Untrusted(name), roles=frozenset(roles), on_shift=on_shift)
        await self.database.run(lambda uow: uow.staff.save(member))

    async def opens(self) -> TicketId:
        """A ticket of María's, as her confirmed questionnaire opens it."""
        wanted = OpenTicket(
            chat=ChatRef(MARIA),
            person=MARIA,
            language="es",
            process=self.process.ref,
            answers={
                "kind": Answer(options=("technical",)),
                "name": Answer(text=Untrusted("María")),
                "title": Answer(text=Untrusted("No imprime")),
            },
        )

        def work(uow: UnitOfWork) -> TicketId:
            effecting = self.handler.effecting(uow, self._next(), self.clock.now())
            effecting.perform((wanted,))
            effecting.post()
            return uow.tickets.newest_of(ChatRef(MARIA), 1)[0].id

        return await self.database.run(work)

    async def acts(
        self,
        person: PersonRef,
        action: str,
        ticket: TicketId,
        text: str | None = None,
        *,
        seen: int | None = None,
        foreign: bool = False,
        place: Place = Place.MESSAGE,
        values: Mapping[str, Entered] | None = None,
    ) -> None:
        """A press on the ticket's button as it stands, or as it stood at the revision `seen`; or a form that was sent."""
        found = await self.database.run(lambda uow: uow.tickets.get(ticket))
        chat = ChatRef(MARIA) if person == MARIA else CHANNEL
        said = Untrusted(text) if text is not None else None
        await self.happens(
            Acted(
                id=self._next(),
                at=self.clock.now(),
                chat=chat,
                person=person,
                action=action,
                ticket=ticket,
                text=said,
                seen=seen or (found.revision if found is not None else 1),
                interaction=Interaction(f"{chat.partition(':')[0]}:x"),
                foreign=foreign,
                place=place,
                values=values or {},
            )
        )

    async def opens_home(self, person: PersonRef, *, foreign: bool = False) -> None:
        chat = ChatRef(person)
        await self.happens(HomeOpened(id=self._next(), at=self.clock.now(), chat=chat, person=person, foreign=foreign))

    async def uses_home(
        self,
        person: PersonRef,
        order: str,
        value: str = "",
        values: Mapping[str, Entered] | None = None,
        people: Mapping[PersonRef, Membership] = MEMBERS,
        *,
        foreign: bool = False,
    ) -> None:
        await self.happens(
            HomeUsed(
                id=self._next(),
                at=self.clock.now(),
                chat=ChatRef(person),
                person=person,
                press=HomePress(order, value),
                interaction=Interaction("slack:x"),
                values=values,
                people=people,
                foreign=foreign,
            )
        )

    async def home(self, person: PersonRef) -> tuple[Message, ...]:
        """What the person has on their Home tab, as far as it was written down."""
        return (await self.letters(home_lane(person)))[-1].parts

    async def audit(self) -> tuple[Audited, ...]:
        return await self.database.run(lambda uow: uow.audit.newest(1000))

    async def orders(
        self, person: PersonRef, words: str, people: Mapping[PersonRef, Membership] = MEMBERS, *, foreign: bool = False
    ) -> None:
        await self.happens(
            Ordered(
                id=self._next(),
                at=self.clock.now(),
                chat=CHANNEL,
                person=person,
                words=Untrusted(words),
                name=Untrusted("x"),
                interaction=Interaction("slack:x"),
                people=people,
                foreign=foreign,
            )
        )

    async def ticket(self, ticket: TicketId) -> Ticket:
        found = await self.database.run(lambda uow: uow.tickets.get(ticket))
        assert found is not None
        return found

    async def letters(self, chat: ChatRef) -> list[Letter]:
        """What waits to be sent to a chat, in order."""
        now = self.clock.now()

        def take(uow: UnitOfWork) -> list[Letter]:
            waiting = uow.outbox.waiting(chat.partition(":")[0], 1000)
            ids = [each.id for each in waiting if each.chat == chat]
            return [parcel.letter for parcel in uow.outbox.claim(ids, at=now, until=now)]

        return await self.database.run(take)

    def _next(self) -> EventId:
        self._count += 1
        return EventId(f"test:{self._count}")
