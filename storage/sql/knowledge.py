"""The desks' items, searched in full text, and what became of offering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from bot.app.knowledge_ports import Indexed
from bot.domain.knowledge import Item, Use
from storage.codec import Codec
from storage.sql.session import Session
from storage.stems import AnyOf, found
from storage.tables import knowledge, knowledge_uses

_IN = knowledge.c.process == bindparam("desk")
_CLEAR = delete(knowledge).where(_IN)
_COLUMNS = [each for each in knowledge.columns if each.name != "id"]
_ADD = insert(knowledge).values({each: bindparam(each.name) for each in _COLUMNS})
_SOURCE = select(knowledge.c.source).where(_IN).limit(1)
_ALL = select(knowledge.c.body).where(_IN).order_by(knowledge.c.id)
_FOUND = found(bindparam("query", type_=AnyOf()))
SEARCH = (
    select(knowledge.c.body)
    .join_from(_FOUND, knowledge, knowledge.c.id == _FOUND.c.item)
    .where(_IN, knowledge.c.language == bindparam("spoken"))
    .order_by(_FOUND.c.rank, knowledge.c.id)
    .limit(bindparam("most"))
)
_USED = [each for each in knowledge_uses.columns if each.name != "id"]
_COUNT = insert(knowledge_uses).values({each: bindparam(each.name) for each in _USED})
_USES = (
    select(knowledge_uses.c.item, knowledge_uses.c.used, func.count())
    .where(knowledge_uses.c.process == bindparam("desk"))
    .group_by(knowledge_uses.c.item, knowledge_uses.c.used)
)


class SqlKnowledge:
    """`bot.app.ports.Knowledge`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.indexed

    def replace(self, process: str, source: str, items: Sequence[Indexed]) -> None:
        self._session.lock(f"knowledge:{process}")  # several processes of a service start at once
        self._session.run(_CLEAR, {"desk": process})
        rows = [
            {
                "process": process,
                "item": each.item.id,
                "source": source,
                "language": each.item.language,
                "stems": each.stems,
                "body": self._shape.dump(each),
            }
            for each in items
        ]
        self._session.many(_ADD, rows)

    def source(self, process: str) -> str | None:
        row = self._session.one(_SOURCE, {"desk": process})
        return None if row is None else str(row[0])

    def all(self, process: str) -> tuple[Item, ...]:
        return tuple(self._shape.load(body).item for (body,) in self._session.all(_ALL, {"desk": process}))

    def search(self, process: str, language: str, stems: Sequence[str], limit: int) -> tuple[Indexed, ...]:
        if not stems:
            return ()
        values = {"desk": process, "spoken": language, "query": tuple(stems), "most": limit}
        return tuple(self._shape.load(body) for (body,) in self._session.all(SEARCH, values))

    def count(self, process: str, item: str, use: Use, module: str | None, at: datetime) -> None:
        values = {"process": process, "item": item, "used": use.value, "module": module, "at": at}
        self._session.run(_COUNT, values)

    def uses(self, process: str) -> Mapping[tuple[str, Use], int]:
        rows = self._session.all(_USES, {"desk": process})
        return {(str(item), Use(used)): int(times) for item, used, times in rows}
