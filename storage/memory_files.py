"""The files that requesters sent, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.app.files import FileRow, FileStatus
from bot.domain.ids import ChatRef, FileRef, TicketId
from storage.memory_rows import Rows


class MemoryFiles:
    """`bot.app.files.SentFiles`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[int, FileRow] = rows()
        self._last: Rows[str, int] = rows()

    def add(self, row: FileRow) -> None:
        number = self._last["id"] = self._last.get("id", 0) + 1
        self._rows[number] = replace(row, id=number)

    def newest(self, chat: ChatRef, ref: FileRef) -> FileRow | None:
        return max(self._of(chat, ref), key=lambda row: row.id, default=None)

    def pending(self, chat: ChatRef, ref: FileRef) -> FileRow | None:
        waiting = (row for row in self._of(chat, ref) if row.status is FileStatus.PENDING)
        return min(waiting, key=lambda row: row.id, default=None)

    def save(self, row: FileRow) -> None:
        found = self._rows[row.id]
        self._rows[row.id] = replace(found, status=row.status, ticket=row.ticket, stored=row.stored)

    def held(self, tickets: Sequence[TicketId]) -> Mapping[TicketId, int]:
        kept = [row.ticket for row in self._rows.values() if row.status is not FileStatus.REFUSED]
        return {ticket: kept.count(ticket) for ticket in tickets}

    def forget(self, row: int) -> None:
        self._rows.pop(row)

    def known(self, names: Sequence[str]) -> frozenset[str]:
        return frozenset(row.stored.name for row in self._rows.values() if row.stored is not None) & set(names)

    def _of(self, chat: ChatRef, ref: FileRef) -> list[FileRow]:
        return [row for row in self._rows.values() if (row.chat, row.file.ref) == (chat, ref)]
