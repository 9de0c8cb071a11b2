"""The files that requesters send: the rows that remember them, and where their bytes are kept. Ports, as in
`bot.app.ports`."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.ids import ChatRef, FileRef, PersonRef, TicketId
from bot.domain.message import File
from bot.domain.text import Untrusted
from bot.domain.unfit import Unfit


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A file that is kept. `name` is ours and random, with the ending that its content asks for; `size` in bytes."""

    name: str
    media_type: str
    size: int


class FileStatus(StrEnum):
    """What became of a file so far."""

    PENDING = "pending"
    STORED = "stored"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRow:
    """One file sent once in one chat. The same one sent again later, for another ticket, is another row. `stored` is set
    exactly for a stored one; `ticket` once it belongs to one. `language` is its sender's."""

    id: int
    chat: ChatRef
    person: PersonRef
    language: str
    file: File
    at: datetime
    status: FileStatus = FileStatus.PENDING
    ticket: TicketId | None = None
    stored: StoredFile | None = None


class SentFiles(Protocol):
    """The rows, each locked until the transaction ends when it is read alone."""

    def add(self, row: FileRow) -> None:
        """A new row; it gets its id here, whatever `row.id` says."""

    def newest(self, chat: ChatRef, ref: FileRef) -> FileRow | None:
        """The newest row of that file in the chat."""

    def pending(self, chat: ChatRef, ref: FileRef) -> FileRow | None:
        """The oldest row of that file in the chat that still waits to be fetched."""

    def save(self, row: FileRow) -> None:
        """Its status, ticket and place as they are now."""

    def held(self, tickets: Sequence[TicketId]) -> Mapping[TicketId, int]:
        """How many files that were not refused each of these tickets has; 0 where it has none."""

    def forget(self, row: int) -> None:
        """The row is kept no longer; its bytes become a stray."""

    def known(self, names: Sequence[str]) -> frozenset[str]:
        """Those of the names under which a row's file is kept."""


class NotFit(Exception):
    """The bytes are not those of a file that is taken; why is in `unfit`."""

    def __init__(self, unfit: Unfit) -> None:
        super().__init__(unfit.value)
        self.unfit = unfit


class CannotStore(Exception):
    """The folder of the files cannot be written now (full, away): it may be tried again."""


class Files(Protocol):
    """Where the bytes are kept. Nothing is ever opened, unpacked or shown there."""

    async def store(self, chunks: AsyncIterable[bytes], label: Untrusted) -> StoredFile:
        """Keeps what the chunks bring, durably, under a new random name. Raises NotFit when it is too much, nothing, or
        nothing that is taken, and CannotStore; whatever the chunks raise comes out. Then nothing is kept. The label only
        chooses among the endings that its content may have."""

    async def keep(self, content: bytes, ending: str) -> StoredFile:
        """Keeps what we made ourselves, durably, under a new random name with that ending. Raises CannotStore."""

    def read(self, name: str) -> AsyncIterator[bytes]:
        """The bytes in chunks. Raises FileNotFoundError when there is no such file (any more)."""

    async def older_than(self, before: datetime) -> tuple[str, ...]:
        """The names of the files that are there since before that instant. What a stopped `store` left since before it is
        erased on the way."""

    async def erase(self, names: Sequence[str]) -> None:
        """Erases those that are there."""
