"""A person's registration with a desk that confirms its requesters: what was asked, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChatRef, PersonRef, PostKey
from bot.domain.text import Untrusted


class Standing(StrEnum):
    """How a registration stands. `SUPERSEDED`: the person corrected their organisation before anybody decided."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """What a chat knows of its registration: how it stands, for which organisation (folded)."""

    standing: Standing
    organisation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """One request to be registered, kept for good. `process` is the version of the desk's process (`id@version`);
    `decided_by` and `decided_at` are None until somebody of the desk has decided."""

    id: int
    chat: ChatRef
    person: PersonRef
    process: str
    language: str
    name: Untrusted
    organisation: Untrusted
    email: Untrusted
    at: datetime
    standing: Standing = Standing.PENDING
    decided_by: PersonRef | None = None
    decided_at: datetime | None = None

    @property
    def post(self) -> PostKey:
        """The message in the desk's channel that asks for a decision."""
        return PostKey(f"registration:{self.id}")
