"""How Slack's ids are written into the references that everybody else only compares."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain.ids import ChatRef, FileRef, Interaction, MessageRef, PersonRef

NAME = "slack"


def chat_ref(team: str, channel: str) -> ChatRef:
    """A channel, or the direct message with a person by that person's id."""
    return ChatRef(f"{NAME}:{team}:{channel}")


def desk_chat(team: str, channel: str) -> ChatRef:
    """The desk's own channel, from the workspace's and the channel's ids in the settings."""
    return chat_ref(team, channel)


def chat_of(reference: ChatRef) -> tuple[str, str]:
    """The workspace, and where to post: a channel or a person; ValueError when it is not ours."""
    gateway, team, channel = reference.split(":")
    if gateway != NAME:
        raise ValueError(f"not a reference of {NAME}: {reference!r}")
    return team, channel


def message_ref(team: str, channel: str, ts: str) -> MessageRef:
    """A message by its channel and timestamp."""
    return MessageRef(f"{NAME}:{team}:{channel}:{ts}")


def message_of(reference: MessageRef) -> tuple[str, str]:
    """The channel and the timestamp; ValueError when it is not ours."""
    gateway, _, channel, ts = reference.split(":")
    if gateway != NAME:
        raise ValueError(f"not a reference of {NAME}: {reference!r}")
    return channel, ts


def person_ref(team: str, user: str) -> PersonRef:
    """A member of a workspace."""
    return PersonRef(f"{NAME}:{team}:{user}")


def member_of(reference: PersonRef) -> str:
    """The user's id; ValueError when it is not ours."""
    gateway, _, user = reference.split(":")
    if gateway != NAME:
        raise ValueError(f"not a reference of {NAME}: {reference!r}")
    return user


def file_ref(team: str, file_id: str) -> FileRef:
    """A file that Slack keeps."""
    return FileRef(f"{NAME}:{team}:{file_id}")


def file_of(reference: FileRef) -> str:
    """The file's id; ValueError when it is not ours."""
    gateway, _, file_id = reference.split(":")
    if gateway != NAME:
        raise ValueError(f"not a reference of {NAME}: {reference!r}")
    return file_id


def interaction(**parts: str) -> Interaction:
    """What an immediate answer needs: `trigger_id`, `response_url`, `user`, `channel`, those that there are."""
    return Interaction(f"{NAME}:{json.dumps(parts, separators=(',', ':'))}")


def parts_of(reference: Interaction) -> Mapping[str, str]:
    """The parts of an interaction, by name."""
    parts: Mapping[str, str] = json.loads(reference.partition(":")[2])
    return parts
