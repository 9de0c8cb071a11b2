"""What was kept back of the messages of a chat because it looked like a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MessageRef
from bot.domain.sealed import KEPT, SecretId

MOST = 10
"""How many messages are known of at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """A message of which something was kept back: the secret in which it is sealed whole, under which `number` the button
    that passes it on knows it, and when it was written. `message` is None for what was entered in a form. `passed`: it
    was passed on after all. `language` is that in which the person was told. `step` is the question that stood in the chat
    when it was written."""

    number: int
    secret: SecretId
    at: datetime
    message: MessageRef | None = None
    passed: bool = False
    language: str = ""
    step: str | None = None

    def waits(self, at: datetime) -> bool:
        """Whether it can still be passed on."""
        return not self.passed and at < self.at + KEPT
