"""Files on their way through the outbox, over a database in memory: fetched, kept, put into the thread; once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.alarming import Alarms
from bot.app.files import FileStatus, StoredFile
from bot.app.outbox import Delivered, Letter, Parcel, ParcelKind, Reason, Refused
from bot.app.ports import UnitOfWork
from bot.app.settling import Settling
from bot.app.undelivered import Undelivered
from bot.domain.effects import Effect, Fetch, Forward
from bot.domain.events import Said
from bot.domain.ids import DESK, ChatRef, EventId, FileRef, MessageRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import card_of
from tests.desk import ANA, CHANNEL, MARIA, DeskInMemory
from tests.player import read_aloud

CHAT = ChatRef(MARIA)
FETCHES = ChatRef("telegram:files:telegram:1")
FILE = File(ref=FileRef("telegram:document:abc"), kind=FileKind.DOCUMENT, label=Untrusted("póliza.pdf"), size=9)
STORED = StoredFile(name="0" * 32 + ".pdf", media_type="application/pdf", size=9)


class Files:
    """A desk, and what becomes of its letters."""

    def __init__(self, desk: DeskInMemory) -> None:
        self.desk = desk
        undelivered = Undelivered(catalogue=desk.catalogue, words=desk.words, desk=CHANNEL)
        self._settling = Settling(desk.handler, undelivered, Alarms(desk.handler, CHANNEL))
        self._count = 0

    async def sends(self, *files: File) -> None:
        """María sends files."""
        self._count += 1
        said = Said(
            id=EventId(f"said:{self._count}"),
            at=self.desk.clock.now(),
            chat=CHAT,
            person=MARIA,
            language="es",
            text=Untrusted(""),
            message=MessageRef(f"telegram:1:{self._count}"),
            files=files,
        )
        await self.desk.happens(said)

    async def performs(self, *effects: Effect) -> None:
        def work(uow: UnitOfWork) -> None:
            self._count += 1
            effecting = self.desk.handler.effecting(uow, EventId(f"done:{self._count}"), self.desk.clock.now())
            effecting.perform(effects)
            effecting.post()

        await self.desk.database.run(work)

    async def settles(self, letter: Letter, outcome: Delivered | Refused) -> None:
        parcel = Parcel(id=1, token=1, letter=letter, thread=None, target=None, unsure=False, attempts=1)
        now = self.desk.clock.now()
        await self.desk.database.run(lambda uow: self._settling(uow, parcel, outcome, now))

    async def status(self) -> tuple[FileStatus, TicketId | None]:
        row = await self.desk.database.run(lambda uow: uow.files.newest(CHAT, FILE.ref))
        assert row is not None
        return row.status, row.ticket

    async def forwards(self, ticket: TicketId) -> list[Letter]:
        return await self.desk.letters(ChatRef(f"slack:files:card:{ticket}"))


@pytest.fixture
async def files() -> Files:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana López", Role.SPECIALIST)
    return Files(desk)


FETCH = Fetch(chat=CHAT, person=MARIA, language="es", file=FILE)


def forward(ticket: TicketId) -> Forward:
    return Forward(chat=DESK, file=FILE, thread=card_of(ticket), ticket=ticket)


def arrived(stored: StoredFile = STORED) -> Delivered:
    return Delivered(None, stored)


async def test_a_file_is_fetched_in_a_lane_of_its_senders_and_put_into_the_thread_when_it_is_here(files: Files) -> None:
    ticket = await files.desk.opens()
    await files.sends(FILE)
    (fetch,) = await files.desk.letters(FETCHES)
    assert (fetch.kind, fetch.file) == (ParcelKind.FETCH, FILE)
    assert await files.status() == (FileStatus.PENDING, ticket)
    assert await files.forwards(ticket) == []

    await files.settles(fetch, arrived())
    assert await files.status() == (FileStatus.STORED, ticket)
    (put,) = await files.forwards(ticket)
    assert (put.kind, put.file, put.stored, put.thread) == (ParcelKind.FORWARD, FILE, STORED, card_of(ticket))


async def test_a_file_that_is_here_before_its_ticket_follows_with_the_ticket(files: Files) -> None:
    await files.performs(FETCH)
    (fetch,) = await files.desk.letters(FETCHES)
    await files.settles(fetch, arrived())
    assert await files.status() == (FileStatus.STORED, None)

    ticket = await files.desk.opens()
    await files.performs(forward(ticket))
    await files.performs(forward(ticket))
    assert [letter.stored for letter in await files.forwards(ticket)] == [STORED]


async def test_a_fetch_settled_twice_is_harmless(files: Files) -> None:
    ticket = await files.desk.opens()
    await files.sends(FILE)
    (fetch,) = await files.desk.letters(FETCHES)
    await files.settles(fetch, arrived())
    await files.settles(fetch, arrived(replace(STORED, name="1" * 32 + ".pdf")))
    await files.settles(fetch, Refused(Reason.GONE, "later"))
    assert [letter.stored for letter in await files.forwards(ticket)] == [STORED]
    assert await files.status() == (FileStatus.STORED, ticket)


async def test_the_same_file_sent_twice_for_one_request_is_fetched_once(files: Files) -> None:
    await files.performs(FETCH, FETCH)
    assert len(await files.desk.letters(FETCHES)) == 1


async def test_the_same_file_for_another_ticket_is_fetched_and_put_there_as_well(files: Files) -> None:
    first, second = await files.desk.opens(), await files.desk.opens()
    await files.performs(FETCH, forward(first))
    await files.performs(FETCH, forward(second))
    fetches = await files.desk.letters(FETCHES)
    assert len(fetches) == 2
    for number, fetch in enumerate(fetches):
        await files.settles(fetch, arrived(replace(STORED, name=f"{number}" * 32 + ".pdf")))
    names = [
        [letter.stored and letter.stored.name[0] for letter in await files.forwards(each)] for each in (first, second)
    ]
    assert names == [["0"], ["1"]]


async def test_a_file_that_nobody_began_to_fetch_is_fetched_when_its_ticket_wants_it(files: Files) -> None:
    ticket = await files.desk.opens()
    await files.performs(forward(ticket))
    (fetch,) = await files.desk.letters(FETCHES)
    await files.settles(fetch, arrived())
    assert len(await files.forwards(ticket)) == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.TOO_LARGE, "20 MB"),
        (Reason.PROGRAM, "Por seguridad"),
        (Reason.GONE, "No pude recibir"),
        (Reason.GAVE_UP, "No pude recibir"),
        (Reason.FORBIDDEN, "No pude recibir"),
    ],
)
async def test_a_refused_file_is_told_to_its_sender_and_in_the_thread(files: Files, reason: Reason, words: str) -> None:
    ticket = await files.desk.opens()
    await files.sends(FILE)
    (fetch,) = await files.desk.letters(FETCHES)
    await files.desk.letters(CHAT)
    await files.desk.letters(CHANNEL)
    await files.settles(fetch, Refused(reason, "x"))
    (told,) = await files.desk.letters(CHAT)
    assert words in read_aloud(told.message)
    said = [letter for letter in await files.desk.letters(CHANNEL) if letter.thread == card_of(ticket)]
    assert [read_aloud(letter.message) for letter in said] == [
        "🚫 No se aceptó un archivo del solicitante: póliza.pdf. Ya se le dijo por qué."
    ]
    assert await files.status() == (FileStatus.REFUSED, ticket)
    assert await files.desk.database.run(lambda uow: uow.files.held([ticket])) == {ticket: 0}
    await files.performs(forward(ticket))
    assert await files.forwards(ticket) == []


async def test_a_file_that_cannot_be_put_into_the_thread_is_named_there(files: Files) -> None:
    ticket = await files.desk.opens()
    await files.performs(FETCH, forward(ticket))
    (fetch,) = await files.desk.letters(FETCHES)
    await files.settles(fetch, arrived())
    (put,) = await files.forwards(ticket)
    await files.desk.letters(CHANNEL)
    await files.settles(put, Refused(Reason.FORBIDDEN, "the app lacks files:write"))
    (said,) = await files.desk.letters(CHANNEL)
    assert read_aloud(said.message) == "⚠️ No se pudo poner aquí un archivo del solicitante: póliza.pdf"
    assert said.thread == card_of(ticket)


async def test_a_hundred_megabytes_in_a_day_are_taken_and_no_more(files: Files) -> None:
    await files.desk.opens()
    large = [replace(FILE, ref=FileRef(f"telegram:document:{number}"), size=20 * 2**20) for number in range(7)]
    await files.sends(*large[:3])
    await files.sends(*large[3:5])
    assert len(await files.desk.letters(FETCHES)) == 5
    await files.desk.letters(CHAT)

    await files.sends(*large[5:])
    told = "\n".join(read_aloud(letter.message) for letter in await files.desk.letters(CHAT))
    assert told.count("Con eso serían más de 100 MB en un día") == 1
    assert len(await files.desk.letters(FETCHES)) == 0

    files.desk.clock.advance(24 * 3600)
    await files.sends(large[5])
    assert len(await files.desk.letters(FETCHES)) == 1


async def test_a_file_that_came_in_a_linked_chat_is_fetched_once_and_put_into_the_thread(files: Files) -> None:
    other = ChatRef("slack:T:D1")
    sent = replace(FILE, ref=FileRef("slack:T:F1"))
    await files.desk.database.run(lambda uow: uow.identities.link(CHAT, other))
    ticket = await files.desk.opens()
    await files.performs(replace(FETCH, chat=other, file=sent), replace(forward(ticket), file=sent))
    (fetch,) = await files.desk.letters(ChatRef(f"slack:files:{other}"))
    assert await files.desk.letters(ChatRef(f"slack:files:{CHAT}")) == []
    await files.settles(fetch, arrived())
    assert [letter.stored for letter in await files.forwards(ticket)] == [STORED]
