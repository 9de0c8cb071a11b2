"""The desk's items that fit a person's words: how an item is indexed, and which few are worth offering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.app.knowledge_ports import Indexed, Knowledge
from bot.app.stemming import stems
from bot.domain.knowledge import Item
from bot.domain.known import Search

OFFERED = 3
"""Items that are offered."""

CANDIDATES = 50
"""Items that the database ranks, of which the best are offered."""

MOST_STEMS = 48
"""Stems of a query: the commonest of a long text."""

COMMON = 2
"""Stems that an item must share with what was written (all of them, when fewer were): one alone is chance. It must also
share half as many as the item that shares most."""

_TITLE, _KEYWORDS, _TEXT = 4, 3, 1
"""How much a word weighs by where it stands."""


def indexed(item: Item) -> Indexed:
    """The item with the stems of its words, weighed by where they stand."""
    parts = ((item.title, _TITLE), (" ".join(item.keywords), _KEYWORDS), (item.text, _TEXT))
    return Indexed(
        item=item, stems=tuple(stem for text, weight in parts for stem in stems(text, item.language) * weight)
    )


def find(knowledge: Knowledge, search: Search) -> tuple[Item, ...]:
    """The best items for the words, best first; none when nothing fits."""
    words = "\n".join(text.untrusted for text in search.texts)  # for comparing only, never shown
    found = Counter(stems(words, search.language))
    wanted = [stem for stem, _ in found.most_common(MOST_STEMS)]
    if not wanted:
        return ()
    return best(knowledge.search(search.process, search.language, wanted, CANDIDATES), wanted, search.module)


def best(ranked: Iterable[Indexed], wanted: Sequence[str], module: str | None) -> tuple[Item, ...]:
    """Of ranked items those worth offering: the module's own first, then general ones, then other modules'."""
    shared = [(len(set(each.stems).intersection(wanted)), each.item) for each in ranked]
    needed = max(min(COMMON, len(wanted)), max((count for count, _ in shared), default=0) / 2)
    fitting = [item for count, item in shared if count >= needed]
    return tuple(sorted(fitting, key=lambda item: _distance(item, module))[:OFFERED])


def _distance(item: Item, module: str | None) -> int:
    if module is None:
        return 0
    return 0 if module in item.modules else 1 if not item.modules else 2
