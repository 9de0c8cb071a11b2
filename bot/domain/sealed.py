"""What must not be read: it is sealed before it is stored, shown at most once, and destroyed in minutes.

Nothing in the domain ever holds the words themselves. What was kept back of an arrival is known by the ids of its secrets;
a secret that is shown goes to the gateway as a span that is opened after the commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NewType, NoReturn

from bot.domain.ids import TicketId

SecretId = NewType("SecretId", str)
"""One sealed value. It says nothing of what is in it."""

KEPT = timedelta(minutes=15)
"""How long a secret is kept (product.md §8)."""

MASK = "•••"
"""What stands in place of words that were kept back."""


class SecretField(StrEnum):
    """What a secret is: one of the two values that remote help needs, or the words of a message that was kept back."""

    REMOTE_ID = "remote_id"
    REMOTE_PASSWORD = "remote_password"  # noqa: S105 - the name of a field
    MESSAGE = "message"


class Looks(StrEnum):
    """What words looked like that were kept back. `TYPED`: whatever was typed, since a secret was expected."""

    CREDENTIALS = "credentials"
    PASSWORD = "password"  # noqa: S105 - a kind of secret
    TOKEN = "token"  # noqa: S105 - a kind of secret
    CARD = "card"
    TYPED = "typed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What was kept back of an arrival, sealed before it was stored: the secrets by what they are, what they looked like,
    and the ticket for which they were asked, None when they came unasked. `MESSAGE` is always among the secrets of what
    was typed into a chat: the whole of it."""

    secrets: Mapping[SecretField, SecretId] = field(default_factory=dict)
    looks: Looks
    ticket: TicketId | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """A secret in a message, opened when it is shown and never before. It cannot be formatted or logged by accident."""

    secret: SecretId
    envelope: str
    about: str

    def __str__(self) -> NoReturn:
        raise TypeError("a sealed secret cannot be formatted: put it into a form as a span of its own")

    def __format__(self, _spec: str) -> NoReturn:
        raise TypeError("a sealed secret cannot be formatted: put it into a form as a span of its own")

    def __repr__(self) -> str:
        return "Sealed(•••)"


def about(secret: SecretId, kind: SecretField, ticket: TicketId | None) -> str:
    """What a secret is sealed together with, so that an envelope cannot be put in place of another."""
    return f"{ticket if ticket is not None else '-'}|{kind}|{secret}"
