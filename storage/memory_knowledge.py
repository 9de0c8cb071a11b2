"""The desks' items in memory, ranked by how rare and how frequent the stems that they share with a query are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.app.knowledge_ports import Indexed
from bot.domain.knowledge import Item, Use
from storage.memory_rows import Rows

_SATURATION = 1.2
"""BM25's k1: how soon one more occurrence counts for little."""


class MemoryKnowledge:
    """`bot.app.ports.Knowledge`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._items: Rows[str, tuple[str, tuple[Indexed, ...]]] = rows()
        self._uses: Rows[int, tuple[str, str, Use, datetime]] = rows()

    def replace(self, process: str, source: str, items: Sequence[Indexed]) -> None:
        self._items[process] = (source, tuple(items))

    def source(self, process: str) -> str | None:
        source, items = self._items.get(process, ("", ()))
        return source if items else None

    def all(self, process: str) -> tuple[Item, ...]:
        return tuple(each.item for each in self._of(process))

    def search(self, process: str, language: str, stems: Sequence[str], limit: int) -> tuple[Indexed, ...]:
        spoken = [each for each in self._of(process) if each.item.language == language]
        counts = [Counter(each.stems) for each in spoken]
        rarity = {stem: math.log(1 + len(spoken) / (1 + sum(stem in each for each in counts))) for stem in set(stems)}
        scores = [
            sum(weight * each[stem] / (each[stem] + _SATURATION) for stem, weight in rarity.items()) for each in counts
        ]
        ranked = sorted((place for place, score in enumerate(scores) if score), key=lambda place: -scores[place])
        return tuple(spoken[place] for place in ranked[:limit])

    def count(self, process: str, item: str, use: Use, module: str | None, at: datetime) -> None:  # noqa: ARG002 - a port
        self._uses[max(self._uses, default=0) + 1] = (process, item, use, at)

    def uses(self, process: str) -> Mapping[tuple[str, Use], int]:
        return Counter((item, use) for of, item, use, _ in self._uses.values() if of == process)

    def forget_uses(self, before: datetime, limit: int) -> int:
        """Forgets what was counted before that instant; how much it was."""
        old = [number for number, (*_, at) in self._uses.items() if at < before][:limit]
        for number in old:
            self._uses.pop(number)
        return len(old)

    def _of(self, process: str) -> tuple[Indexed, ...]:
        return self._items.get(process, ("", ()))[1]
