"""A ticket for which the requester gave ID and password, in any database, and the service's parts that act on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.app.catalogue import Catalogue
from bot.app.handle import Handler
from bot.app.ports import Database, UnitOfWork
from bot.app.sealing import SecretRow
from bot.app.tick import Ticker
from bot.app.words import Words
from bot.domain.access_words import ASKED_FOR
from bot.domain.answers import Answer
from bot.domain.audit import Audited
from bot.domain.deeds import Deed
from bot.domain.effects import Act, Immediate, OpenTicket
from bot.domain.events import Acted
from bot.domain.ids import ChatRef, EventId, Interaction, PersonRef, TicketId
from bot.domain.remote import Phase, Remote
from bot.domain.roles import Actor, Role, Staff
from bot.domain.sealed import KEPT, Held, Looks, SecretField, SecretId, about
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Ticket
from tests.clock import NOON, FakeClock
from tests.sealing import new_sealer

CHANNEL, MARIA, ANA = ChatRef("slack:T:soporte"), ChatRef("telegram:1"), PersonRef("slack:T:ana")
TYPED = {SecretField.REMOTE_ID: "123 456 789", SecretField.REMOTE_PASSWORD: "k7x2pq"}
SEALER = new_sealer()
SAACG = "saacg"


class AccessDesk:
    """The handler and the ticker of one process; another one over the same database is what comes after a restart."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.ticket = TicketId(1)
        catalogue = Catalogue.load([SAACG])
        self._process = catalogue.current(SAACG)
        self._handler = Handler(catalogue=catalogue, current=SAACG, words=Words.load(), readers={}, desk=CHANNEL)
        self.ticker = Ticker(database, self._handler, clock, lambda _done: None)
        self._count = 0

    async def given(self) -> None:
        """María's ticket is with Ana, and she gave both at noon."""
        await self.database.run(self._open)
        await self.database.run(self._give)

    async def looks(self) -> tuple[Immediate, ...]:
        """Ana confirms on the page that she wants to see them; what she is answered."""
        self._count += 1
        event = Acted(
            id=EventId(f"look:{self._count}:{id(self)}"),
            at=self.clock.now(),
            chat=CHANNEL,
            person=ANA,
            action=Action.REVEAL.value,
            ticket=self.ticket,
            text=Untrusted(""),
            seen=1,
            interaction=Interaction("slack:x"),
        )

        def work(uow: UnitOfWork) -> tuple[Immediate, ...]:
            effecting = self._handler.happened(uow, event, self.clock.now())
            effecting.post()
            return effecting.immediate()

        return await self.database.run(work)

    async def stored(self) -> tuple[SecretRow, ...]:
        return await self.database.run(lambda uow: uow.secrets.after(None, 10))

    async def now(self) -> Ticket:
        found = await self.database.run(lambda uow: uow.tickets.get(self.ticket))
        assert found is not None
        return found

    async def audit(self) -> list[Audited]:
        """What was asked of the credentials, the oldest first."""
        return [*reversed(await self.database.run(lambda uow: uow.audit.newest(10)))]

    def _open(self, uow: UnitOfWork) -> None:
        uow.staff.save(Staff(person=ANA, name=Untrusted("Ana"), roles=frozenset({Role.SPECIALIST}), on_shift=True))
        wanted = OpenTicket(
            chat=MARIA,
            person=PersonRef(MARIA),
            language="es",
            process=self._process.ref,
            answers={"kind": Answer(options=("technical",)), "name": Answer(text=Untrusted("María"))},
        )
        effecting = self._handler.effecting(uow, EventId("opening"), NOON)
        effecting.perform((wanted,))
        line = uow.tickets.newest_of(MARIA, 1)[0]
        self.ticket = line.id
        ticket = uow.tickets.get(line.id)
        assert ticket is not None
        ana = Actor(person=ANA, name=Untrusted("Ana"), roles=frozenset({Role.SPECIALIST}))
        assert effecting.act(ticket, Deed(action=Action.TAKE, actor=ana, at=NOON, channel="slack")) is None
        taken = uow.tickets.get(line.id)
        assert taken is not None
        remote = Remote(phase=Phase.READY, by=ANA, name=Untrusted("Ana"), since=NOON, until=NOON + KEPT)
        uow.tickets.save(replace(taken, remote=remote))
        effecting.post()

    def _give(self, uow: UnitOfWork) -> None:
        secrets = {field: SecretId(f"given:{field}") for field in ASKED_FOR}
        for field, secret in secrets.items():
            envelope = SEALER.seal(TYPED[field], about(secret, field, self.ticket))
            uow.secrets.add(_row(secret, field, envelope, self.ticket, NOON))
        held = Held(secrets=secrets, looks=Looks.TYPED, ticket=self.ticket)
        effecting = self._handler.effecting(uow, EventId("giving"), NOON)
        effecting.perform((Act(ticket=self.ticket, action=Action.HAND_OVER, by=MARIA, held=held),))
        effecting.post()


def _row(secret: SecretId, field: SecretField, envelope: str, ticket: TicketId, at: datetime) -> SecretRow:
    return SecretRow(
        id=secret, chat=MARIA, ticket=ticket, field=field, envelope=envelope, sealed_at=at, expires=at + KEPT
    )
