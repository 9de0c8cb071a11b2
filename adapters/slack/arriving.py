"""What Slack sent, as an arrival to be committed. Pure."""

from __future__ import annotations

import json
from datetime import datetime

from adapters.slack.payload import Body, is_from_bot, key_of, lane_of
from adapters.slack.read import kept_of
from adapters.slack.references import NAME
from adapters.slack.removal import kept_removal
from bot.app.ports import Arrival


def arrival_of(body: Body, at: datetime) -> Arrival | None:
    """The arrival; None for what nobody has to answer, and of which nothing is kept."""
    kept = kept_removal(body) or (None if is_from_bot(body) else kept_of(body))
    if kept is None:
        return None
    return Arrival(
        source=NAME,
        key=key_of(body),
        lane=lane_of(body),
        body=json.dumps(kept, separators=(",", ":")),
        at=at,
    )
