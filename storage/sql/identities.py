"""Which chats are one person's. A chat that is linked with none has no row."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from bot.domain.ids import ChatRef
from storage.sql.session import Session
from storage.sql.tickets import NEXT
from storage.sql.upsert import replace
from storage.tables import identities

_mine = identities.alias("mine")
_CHATS = (
    select(identities.c.chat)
    .join(_mine, _mine.c.identity == identities.c.identity)
    .where(_mine.c.chat == bindparam("chat"))
    .order_by(identities.c.chat)
)
_IDENTITY = select(identities.c.identity).where(identities.c.chat == bindparam("chat")).with_for_update()
_PUT = replace(identities, identities.c.chat, [identities.c.identity])
_JOIN = update(identities).where(identities.c.identity == bindparam("other")).values(identity=bindparam("one"))
_REMOVE = delete(identities).where(identities.c.chat == bindparam("chat"))


class SqlIdentities:
    """`bot.app.identity_ports.Identities`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def chats_of(self, chat: ChatRef) -> tuple[ChatRef, ...]:
        return tuple(ChatRef(row[0]) for row in self._session.all(_CHATS, {"chat": chat})) or (chat,)

    def link(self, one: ChatRef, other: ChatRef) -> None:
        first, second = self._identity(one), self._identity(other)
        if first is None:
            first = second if second is not None else self._new()
            self._session.run(_PUT, {"chat": one, "identity": first})
        if second is None:
            self._session.run(_PUT, {"chat": other, "identity": first})
        elif second != first:
            self._session.run(_JOIN, {"one": first, "other": second})

    def unlink(self, chat: ChatRef) -> None:
        others = [each for each in self.chats_of(chat) if each != chat]
        for each in (chat, *others) if len(others) == 1 else (chat,):
            self._session.run(_REMOVE, {"chat": each})

    def _identity(self, chat: ChatRef) -> int | None:
        row = self._session.one(_IDENTITY, {"chat": chat})
        return None if row is None else int(row[0])

    def _new(self) -> int:
        row = self._session.one(NEXT, {"name": "identity"})
        if row is None:
            raise LookupError("the sequence gave no number")
        return int(row[0])
