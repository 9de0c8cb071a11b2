"""A desk in memory that is asked to erase people."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from bot.app.files import StoredFile
from bot.app.forgetter import Forgetter
from bot.app.outbox import Delivered, Settlement
from bot.app.ports import Database, UnitOfWork
from bot.domain.buttons import Press, Verb
from bot.domain.erasure import Erasure, ErasureDoing, ErasurePress
from bot.domain.events import Commanded, ErasureDecided, Pressed, Said
from bot.domain.ids import ChatRef, EventId, Interaction, MessageRef, PersonRef
from bot.domain.message import Entered, File
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from storage.memory import MemoryDatabase
from tests.desk import CHANNEL, MARIA, DeskInMemory
from tests.player import read_aloud

PRIVA = PersonRef("slack:T:priva")
"""Whoever answers for personal data at the desk."""

CHAT = ChatRef(MARIA)


class ErasedFiles:
    """`bot.app.files.Files` of which only the erasing is of interest."""

    def __init__(self) -> None:
        self.erased: list[str] = []

    async def store(self, chunks: AsyncIterable[bytes], label: Untrusted) -> StoredFile:
        raise NotImplementedError

    async def keep(self, content: bytes, ending: str) -> StoredFile:
        raise NotImplementedError

    def read(self, name: str) -> AsyncIterator[bytes]:
        raise NotImplementedError

    async def opened(self, name: str) -> BinaryIO:
        raise NotImplementedError

    async def older_than(self, before: datetime) -> tuple[str, ...]:
        return ()

    async def erase(self, names: Sequence[str]) -> None:
        self.erased += names


class ErasingDesk:
    """María asks in her chat; Priva decides in the desk's channel. Over the database in memory, or another."""

    def __init__(self, database: Database | None = None) -> None:
        self.desk = DeskInMemory(database=cast("MemoryDatabase | None", database))
        self.files = ErasedFiles()
        self.forgetter = Forgetter(self.desk.database, self.desk.handler, self.files, self.desk.clock)
        self._count = 0

    async def staffed(self) -> ErasingDesk:
        await self.desk.staff(PRIVA, "Priva", Role.PRIVACY, on_shift=False)
        return self

    async def types(self, command: str, chat: ChatRef = CHAT, argument: str = "") -> list[str]:
        """What the chat is told."""
        await self.desk.happens(
            Commanded(
                id=self.next(),
                at=self.desk.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                language="es",
                name=command,
                argument=Untrusted(argument),
                message=MessageRef(f"{chat}:{self._count}"),
            )
        )
        return await self.told(chat)

    async def says(self, text: str, chat: ChatRef = CHAT, *files: File) -> list[str]:
        await self.desk.happens(
            Said(
                id=self.next(),
                at=self.desk.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                language="es",
                text=Untrusted(text),
                message=MessageRef(f"{chat}:{self._count}"),
                files=files,
            )
        )
        return await self.told(chat)

    async def presses(self, value: str, chat: ChatRef = CHAT) -> list[str]:
        await self.desk.happens(
            Pressed(
                id=self.next(),
                at=self.desk.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                language="es",
                press=Press(Verb.ERASE, value=value),
                message=MessageRef(f"{chat}:0"),
                interaction=Interaction("telegram:x"),
            )
        )
        return await self.told(chat)

    async def decides(
        self,
        doing: ErasureDoing,
        person: PersonRef = PRIVA,
        number: int = 1,
        *,
        foreign: bool = False,
        chat: ChatRef = CHANNEL,
        **fields: str,
    ) -> None:
        """Presses a button of the card, or sends its form when fields are given."""
        values = {
            name: Entered(choices=(text,)) if name == "sure" else Entered(text=Untrusted(text))
            for name, text in fields.items()
        }
        await self.desk.happens(
            ErasureDecided(
                id=self.next(),
                at=self.desk.clock.now(),
                chat=chat,
                person=person,
                foreign=foreign,
                press=ErasurePress(doing, number),
                interaction=Interaction("slack:x"),
                values=values or None,
            )
        )

    async def erases(self, number: int = 1) -> None:
        """Priva presses *Erase now*, is sure, and it is carried out."""
        await self.decides(ErasureDoing.ERASE, number=number, sure="yes")
        await self.forgetter.carry_out()

    async def request(self, number: int = 1) -> Erasure:
        found = await self.desk.database.run(lambda uow: uow.erasures.get(number))
        assert found is not None
        return found

    async def told(self, chat: ChatRef = CHAT) -> list[str]:
        """What was said to the chat since it was last looked at; it arrives."""
        now = self.desk.clock.now()

        def take(uow: UnitOfWork) -> list[str]:
            waiting = uow.outbox.waiting(chat.partition(":")[0], 1000)
            parcels = uow.outbox.claim([each.id for each in waiting if each.chat == chat], at=now, until=now)
            uow.outbox.settle(
                [Settlement(parcel, Delivered(MessageRef(f"{chat}:{1000 + parcel.id}"))) for parcel in parcels],
                now,
            )
            return [read_aloud(parcel.letter.message) for parcel in parcels]

        return await self.desk.database.run(take)

    async def waits(self, time: timedelta) -> None:
        """Time passes, and what is due then happens."""
        self.desk.clock.advance(time.total_seconds())
        now = self.desk.clock.now()

        def ring(uow: UnitOfWork) -> None:
            for timer in uow.timers.take_due(now, 100):
                self.desk.handler.due(uow, timer, now)

        await self.desk.database.run(ring)

    def next(self) -> EventId:
        self._count += 1
        return EventId(f"erasing:{self._count}")
