"""A row from Telegram as the inbox keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.telegram.read import key_of, lane_of
from adapters.telegram.references import NAME
from bot.app.ports import Arrival


def arrival_of(row: Any, at: datetime) -> Arrival:
    """The arrival, also of a row that is no update: it is kept, to be put aside when its turn comes."""
    raw: Mapping[str, Any] = row if isinstance(row, Mapping) else {"unreadable": row}
    body = json.dumps(raw, separators=(",", ":"))
    return Arrival(source=NAME, key=key_of(raw), lane=lane_of(raw), body=body, at=at)
