"""What is kept too long is erased: a port of storage; see `bot.app.ports`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.retention import Rule


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows there were, and the names of files that nothing points to any more."""

    rows: int
    files: tuple[str, ...] = ()


class Retaining(Protocol):
    """Erases by the rules of retention."""

    def erase(self, rule: Rule, before: datetime, limit: int) -> Erased:
        """What the rule is about and is older than that instant, the oldest first, at most so many rows."""
