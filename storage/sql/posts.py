"""Where our named messages are, once they were sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select

from bot.domain.ids import MessageRef, PostKey
from storage.sql.session import Session
from storage.sql.upsert import replace
from storage.tables import posts

_FIND = select(posts.c.ref).where(posts.c.post == bindparam("post"))
_PUT = replace(posts, posts.c.post, [posts.c.ref])


class SqlPosts:
    """Names of posts → messages."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, names: Iterable[PostKey]) -> Mapping[PostKey, MessageRef]:
        """The posts that exist."""
        wanted = tuple(dict.fromkeys(names))
        rows = self._session.many(_FIND, [{"post": each} for each in wanted])
        return {name: MessageRef(row[0]) for name, row in zip(wanted, rows, strict=True) if row is not None}

    def put(self, refs: Mapping[PostKey, MessageRef]) -> None:
        """Remembers where posts are; the newest place wins."""
        self._session.many(_PUT, [{"post": post, "ref": ref} for post, ref in sorted(refs.items())])
