"""The state of each chat."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.domain.conversation import Conversation
from bot.domain.ids import ChatRef
from storage.codec import Codec
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import conversations

_LOAD = select(conversations.c.body).where(conversations.c.chat == bindparam("chat")).with_for_update()
_SAVE = replace(
    conversations, conversations.c.chat, [conversations.c.body, conversations.c.organisation, conversations.c.touched]
)
_OF_ORGANISATION = (
    select(conversations.c.body)
    .where(conversations.c.organisation == bindparam("of"), conversations.c.chat > bindparam("after"))
    .order_by(conversations.c.chat)
    .limit(bindparam("most"))
)


class SqlConversations:
    """`bot.app.ports.Conversations`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.conversation

    def load(self, chat: ChatRef) -> Conversation | None:
        row = self._session.one(_LOAD, {"chat": chat})
        return None if row is None else self._shape.load(row[0])

    def save(self, conversation: Conversation) -> None:
        body = self._shape.dump(conversation)
        values = {"chat": conversation.chat, "body": body, "organisation": conversation.organisation}
        self._session.run(_SAVE, {**values, "touched": conversation.touched})

    def of_organisation(self, organisation: str, limit: int, after: str = "") -> tuple[Conversation, ...]:
        rows = self._session.all(_OF_ORGANISATION, {"of": organisation, "after": after, "most": limit})
        return tuple(self._shape.load(row[0]) for row in rows)
