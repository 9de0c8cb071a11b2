"""A message of ours that somebody deleted in a channel: which one is kept, and nothing of what people say there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack.arriving import arrival_of
from adapters.slack.read import read
from bot.domain.events import Removed

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
BOT = {"user_id": "UBOT", "is_bot": True, "team_id": "T1"}
OURS = {"user": "UBOT", "bot_id": "B1", "ts": "1.000100", "text": "La tarjeta de María"}
THEIRS = {"user": "U1", "ts": "1.000100", "text": "Lo que dijo Ana"}
TOMBSTONE = {"user": "USLACKBOT", "subtype": "tombstone", "ts": "1.000100", "text": "This message was deleted."}


def body(**event: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "api_app_id": "A1",
        "token": "secret",
        "authorizations": [BOT],
        "event": {"type": "message", "channel": "C1", "channel_type": "channel", "hidden": True, "ts": "2.0", **event},
    }


@pytest.mark.parametrize("kind", ["channel", "group"])
@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_deleted", "deleted_ts": "1.000100", "previous_message": OURS},
        {"subtype": "message_changed", "message": TOMBSTONE, "previous_message": OURS},
        {"subtype": "message_deleted", "deleted_ts": "1.000100"},
        {
            "subtype": "message_deleted",
            "deleted_ts": "1.000100",
            "previous_message": {"app_id": "A1", "bot_id": "B1", "ts": "1.000100"},
        },
    ],
    ids=["gone", "tombstone over its thread", "nothing more is told", "known by its app"],
)
def test_a_message_of_ours_that_is_gone_is_told_by_its_place_alone(event: dict[str, Any], kind: str) -> None:
    arrival = arrival_of(body(**event, channel_type=kind), AT)
    assert arrival is not None
    assert arrival.key == "slack:event:T1:Ev1"
    assert "María" not in arrival.body
    assert "secret" not in arrival.body
    removed = read(json.loads(arrival.body), arrival.key, arrival.at)
    assert isinstance(removed, Removed)
    assert (removed.chat, removed.message) == ("slack:T1:C1", "slack:T1:C1:1.000100")


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_deleted", "deleted_ts": "1.000100", "previous_message": THEIRS},
        {"subtype": "message_deleted", "deleted_ts": "1.000100", "previous_message": {**THEIRS, "bot_id": "B9"}},
        {"subtype": "message_changed", "message": THEIRS, "previous_message": THEIRS},
        {"subtype": "message_changed", "message": OURS, "previous_message": OURS},
        {"subtype": "message_changed", "message": TOMBSTONE, "previous_message": THEIRS},
        {"user": "U1", "text": "Lo que dijo Ana"},
        {"subtype": "message_deleted", "deleted_ts": 1},
        {"subtype": "message_deleted", "deleted_ts": "1.0", "previous_message": OURS, "channel_type": "im"},
    ],
)
def test_of_everything_else_in_a_channel_nothing_is_kept(event: dict[str, Any]) -> None:
    assert arrival_of(body(**event), AT) is None
