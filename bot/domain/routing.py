"""Who gets a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.process import Process
from bot.domain.roles import Role, Staff

_AT_FIRST = frozenset({Role.SPECIALIST})
_AT_SECOND = frozenset({Role.SECOND_LEVEL})


def choose(process: Process, level: str, bench: Sequence[Staff]) -> Staff | None:
    """The member on shift who works at that level with the fewest open tickets; among equals, the one whose last ticket
    is the longest ago (the order of `bench`). None when nobody is there: the ticket waits in the queue."""
    wanted = _AT_FIRST if level == process.levels[0].id else _AT_SECOND
    able = [staff for staff in bench if staff.on_shift and staff.roles & wanted]
    return min(able, key=lambda staff: staff.load, default=None)
