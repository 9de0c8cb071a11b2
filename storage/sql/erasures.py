"""Requests to be erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, true, update

from bot.domain.erasure import UNDER_WAY, Erasure, ErasureStanding
from bot.domain.ids import ChatRef
from storage.codec import Codec
from storage.erasure_tables import erasures
from storage.sql.session import Session
from storage.sql.tickets import NEXT
from storage.tables import word

SEQUENCE = "erasure"
_GRANTED = (ErasureStanding.ERASING, ErasureStanding.TELLING, ErasureStanding.ERASED)

_ADD = insert(erasures).values({column: bindparam(column.name) for column in erasures.columns})
_SAVE = (
    update(erasures)
    .where(erasures.c.id == bindparam("erasure"))
    .values({column: bindparam(column.name) for column in erasures.columns if column.name != "id"})
)
_GET = select(erasures.c.body).where(erasures.c.id == bindparam("erasure")).with_for_update()
_OF = select(erasures.c.body).where(erasures.c.chat == bindparam("chat")).order_by(erasures.c.id)
_OPEN = select(erasures.c.body).where(erasures.c.open.is_(true())).order_by(erasures.c.id)
_GRANTED_IDS = select(erasures.c.id).where(or_(*(erasures.c.standing == word(each.value) for each in _GRANTED)))


class SqlErasures:
    """`bot.app.erasure_ports.Erasures`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.erasure

    def next_number(self) -> int:
        row = self._session.one(NEXT, {"name": SEQUENCE})
        if row is None:
            raise LookupError("the sequence gave no number")
        return int(row[0])

    def add(self, erasure: Erasure) -> None:
        self._session.run(_ADD, {**self._state(erasure), "id": erasure.id})

    def get(self, erasure: int) -> Erasure | None:
        row = self._session.one(_GET, {"erasure": erasure})
        return None if row is None else self._shape.load(row[0])

    def save(self, erasure: Erasure) -> None:
        self._session.run(_SAVE, {**self._state(erasure), "erasure": erasure.id})

    def of(self, chats: Sequence[ChatRef]) -> tuple[Erasure, ...]:
        rows = [row for chat in chats for row in self._session.all(_OF, {"chat": chat})]
        return tuple(sorted((self._shape.load(row[0]) for row in rows), key=lambda each: each.id))

    def under_way(self, chats: Sequence[ChatRef]) -> Erasure | None:
        return next((each for each in self.of(chats) if each.standing in UNDER_WAY), None)

    def open(self) -> tuple[Erasure, ...]:
        return tuple(self._shape.load(row[0]) for row in self._session.all(_OPEN))

    def granted(self) -> frozenset[int]:
        return frozenset(int(row[0]) for row in self._session.all(_GRANTED_IDS))

    def _state(self, erasure: Erasure) -> dict[str, Any]:
        return {
            "chat": erasure.chat,
            "standing": erasure.standing.value,
            "open": is_open(erasure),
            "body": self._shape.dump(erasure),
        }


def is_open(erasure: Erasure) -> bool:
    """Whether something is still to be done of it."""
    return erasure.standing in UNDER_WAY or (erasure.standing is ErasureStanding.ERASED and not erasure.cleaned)


def is_granted(erasure: Erasure) -> bool:
    """Whether it was carried out, or is being."""
    return erasure.standing in _GRANTED
