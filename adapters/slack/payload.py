"""What every payload of Slack has in common: who, where, and the key under which it is known. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack.references import person_ref
from bot.domain.ids import EventId

Body = Mapping[str, Any]

WRITTEN = (None, "file_share", "thread_broadcast", "me_message")
"""The subtypes of messages that a person wrote."""


def key_of(body: Body) -> EventId:
    """The key of an arrival, the same for each of its deliveries: the ids that Slack gives it, or a digest. A message is
    known by its place, so that it is the same one when it is found there later."""
    parts = _identity(body)
    if parts and all(isinstance(part, str) and part for part in parts):
        return EventId(":".join(("slack", *parts)))
    kept = {name: value for name, value in body.items() if name != "token"}
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
    return EventId(f"slack:sha256-{digest[:32]}")


def lane_of(body: Body) -> str:
    """The person whose doing it is; a lane of its own where there is none."""
    user = user_of(body)
    return person_ref(team_of_person(body), user) if user else f"slack:unreadable:{key_of(body)}"


def is_from_bot(body: Body) -> bool:
    """Whether it is the echo of a bot's own message, ours or another's: nobody has to answer it."""
    event = inner(body, "event")
    bots = [each.get("user_id") for each in entries(body, "authorizations") if each.get("is_bot")]
    versions = (event, inner(event, "message"), inner(event, "previous_message"))
    return any(version.get("bot_id") or version.get("user", "") in bots for version in versions)


def _identity(body: Body) -> tuple[Any, ...]:
    view = inner(body, "view")
    event = inner(body, "event")
    match body.get("type"):
        case "event_callback" if event.get("type") == "message" and event.get("subtype") in WRITTEN:
            return "message", team_of(body), event.get("channel"), event.get("ts")
        case "event_callback":
            return "event", team_of(body), body.get("event_id")
        case "view_submission":
            return "view", view.get("id"), view.get("hash")
        case "view_closed":
            return "closed", view.get("id")
    if body.get("trigger_id"):
        return "trigger", body["trigger_id"]
    action = next(entries(body, "actions"), body)
    return "action", action.get("action_ts"), user_of(body), action.get("action_id") or body.get("callback_id")


def inner(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def entries(body: Body, name: str) -> Iterator[Body]:
    value = body.get(name)
    return (each for each in value if isinstance(each, Mapping)) if isinstance(value, list) else iter(())


def team_of(body: Body) -> str:
    """The workspace; for an app of a whole organisation without one, the organisation."""
    team = body.get("team_id") or inner(body, "team").get("id") or inner(body, "user").get("team_id")
    return str(team or inner(body, "enterprise").get("id") or body.get("enterprise_id") or "")


def team_of_person(body: Body) -> str:
    """The workspace of the person; in channels that are shared, not always where it happened. Of an organisation, some
    payloads name that instead: then it is where it happened."""
    event = inner(body, "event")
    versions = (inner(event, "message"), inner(event, "previous_message"))
    found = (
        inner(body, "user").get("team_id"),
        inner(event, "user").get("team_id"),
        *(each.get(name) for each in (event, *versions) for name in ("user_team", "team")),
        body.get("team_id"),
    )
    return next((team for team in found if isinstance(team, str) and team.startswith("T")), team_of(body))


def user_of(body: Body) -> str | None:
    """Who wrote, pressed or typed."""
    event = inner(body, "event")
    found = (
        body.get("user_id"),
        inner(body, "user").get("id"),
        event.get("user"),
        inner(event, "user").get("id"),
        inner(event, "previous_message").get("user"),  # what is left of a deleted message is Slack's own
        inner(event, "message").get("user"),
    )
    return next((user for user in found if isinstance(user, str) and user), None)
