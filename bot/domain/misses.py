"""The numbers that somebody asked for in vain, and how many are too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 5
"""Misses within `WINDOW` that are one too many."""

WINDOW = timedelta(minutes=10)
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Misses:
    """The numbers asked for in vain in one chat: when the last ones were, and until when no number is looked up."""

    at: tuple[datetime, ...] = ()
    until: datetime | None = None


def paused_until(misses: Iterable[Misses | None], at: datetime) -> datetime | None:
    """Until when no number is looked up, by the misses of all chats of a person; None when they are."""
    return max((each.until for each in misses if each and each.until is not None and each.until > at), default=None)


def once_more(own: Misses | None, others: Iterable[Misses | None], at: datetime) -> Misses:
    """Those of the chat after another one there. The one too many of all chats begins the pause, and then they count anew."""
    here = _recent(own, at)
    elsewhere = [when for each in others for when in _recent(each, at)]
    if len(here) + len(elsewhere) + 1 >= MOST:
        return Misses(until=at + PAUSE)
    return Misses(at=(*here, at))


def _recent(misses: Misses | None, at: datetime) -> tuple[datetime, ...]:
    return tuple(each for each in misses.at if each > at - WINDOW) if misses is not None else ()
