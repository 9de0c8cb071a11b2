"""Files on their way through the outbox: fetched when they are sent, put into the ticket's thread once they are here.

Each fetch has a lane of its sender's, and each ticket one for what is put into its thread, so that a slow transfer holds up
no message. Fetching may be repeated: at worst a second copy stays behind, and is erased.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.app.files import FileRow, FileStatus, StoredFile
from bot.app.holdings import MADE_BY_US
from bot.app.outbox import Letter, ParcelKind
from bot.app.ports import UnitOfWork
from bot.domain.disclosure import Disclose
from bot.domain.effects import Enclose, Fetch, Forward
from bot.domain.ids import ChatRef, FileRef, PersonRef, PostKey, TicketId, gateway_of
from bot.domain.message import File, FileKind, Message
from bot.domain.text import Untrusted

_LANE = ":files:"

_MY_DATA = {"es": "mis-datos"}
"""What the file is called that holds all about a person, by language; else `my-data`."""


def fetching_lane(file: File, chat: ChatRef) -> ChatRef:
    """The lane of one sender's fetches, at the gateway that has the file."""
    return lane_of_fetches(gateway_of(file.ref), chat)


def lane_of_fetches(gateway: str, chat: ChatRef) -> ChatRef:
    """The lane of what one sender sent, at that gateway."""
    return ChatRef(f"{gateway}{_LANE}{chat}")


def sender_of(lane: ChatRef) -> ChatRef:
    """The chat that the lane of fetches is of."""
    return ChatRef(lane.partition(_LANE)[2])


def forwarding_lane(desk: ChatRef, thread: PostKey) -> ChatRef:
    """The lane of what is put into one thread of the desk's."""
    return ChatRef(f"{gateway_of(desk)}{_LANE}{thread}")


class Filing:
    """The files of one event. Lives inside one unit of work; letters get their keys from the caller."""

    def __init__(self, uow: UnitOfWork, *, desk: ChatRef, now: datetime) -> None:
        self._uow = uow
        self._desk = desk
        self._now = now

    def letter(self, effect: Fetch | Forward | Enclose) -> Letter | None:
        """What has to be sent for the effect now, if anything."""
        match effect:
            case Fetch():
                return self.fetch(effect)
            case Forward():
                return self.forward(effect)
            case Enclose():
                return self.enclose(effect)
            case _:
                assert_never(effect)

    def fetch(self, effect: Fetch) -> Letter | None:
        """The letter that brings a file over; None when the same file waits for the same ticket already."""
        row = self._uow.files.newest(effect.chat, effect.file.ref)
        if row is not None and row.ticket is None and row.status is not FileStatus.REFUSED:
            return None
        return self._begun(effect.file, effect.chat, effect.person, effect.language)

    def forward(self, effect: Forward) -> Letter | None:
        """The file belongs to the ticket now. A letter for its thread if it is here already; else that letter follows when
        it is. A file that nobody began to fetch is fetched now."""
        ticket = self._uow.tickets.get(effect.ticket)
        if ticket is None:
            return None
        asker = ticket.requester
        row = self._sent(asker.chat, effect)
        if row is None:
            return self._begun(effect.file, asker.chat, asker.person, asker.language, effect.ticket)
        if row.ticket == effect.ticket or row.status is FileStatus.REFUSED:
            return None
        self._uow.files.save(replace(row, ticket=effect.ticket))
        return self.posted(row.file, row.stored, effect.ticket, effect.thread) if row.stored is not None else None

    def enclose(self, effect: Enclose) -> Letter | None:
        """The specialist's file belongs to the ticket now. A letter for the requester's chat if it is here already; else that
        letter follows when it is."""
        row = self._uow.files.newest(effect.place, effect.file.ref)
        if row is None or row.ticket is not None or row.status is FileStatus.REFUSED:
            language = row.language if row is not None else ""
            person = PersonRef(effect.place.partition(":")[2])
            return self._begun(effect.file, effect.place, person, language, effect.ticket)
        self._uow.files.save(replace(row, ticket=effect.ticket))
        if row.stored is None:
            return None
        return self.enclosed(row.file, row.stored, effect.chat, effect.ticket, effect.proof)

    def enclosed(self, file: File, stored: StoredFile, chat: ChatRef, ticket: TicketId, proof: PostKey) -> Letter:
        """The letter that brings a file to the requester, behind the words that it goes with."""
        letter = self._letter(ParcelKind.ENCLOSE, chat, file)
        return replace(letter, stored=stored, ticket=ticket, proof=proof)

    def disclose(self, effect: Disclose) -> Letter:
        """The letter that has a file put together of all that is held about a person."""
        name = _MY_DATA.get(effect.language, "my-data")
        ref = FileRef(f"{MADE_BY_US}{self._now.isoformat()}")
        file = File(ref=ref, kind=FileKind.DOCUMENT, label=Untrusted(f"{name}-{self._now:%Y-%m-%d}.html"))
        return self._begun(file, effect.chat, effect.person, effect.language)

    def handed_over(self, file: File, stored: StoredFile, chat: ChatRef) -> Letter:
        """The letter that brings such a file to whoever asked."""
        return replace(self._letter(ParcelKind.ENCLOSE, chat, file), stored=stored)

    def _sent(self, chat: ChatRef, effect: Forward) -> FileRow | None:
        """The file as it was sent for this ticket, in the requester's chat or in one that is linked with it."""
        rows = (self._uow.files.newest(each, effect.file.ref) for each in self._uow.identities.chats_of(chat))
        return next((row for row in rows if row is not None and row.ticket in (None, effect.ticket)), None)

    def posted(self, file: File, stored: StoredFile, ticket: TicketId, thread: PostKey) -> Letter:
        """The letter that puts a file into a thread."""
        lane = forwarding_lane(self._desk, thread)
        letter = self._letter(ParcelKind.FORWARD, lane, file)
        return replace(letter, stored=stored, thread=thread, ticket=ticket)

    def _begun(
        self, file: File, chat: ChatRef, person: PersonRef, language: str, ticket: TicketId | None = None
    ) -> Letter:
        self._uow.files.add(
            FileRow(id=0, chat=chat, person=person, language=language, file=file, at=self._now, ticket=ticket)
        )
        return self._letter(ParcelKind.FETCH, fetching_lane(file, chat), file)

    def _letter(self, kind: ParcelKind, lane: ChatRef, file: File) -> Letter:
        return Letter(key="", chat=lane, kind=kind, message=Message(), at=self._now, file=file)
