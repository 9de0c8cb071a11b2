"""What is held about a person becomes a file and is sent to them. Like every file it is fetched first, from a gateway of its
own that is no platform: the request survives a restart in the outbox, and the file is put together in one transaction.

It is not kept: once it was sent, or never will be, nothing points to it any more, and it is erased as a stray.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.app.catalogue import Catalogue
from bot.app.disclosed_file import Disclosure, page
from bot.app.files import CannotStore, Files, FileStatus, StoredFile
from bot.app.filing import sender_of
from bot.app.handle import Handler
from bot.app.holdings import MADE_BY_US, Holding, Whose
from bot.app.outbox import Delivered, Later, Outcome, Parcel, ParcelKind, Reason, Refused, Waiting
from bot.app.ports import Clock, Database, Limits, Rates, StorageUnavailable, UnitOfWork
from bot.app.words import Words
from bot.domain import disclosure
from bot.domain.effects import Immediate
from bot.domain.ids import ChatRef, EventId, PersonRef
from bot.domain.message import File, Message
from bot.domain.process import Process

NAME = MADE_BY_US.removesuffix(":")

ENDING = "html"

_LIMITS = Limits(
    text=0,
    button_label=0,
    button_data=0,
    buttons=0,
    file_size=0,
    rates=Rates(per_second=1.0, chat_interval=1.0, chat_burst=1),
)
_AGAIN = 30.0
"""Seconds until it is tried again when the database or the disk is away."""


def is_ours(file: File | None) -> bool:
    """Whether the file is one that we put together."""
    return file is not None and file.ref.startswith(MADE_BY_US)


def held_about(
    uow: UnitOfWork, chats: Iterable[ChatRef], *, accounts: Sequence[PersonRef] = (), emails: Sequence[str] = ()
) -> tuple[Holding, ...]:
    """All that is held about the person of these chats, and of those linked with them."""
    linked = dict.fromkeys(each for chat in chats for each in uow.identities.chats_of(chat))
    return uow.holdings.of(Whose(chats=tuple(linked), accounts=accounts, emails=emails))


class Disclosures:
    """`bot.app.ports.Gateway` from which these files are fetched."""

    def __init__(
        self,
        database: Database,
        files: Files,
        clock: Clock,
        words: Words,
        catalogue: Catalogue,
        current: str,
    ) -> None:
        self._database = database
        self._files = files
        self._clock = clock
        self._words = words
        self._catalogue = catalogue
        self._current = current

    @property
    def name(self) -> str:
        """The gateway's name in references."""
        return NAME

    @property
    def limits(self) -> Limits:
        """Nothing is shown here."""
        return _LIMITS

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Puts the file together; see `bot.app.ports.Gateway`."""
        file = parcel.letter.file
        if file is None or parcel.letter.kind is not ParcelKind.FETCH:
            return Refused(Reason.INVALID, "only files are fetched here")
        now = self._clock.now()
        process = self._catalogue.current(self._current)
        try:
            found = await self._database.run(lambda uow: _asked(uow, process, parcel, now))
            if found is None:
                return Refused(Reason.GONE, "nobody asks for it any more")
            content = await asyncio.to_thread(page, found, self._words, self._catalogue)
            return Delivered(None, stored=await self._files.keep(content, ENDING))
        except (StorageUnavailable, CannotStore) as error:
            return Later(_AGAIN, type(error).__name__)

    async def answer(self, effect: Immediate) -> None:
        """Nobody presses anything here."""


def _asked(uow: UnitOfWork, process: Process, parcel: Parcel, now: datetime) -> Disclosure | None:
    file = parcel.letter.file
    row = uow.files.pending(sender_of(parcel.letter.chat), file.ref) if file is not None else None
    if row is None:
        return None
    conversation = uow.conversations.load(row.chat)
    zone = conversation.zone if conversation is not None else None
    return Disclosure(
        holdings=held_about(uow, (row.chat,), accounts=(row.person,)),
        language=row.language,
        zone=zone or process.desk.zone,
        at=now,
        desk=process.desk.name,
    )


class Disclosing:
    """What follows when such a file was put together, or sent. Called inside the transaction that settles its letter."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def __call__(
        self, uow: UnitOfWork, parcel: Parcel, outcome: Delivered | Refused, now: datetime
    ) -> tuple[Waiting, ...]:
        """The file goes to whoever asked; once it went, it is kept no longer. Returns what waits then."""
        letter, file = parcel.letter, parcel.letter.file
        fetched = letter.kind is ParcelKind.FETCH
        chat = sender_of(letter.chat) if fetched else letter.chat
        row = uow.files.newest(chat, file.ref) if file is not None else None
        if row is None:
            return ()
        effecting = self._handler.effecting(uow, EventId(f"settled:{letter.key}"), now)
        if fetched and isinstance(outcome, Delivered) and outcome.stored is not None:
            stored: StoredFile = outcome.stored
            uow.files.save(replace(row, status=FileStatus.STORED, stored=stored))
            effecting.hand_over(row.file, stored, chat)
            return effecting.post()
        uow.files.forget(row.id)
        if isinstance(outcome, Refused) and outcome.reason is not Reason.UNREACHABLE:
            effecting.say(chat, Message(body=disclosure.FAILED), row.language)
        return effecting.post()
