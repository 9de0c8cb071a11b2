"""What a decision gives back: the new state and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.conversation import Conversation
from bot.domain.effects import Effect


@dataclass(frozen=True, slots=True)
class Decision:
    """The state of the chat afterwards, and the effects in order."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
