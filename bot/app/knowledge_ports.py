"""The desk's knowledge, as the application needs it stored and searched; see `bot.app.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.knowledge import Item, Use


@dataclass(frozen=True, kw_only=True, slots=True)
class Indexed:
    """An item with the stems it is found by (letters a to z and digits), one repeated as often as it weighs."""

    item: Item
    stems: tuple[str, ...]


class Knowledge(Protocol):
    """Each desk's items, found by stems, and what became of offering them. `process` is a process's id."""

    def replace(self, process: str, source: str, items: Sequence[Indexed]) -> None:
        """These are the items from now on, in this order; `source` says where they are from."""

    def source(self, process: str) -> str | None:
        """Where the items are from; None when there are none."""

    def all(self, process: str) -> tuple[Item, ...]: ...

    def search(self, process: str, language: str, stems: Sequence[str], limit: int) -> tuple[Indexed, ...]:
        """Items of that language with any of the stems, by their rank in full-text search, the best first."""

    def count(self, process: str, item: str, use: Use, module: str | None, at: datetime) -> None:
        """Something became of an item; `item` is empty when none was opened."""

    def uses(self, process: str) -> Mapping[tuple[str, Use], int]:
        """How often what became of which item."""
