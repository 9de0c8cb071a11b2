"""Somebody on the telephone: a chat of its own, to which nothing is ever sent.

A specialist goes through the questionnaire for them. `caller` is no platform: what would be said to that chat is dropped
(`bot.app.effecting`), until the caller brings the code to a chat of theirs.
"""

from __future__ import annotations

import hashlib

from bot.domain.ids import ChatRef, EventId, gateway_of
from bot.domain.message import Message
from bot.domain.text import Code, lines, phrase
from bot.domain.ticket import Action

GATEWAY = "caller"

CHANNEL = "telephone"
"""The channel that a ticket's history names."""

TOLD_BY_TELEPHONE = frozenset(
    {
        Action.OPEN,
        Action.REPLY,
        Action.RESOLVE,
        Action.REOPEN,
        Action.INCIDENT,
        Action.INFORM,
        Action.DELIVER,
        Action.RETURN,
        Action.BEGIN,
    }
)
"""What a caller is told by telephone; who took the ticket, or that it closed by itself, is not worth a call."""

_DIGITS = 12


def caller_chat(number: str) -> ChatRef:
    """The chat of the caller of that number (`number_of`)."""
    return ChatRef(f"{GATEWAY}:{number}")


def called(event: EventId) -> ChatRef:
    """The chat of the caller whose questionnaire began with that event; the same each time it is asked for."""
    return caller_chat(hashlib.sha256(event.encode()).hexdigest()[:_DIGITS])


def is_caller(chat: ChatRef) -> bool:
    """Whether it is the chat of somebody on the telephone."""
    return gateway_of(chat) == GATEWAY


def number_of(chat: ChatRef) -> str:
    """What tells callers apart, short enough for a button; empty for every other chat."""
    return chat.partition(":")[2] if is_caller(chat) else ""


def told_moved(number: str) -> Message:
    """What the caller reads in the chat that they typed the code in."""
    opened = phrase("✔ Your ticket %(number)s, opened by telephone, is now in this chat.", number=Code(number))
    return Message(body=lines((opened,), (phrase("I tell you here how it goes. Write to me, and the desk reads it."),)))
