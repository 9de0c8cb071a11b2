"""A desk in memory that offers its tickets, with two levels and a clock that its timers follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.app.ports import UnitOfWork
from bot.app.tick import Ticker
from bot.domain.answers import Answer
from bot.domain.assignment import Assignment, AssignmentMode, Leaving
from bot.domain.effects import OpenTicket
from bot.domain.events import Acted, HandedOver
from bot.domain.ids import ChatRef, Interaction, PersonRef, TicketId
from bot.domain.message import Entered
from bot.domain.roles import Role, Staff
from bot.domain.text import Untrusted
from bot.domain.ticket import HistoryEntry, Ticket
from tests.desk import CHANNEL, DeskInMemory
from tests.player import read_aloud

OFFERING = Assignment(mode=AssignmentMode.OFFER, offer_minutes=5, most_offers=3, leaving=Leaving.QUEUE)


class DispatchDesk(DeskInMemory):
    """`passes` moves the clock and does what is due."""

    def __init__(self, rules: Assignment = OFFERING) -> None:
        super().__init__("saacg")
        self.process = replace(self.process, assignment=rules, warnings=())
        self.catalogue.learn(self.process)
        self._ticker = Ticker(self.database, self.handler, self.clock, self._after)
        self._opened = 0

    async def joins(self, person: PersonRef, name: str, role: Role = Role.SPECIALIST, **fields: Any) -> None:
        """A member, on shift unless it is said otherwise."""
        member = Staff(person=person, name=Untrusted(name), roles=frozenset({role}), on_shift=True)
        await self.database.run(lambda uow: uow.staff.save(replace(member, **fields)))

    async def opens_for(self, kind: str = "technical", module: str | None = None) -> TicketId:
        """A ticket of a chat of its own."""
        self._opened += 1
        chat = ChatRef(f"telegram:{self._opened}")
        answers = {"kind": Answer(options=(kind,)), "name": Answer(text=Untrusted("María"))}
        if module is not None:
            answers["module"] = Answer(options=(module,))
        wanted = OpenTicket(chat=chat, person=PersonRef(chat), language="es", process=self.process.ref, answers=answers)

        def work(uow: UnitOfWork) -> TicketId:
            effecting = self.handler.effecting(uow, self._next(), self.clock.now())
            effecting.perform((wanted,))
            effecting.post()
            return uow.tickets.newest_of(chat, 1)[0].id

        return await self.database.run(work)

    async def enters(self, who: PersonRef, action: str, ticket: TicketId, **values: str) -> None:
        """Sends the form of an action; a person or the queue is a choice, the rest text."""
        fields = {
            name: Entered(choices=(value,)) if name == "person" else Entered(text=Untrusted(value) if value else None)
            for name, value in values.items()
        }
        text = next((each.text for each in fields.values() if each.text is not None), Untrusted(""))
        await self.happens(
            Acted(
                id=self._next(),
                at=self.clock.now(),
                chat=CHANNEL,
                person=who,
                action=action,
                ticket=ticket,
                text=text,
                seen=1,
                interaction=Interaction("slack:x"),
                values=fields,
            )
        )

    async def hands_over(self, person: PersonRef, values: Mapping[str, Entered]) -> None:
        """Sends the form of somebody who goes off shift."""
        await self.happens(
            HandedOver(
                id=self._next(),
                at=self.clock.now(),
                chat=ChatRef(person),
                person=person,
                values=values,
                interaction=Interaction("slack:x"),
            )
        )

    async def passes(self, minutes: float) -> None:
        """Time goes by, and what is due is done."""
        self.clock.advance(minutes * 60)
        await self._ticker.tick()

    async def member(self, person: PersonRef) -> Staff:
        found = await self.database.run(lambda uow: uow.staff.get(person))
        assert found is not None
        return found

    async def tickets(self) -> list[Ticket]:
        """All of them, in order."""
        return [await self.ticket(TicketId(number)) for number in range(1, self._opened + 1)]

    async def history(self, ticket: TicketId) -> tuple[HistoryEntry, ...]:
        return await self.database.run(lambda uow: uow.tickets.history(ticket))

    async def steps(self, ticket: TicketId) -> list[str]:
        """The history in short: what was done, and to whom it went."""
        return [
            f"{each.action} {each.data.get('to', '').rpartition(':')[2]}".strip() for each in await self.history(ticket)
        ]

    async def heard(self, chat: str) -> list[str]:
        """What waits to be said in a chat, read aloud; it is taken."""
        return [read_aloud(each.message) for each in await self.letters(ChatRef(chat))]
