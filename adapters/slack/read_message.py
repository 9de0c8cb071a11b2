"""What people write in a direct message, change and take away, understood. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack.payload import WRITTEN, inner
from adapters.slack.read_parts import Common, file_of, untrusted
from adapters.slack.references import message_ref
from adapters.typed_command import typed_command
from bot.domain.events import Amended, Commanded, Deleted, Event, Said, Unsupported
from bot.domain.text import Untrusted

Body = Mapping[str, Any]


def written(event: Body, team: str, common: Common) -> Event | None:
    """A message in the app's direct message; None for what needs no answer."""
    if event.get("channel_type") != "im":
        return None
    match event.get("subtype"):
        case "message_changed" if inner(event, "message").get("subtype") != "tombstone":
            return _amended(event, team, common)
        case "message_deleted" | "message_changed":
            return _deleted(event, team, common)
    if event.get("subtype") not in WRITTEN:
        return None
    reference = message_ref(team, event["channel"], event["ts"])
    text = untrusted(event.get("text") or "")
    command = typed_command(text.untrusted)
    if command is not None:
        name, argument = command
        return Commanded(**common, name=name, argument=Untrusted(argument), message=reference)
    files = tuple(file_of(team, file) for file in event.get("files") or ())
    if not text.untrusted and not files:
        return Unsupported(**common, what="message")
    thread = event.get("thread_ts")
    answered = message_ref(team, event["channel"], thread) if thread and thread != event["ts"] else None
    return Said(**common, text=text, message=reference, files=files, reply_to=answered)


def _amended(event: Body, team: str, common: Common) -> Event | None:
    message, before = event["message"], inner(event, "previous_message")
    if message.get("text") == before.get("text"):
        return None  # a preview or a reaction of Slack's own, not an edit
    reference = message_ref(team, event["channel"], message["ts"])
    return Amended(**common, message=reference, text=untrusted(message.get("text") or ""))


def _deleted(event: Body, team: str, common: Common) -> Event:
    """A message taken away; of one with a thread under it a tombstone is left."""
    before = inner(event, "previous_message")
    reference = message_ref(team, event["channel"], str(event.get("deleted_ts") or before["ts"]))
    return Deleted(**common, message=reference, text=untrusted(before.get("text") or ""))
