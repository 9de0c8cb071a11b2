"""What is kept of who people are: their consents, their linked chats, their registrations. Ports, like those of
`bot.app.ports`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.consent import Consent
from bot.domain.ids import ChatRef
from bot.domain.linking import LinkCode, Tries
from bot.domain.registration import Registration


class Consents(Protocol):
    """The append-only log of the answers to privacy notices."""

    def add(self, consent: Consent) -> None: ...

    def of(self, chat: ChatRef) -> tuple[Consent, ...]:
        """A chat's answers, oldest first."""


class Identities(Protocol):
    """Which chats are one person's."""

    def chats_of(self, chat: ChatRef) -> tuple[ChatRef, ...]:
        """Every chat of the person whose chat it is, that one among them, in the order of their names."""

    def link(self, one: ChatRef, other: ChatRef) -> None:
        """From now on both, and all that each was linked with, are one person's."""

    def unlink(self, chat: ChatRef) -> None:
        """The chat is alone again; the others stay linked."""


class LinkCodes(Protocol):
    """The codes that were given out, and the wrong ones that were typed."""

    def put(self, code: LinkCode) -> None:
        """Keeps the code in place of the chat's earlier one."""

    def live(self, at: datetime) -> tuple[LinkCode, ...]:
        """Every code that is still good, locked; those that are not are erased."""

    def remove(self, chat: ChatRef) -> None:
        """The code of that chat was used."""

    def tries(self, chat: ChatRef) -> Tries | None: ...

    def save_tries(self, tries: Tries) -> None: ...

    def forget_tries(self, chat: ChatRef) -> None: ...


class Registrations(Protocol):
    """The requests to be registered with a desk that confirms its requesters, for good."""

    def add(self, registration: Registration) -> int:
        """Keeps a new one; the id it is given (that of the value does not count)."""

    def get(self, registration: int) -> Registration | None:
        """The request, its row locked until the transaction ends."""

    def newest_of(self, chat: ChatRef) -> Registration | None:
        """The last request of a chat, locked likewise."""

    def save(self, registration: Registration) -> None:
        """Keeps how it stands now, and who decided when."""
