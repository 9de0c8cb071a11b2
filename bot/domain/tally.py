"""The desk in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.ticket import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many tickets are open, by status, and how many of them nobody has; how many were opened and ended today, and in
    the week that ends today."""

    open: Mapping[Status, int] = field(default_factory=dict)
    unassigned: int = 0
    opened_today: int = 0
    opened_in_week: int = 0
    ended_today: int = 0
    ended_in_week: int = 0
