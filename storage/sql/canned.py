"""The canned replies that desks wrote."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from bot.domain.canned import CannedReply
from storage.codec import Codec
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import canned_replies

_OF = select(canned_replies.c.body).where(canned_replies.c.desk == bindparam("desk")).order_by(canned_replies.c.reply)
_SAVE = replace(canned_replies, [canned_replies.c.desk, canned_replies.c.reply], [canned_replies.c.body])
_REMOVE = delete(canned_replies).where(
    canned_replies.c.desk == bindparam("desk"), canned_replies.c.reply == bindparam("reply")
)


class SqlCannedReplies:
    """`bot.app.reply_ports.CannedReplies`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.canned

    def of(self, desk: str) -> tuple[CannedReply, ...]:
        return tuple(self._shape.load(row[0]) for row in self._session.all(_OF, {"desk": desk}))

    def save(self, desk: str, reply: CannedReply) -> None:
        self._session.run(_SAVE, {"desk": desk, "reply": reply.id, "body": self._shape.dump(reply)})

    def remove(self, desk: str, reply: str) -> None:
        self._session.run(_REMOVE, {"desk": desk, "reply": reply})
