"""A row from Telegram as the inbox keeps it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.telegram.groups import is_group, kept_of
from adapters.telegram.read import key_of, lane_of
from adapters.telegram.references import NAME
from bot.app.ports import Arrival

OwnUsername = Callable[[], Awaitable[str]]
"""Asks for the bot's username; see `adapters.telegram.own_name`."""


def arrival_of(row: Any, at: datetime) -> Arrival:
    """The arrival, also of a row that is no update: it is kept, to be put aside when its turn comes."""
    raw: Mapping[str, Any] = row if isinstance(row, Mapping) else {"unreadable": row}
    return _arrival(raw, raw, at)


async def arrivals_of(rows: Sequence[Any], at: datetime, own_name: OwnUsername) -> list[Arrival]:
    """The arrivals of a batch. What is said in a group and not to the bot is none; of what is, the words are left out."""
    arrivals: list[Arrival] = []
    for row in rows:
        if not isinstance(row, Mapping) or not is_group(row):
            arrivals.append(arrival_of(row, at))
        elif (kept := kept_of(row, await own_name())) is not None:
            arrivals.append(_arrival(row, kept, at))
    return arrivals


def _arrival(raw: Mapping[str, Any], kept: Mapping[str, Any], at: datetime) -> Arrival:
    body = json.dumps(kept, separators=(",", ":"))
    return Arrival(source=NAME, key=key_of(raw), lane=lane_of(raw), body=body, at=at)
