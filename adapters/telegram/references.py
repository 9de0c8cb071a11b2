"""How Telegram's numbers are written into the references that everybody else only compares."""

from __future__ import annotations

from bot.domain.ids import ChatRef, FileRef, Interaction, MessageRef, PersonRef
from bot.domain.message import FileKind

NAME = "telegram"


def chat_ref(chat: int) -> ChatRef:
    """A chat."""
    return ChatRef(f"{NAME}:{chat}")


def chat_of(reference: str) -> int:
    """The chat id in the reference of a chat or a message; ValueError when it is not ours."""
    gateway, _, rest = reference.partition(":")
    if gateway != NAME:
        raise ValueError(f"not a reference of {NAME}: {reference!r}")
    return int(rest.partition(":")[0])


def message_ref(chat: int, message: int) -> MessageRef:
    """A message of a chat."""
    return MessageRef(f"{NAME}:{chat}:{message}")


def message_of(reference: MessageRef) -> tuple[int, int]:
    """The chat id and the message id; ValueError when it is not ours."""
    return chat_of(reference), int(reference.rpartition(":")[2])


def person_ref(user: int) -> PersonRef:
    """An account."""
    return PersonRef(f"{NAME}:{user}")


def file_ref(kind: FileKind, file_id: str) -> FileRef:
    """A file that Telegram keeps; its id can be sent again and fetched."""
    return FileRef(f"{NAME}:{kind}:{file_id}")


def file_of(reference: FileRef) -> str:
    """The file id; ValueError when it is not ours."""
    gateway, _, file_id = reference.split(":", 2)
    if gateway != NAME:
        raise ValueError(f"not a reference of {NAME}: {reference!r}")
    return file_id


def interaction(query: str, chat: int) -> Interaction:
    """A pressed button that waits for its answer."""
    return Interaction(f"{NAME}:{chat}:{query}")


def query_of(reference: Interaction) -> tuple[str, int]:
    """The id of the callback query and the chat it was pressed in."""
    return reference.rpartition(":")[2], chat_of(reference)
