"""The files that requesters sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.app.files import FileRow, FileStatus, StoredFile
from bot.domain.ids import ChatRef, FileRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.text import Untrusted
from storage.sql.session import Row, Session
from storage.sql.upsert import insert_new
from storage.tables import files, word

_ADD = insert_new(files, files.c.id)
_OF = select(*files.columns).where(files.c.chat == bindparam("chat"), files.c.ref == bindparam("ref")).limit(1)
_NEWEST = _OF.order_by(files.c.id.desc()).with_for_update()
_PENDING = _OF.where(files.c.status == word("pending")).order_by(files.c.id).with_for_update()
_SAVE = (
    update(files)
    .where(files.c.id == bindparam("row"))
    .values(
        {
            column: bindparam(column.name)
            for column in (files.c.status, files.c.ticket, files.c.name, files.c.media_type, files.c.size)
        }
    )
)
_HELD = (
    select(func.count())
    .select_from(files)
    .where(files.c.ticket == bindparam("ticket"), files.c.status != word("refused"))
)
_FORGET_ONE = delete(files).where(files.c.id == bindparam("row"))
_KNOWN = select(files.c.name).where(files.c.name == bindparam("name")).limit(1)


class SqlFiles:
    """`bot.app.files.SentFiles`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: FileRow) -> None:
        self._session.insert(
            _ADD,
            [
                {
                    **_state(row),
                    "ref": row.file.ref,
                    "chat": row.chat,
                    "person": row.person,
                    "language": row.language,
                    "label": row.file.label.untrusted,
                    "kind": row.file.kind.value,
                    "announced": row.file.size,
                    "at": row.at,
                }
            ],
        )

    def newest(self, chat: ChatRef, ref: FileRef) -> FileRow | None:
        return _found(self._session.one(_NEWEST, {"chat": chat, "ref": ref}))

    def pending(self, chat: ChatRef, ref: FileRef) -> FileRow | None:
        return _found(self._session.one(_PENDING, {"chat": chat, "ref": ref}))

    def save(self, row: FileRow) -> None:
        self._session.run(_SAVE, {**_state(row), "row": row.id})

    def held(self, tickets: Sequence[TicketId]) -> Mapping[TicketId, int]:
        counts = self._session.many(_HELD, [{"ticket": ticket} for ticket in tickets])
        return {ticket: int(row[0]) if row else 0 for ticket, row in zip(tickets, counts, strict=True)}

    def forget(self, row: int) -> None:
        self._session.run(_FORGET_ONE, {"row": row})

    def known(self, names: Sequence[str]) -> frozenset[str]:
        return frozenset(row[0] for row in self._session.many(_KNOWN, [{"name": name} for name in names]) if row)


def _state(row: FileRow) -> dict[str, Any]:
    stored = row.stored
    return {
        "status": row.status.value,
        "ticket": row.ticket,
        "name": stored.name if stored is not None else None,
        "media_type": stored.media_type if stored is not None else None,
        "size": stored.size if stored is not None else None,
    }


def _found(row: Row | None) -> FileRow | None:
    if row is None:
        return None
    number, ref, chat, person, language, label, kind, announced, at, status, ticket, name, media_type, size = row
    file = File(ref=FileRef(ref), kind=FileKind(kind), label=Untrusted(label), size=announced)
    stored = None if name is None else StoredFile(name=name, media_type=media_type, size=size)
    return FileRow(
        id=number,
        chat=ChatRef(chat),
        person=person,
        language=language,
        file=file,
        at=at,
        status=FileStatus(status),
        ticket=ticket,
        stored=stored,
    )
