"""Parts that what Slack sent has in common: who and where, words, files, and what it can be answered through. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from adapters.slack.mrkdwn import plain_of
from adapters.slack.payload import inner, team_of, user_of
from adapters.slack.read_home import surface_of
from adapters.slack.references import file_ref, interaction
from bot.domain.ids import ChatRef, EventId, Interaction, PersonRef
from bot.domain.message import File, FileKind
from bot.domain.text import Untrusted, clean

Body = Mapping[str, Any]

LONGEST_LABEL = 100
"""Characters of a file's name that are kept."""


class Common(TypedDict):
    """What every event carries."""

    id: EventId
    at: datetime
    chat: ChatRef
    person: PersonRef
    foreign: bool


def untrusted(mrkdwn: str) -> Untrusted:
    """Words, as they were typed."""
    return Untrusted(clean(plain_of(mrkdwn)))


def interaction_of(body: Body) -> Interaction:
    """What it can be answered through."""
    channel = body.get("channel_id") or inner(body, "channel").get("id")
    parts = {
        "trigger_id": body.get("trigger_id"),
        "response_url": body.get("response_url"),
        "user": user_of(body),
        "team": team_of(body),
        "channel": channel,
        "surface": surface_of(body),
    }
    return interaction(**{name: value for name, value in parts.items() if isinstance(value, str) and value})


def file_of(team: str, file: Body) -> File:
    """A file of a message or a form."""
    label = " ".join(clean(file.get("name") or file.get("title") or "").split())[:LONGEST_LABEL]
    kind = _kind(file)
    return File(ref=file_ref(team, file["id"]), kind=kind, label=Untrusted(label or kind.value), size=file.get("size"))


def _kind(file: Body) -> FileKind:
    if file.get("subtype") == "slack_audio":
        return FileKind.VOICE
    match str(file.get("mimetype", "")).partition("/")[0]:
        case "image":
            return FileKind.PHOTO
        case "video":
            return FileKind.VIDEO
        case "audio":
            return FileKind.AUDIO
    return FileKind.DOCUMENT
