"""A person's message is deleted from their chat, where the platform lets us; else they are asked to do it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import ChatRef, MessageRef, TicketId, gateway_of
from bot.domain.message import Message
from bot.domain.text import Phrase, phrase


@dataclass(frozen=True, kw_only=True, slots=True)
class Erase:
    """Outgoing: a message that a person wrote is deleted for both sides, at once and ahead of what waits for the chat. They
    are told in `language` what came of it. `ticket` is what it was about, when it was about one."""

    chat: ChatRef
    target: MessageRef
    language: str
    ticket: TicketId | None = None


DELETED = phrase("🗑 I deleted your message from this chat.")
NOT_DELETED = phrase("🗑 I could not delete your message. Please delete it yourself.")
HOLD = phrase("🗑 I could not delete your message. Please do it: keep your finger on it, then “Delete”, for both of us.")
POINT = phrase(
    "🗑 Only you can delete your message here. Please do it: the three dots beside it, then “Delete message”."
)

_HOW = {"telegram": HOLD, "slack": POINT}


def told(chat: ChatRef, *, deleted: bool) -> Message:
    """What the person is told of it: that it is gone, or how they delete it themselves."""
    words: Phrase = DELETED if deleted else _HOW.get(gateway_of(chat), NOT_DELETED)
    return Message(body=(words,))
