"""The codes that link chats, and the wrong ones that were typed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.ids import ChatRef
from bot.domain.linking import LinkCode, Tries
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import link_codes, link_tries

_PUT = replace(
    link_codes, link_codes.c.chat, [link_codes.c.language, link_codes.c.salt, link_codes.c.digest, link_codes.c.expires]
)
_EXPIRED = delete(link_codes).where(link_codes.c.expires <= bindparam("at"))
_LIVE = (
    select(link_codes)
    .where(link_codes.c.expires > bindparam("at"))
    .order_by(
        link_codes.c.expires, link_codes.c.chat
    )  # always locked in the same order; who comes second no longer finds a used one
    .with_for_update()
)
_REMOVE = delete(link_codes).where(link_codes.c.chat == bindparam("chat"))
_TRIES = select(link_tries).where(link_tries.c.chat == bindparam("chat")).with_for_update()
_SAVE_TRIES = replace(link_tries, link_tries.c.chat, [link_tries.c.failed, link_tries.c.last])
_FORGET = delete(link_tries).where(link_tries.c.chat == bindparam("chat"))


class SqlLinkCodes:
    """`bot.app.identity_ports.LinkCodes`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, code: LinkCode) -> None:
        self._session.run(
            _PUT,
            {
                "chat": code.chat,
                "language": code.language,
                "salt": code.salt,
                "digest": code.digest,
                "expires": code.expires,
            },
        )

    def live(self, at: datetime) -> tuple[LinkCode, ...]:
        self._session.run(_EXPIRED, {"at": at})
        return tuple(
            LinkCode(chat=chat, language=language, salt=salt, digest=digest, expires=expires)
            for chat, language, salt, digest, expires in self._session.all(_LIVE, {"at": at})
        )

    def remove(self, chat: ChatRef) -> None:
        self._session.run(_REMOVE, {"chat": chat})

    def tries(self, chat: ChatRef) -> Tries | None:
        row = self._session.one(_TRIES, {"chat": chat})
        return None if row is None else Tries(chat=row[0], failed=row[1], last=row[2])

    def save_tries(self, tries: Tries) -> None:
        self._session.run(_SAVE_TRIES, {"chat": tries.chat, "failed": tries.failed, "last": tries.last})

    def forget_tries(self, chat: ChatRef) -> None:
        self._session.run(_FORGET, {"chat": chat})
