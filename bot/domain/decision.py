"""What a decision gives back: the new state and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.conversation import Conversation
from bot.domain.effects import Effect
from bot.domain.known import Search


@dataclass(frozen=True, slots=True)
class Decision:
    """The state of the chat afterwards, and the effects in order.

    `lacks`: the event led to an offer of knowledge, and nobody had searched. What to search with follows from the
    decision itself (the words that were just typed, an answer taken back, a kind that was changed), so it cannot be
    wanted before it. Whoever can search does, and decides the same event once more with what was found: deciding is
    pure, the first decision left no trace. Whoever cannot has a whole decision, in which nothing was found.
    """

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    lacks: Search | None = None
