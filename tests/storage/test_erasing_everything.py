"""Nothing personal is left after an erasure: not in a row, a log, or a file of the disk. What is personal is what the
inventory says, so that a new personal column or field that nobody erases fails here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import NullPool, create_engine, insert

from bot.app.histories import verified
from bot.app.outbox import Letter, ParcelKind
from bot.app.ports import UnitOfWork
from bot.domain.conversation import Conversation
from bot.domain.delivery import Delivery
from bot.domain.ids import ChatRef, PersonRef, TicketId
from bot.domain.incident import Incident, IncidentEntry, LinkedTicket
from bot.domain.message import Message
from bot.domain.ticket import HistoryEntry, Rating, Requester, Ticket
from storage.engine import open_database
from tests.clock import NOON, FakeClock
from tests.desk import CHANNEL
from tests.storage.full_of_canaries import CANARY, THEIR_CHAT, THEIR_TICKET, canary, full, rows
from tests.unit.erasing_desk import ErasingDesk

CHAT = ChatRef(THEIR_CHAT)
WHO = Requester(chat=CHAT, person=PersonRef(THEIR_CHAT), language="es")


def whole(uow: UnitOfWork, process: str) -> None:
    """One of everything that is kept whole."""
    ticket: Ticket = full(Ticket)
    ticket = replace(
        ticket,
        id=TicketId(THEIR_TICKET),
        code="SAACG-2026-00001",
        process=process,
        requester=WHO,
        rating=Rating(score=2, at=NOON, comment=canary("rating")),
        incident=None,
        asked=(),
    )
    uow.tickets.add(ticket, desk="saacg", year=2026, number=1)
    uow.tickets.append(replace(full(HistoryEntry), ticket=ticket.id, seq=1, actor=WHO.person))
    uow.deliveries.save(replace(full(Delivery), ticket=ticket.id))
    uow.conversations.save(replace(full(Conversation), chat=CHAT, language="es", intake=None, shelved=None))
    incident: Incident = full(Incident)
    link = LinkedTicket(ticket=ticket.id, code=ticket.code, name=canary("link"))
    uow.incidents.add(replace(incident, links=(link,), process=process), desk="saacg", year=2026, number=1)
    uow.incidents.append(replace(full(IncidentEntry), incident=incident.id, seq=1))
    for number, chat in enumerate((CHAT, CHANNEL, ChatRef(f"telegram:files:{CHAT}"))):
        letter: Letter = full(Letter)
        about = ticket.id if chat == CHANNEL else None
        key, say = f"timer:reminder:{CHAT}:{number}", ParcelKind.SAY
        uow.outbox.add([replace(letter, key=key, chat=chat, kind=say, ticket=about)])
    uow.outbox.add(
        [Letter(key="named", chat=CHANNEL, kind=ParcelKind.SAY, message=Message(body=(canary("named"),)), at=NOON)]
    )


def left(folder: Path) -> list[str]:
    """Where a canary, or the account, still stands, among all the bytes of the folder."""
    found = [
        f"{path.name}: {content[at : at + 60]!r}"
        for path in folder.rglob("*")
        if path.is_file()
        for content in (path.read_bytes(),)
        for needle in (CANARY.encode(), THEIR_CHAT.partition(":")[2].encode())
        if (at := content.find(needle)) >= 0
    ]
    return sorted(found)


async def test_no_byte_of_anything_personal_is_left_on_the_disk(sqlite_url: str) -> None:
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    database = await open_database(sqlite_url, clock=FakeClock(hurried=True))
    erasing = await ErasingDesk(database).staffed()
    await database.run(lambda uow: whole(uow, erasing.desk.process.ref))
    await database.close()
    engine = create_engine(sqlite_url, poolclass=NullPool)
    with engine.begin() as connection:
        for table, values in rows(900):
            connection.execute(insert(table).values(values))
    assert left(folder)

    database = await open_database(sqlite_url, clock=FakeClock(hurried=True))
    erasing = ErasingDesk(database)
    await erasing.told(CHANNEL)  # what had been written to the desk is sent
    await erasing.presses("yes", CHAT)
    await erasing.told(CHAT)
    await erasing.told(CHANNEL)
    await erasing.erases()
    assert await erasing.told(CHAT) != []  # the last message
    await erasing.forgetter.carry_out()

    assert await database.run(verified) == (
        "1 entries are as they were written; from 1 a person was erased, by request",
        False,
    )
    assert left(folder) == []
    await database.close()
