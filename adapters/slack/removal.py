"""A message of ours that somebody deleted where others read along: it may have been a ticket's card. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.slack.references import chat_ref, message_ref, person_ref
from bot.domain.events import Removed
from bot.domain.ids import EventId

Body = Mapping[str, Any]

_KEPT = ("type", "team_id", "event_id", "event_time")


def kept_removal(body: Body) -> Body | None:
    """What is kept of it: which message it was, and nothing of what it said. None for everything else, also for messages
    of others that were deleted."""
    event = _inner(body, "event")
    deleted = _deleted_ts(event)
    if deleted is None or event.get("type") != "message" or event.get("channel_type", "im") == "im":
        return None
    before = _inner(event, "previous_message")
    if before and not _is_ours(before, body):
        return None
    names = {name: event[name] for name in ("type", "channel", "channel_type") if name in event}
    removed = {**names, "subtype": "message_deleted", "deleted_ts": deleted}
    return {**{name: body[name] for name in _KEPT if name in body}, "event": removed}


def removed(body: Body, key: EventId, at: datetime) -> Removed | None:
    """What happened, from what was kept; None for everything else."""
    event, team = _inner(body, "event"), str(body.get("team_id") or "")
    if event.get("subtype") != "message_deleted" or event.get("channel_type", "im") == "im":
        return None
    channel = event["channel"]
    return Removed(
        id=key,
        at=at,
        chat=chat_ref(team, channel),
        person=person_ref(team, "app"),
        message=message_ref(team, channel, event["deleted_ts"]),
    )


def _deleted_ts(event: Body) -> str | None:
    """Of a message that had replies a tombstone is left, which comes as a change of it."""
    message = _inner(event, "message")
    found = None
    if event.get("subtype") == "message_deleted":
        found = event.get("deleted_ts")
    elif event.get("subtype") == "message_changed" and message.get("subtype") == "tombstone":
        found = message.get("ts")
    return found if isinstance(found, str) else None


def _is_ours(message: Body, body: Body) -> bool:
    if message.get("app_id") and message["app_id"] == body.get("api_app_id"):
        return True
    authorizations = body.get("authorizations")
    known = authorizations if isinstance(authorizations, list) else []
    bots = [each.get("user_id") for each in known if isinstance(each, Mapping) and each.get("is_bot")]
    return message.get("user", "") in bots


def _inner(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
