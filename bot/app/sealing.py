"""What is sealed, and with what. Ports, as in `bot.app.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.ids import ChatRef, TicketId
from bot.domain.sealed import Sealed, SecretField, SecretId, about
from bot.domain.text import Untrusted


class CannotOpen(Exception):
    """The envelope is not one that was sealed with this, or its key is gone. The text never says what was in it."""


class Sealer(Protocol):
    """Seals words so that nobody reads them without the key, which is not in the database. `about` is sealed with them: who
    opens an envelope says the same, or is refused. An envelope is text."""

    def seal(self, words: str, about: str) -> str: ...

    def open(self, envelope: str, about: str) -> str:
        """The words. CannotOpen when the envelope was changed, belongs to something else, or its key is gone."""

    def is_current(self, envelope: str) -> bool:
        """Whether it was sealed under the newest key."""

    def renewed(self, envelope: str, about: str) -> str:
        """The same words under the newest key; nobody gets to see them. CannotOpen as `open`."""

    def has_older_keys(self) -> bool:
        """Whether there are keys besides the newest one."""

    def forget_older_keys(self, before: datetime) -> None:
        """Forgets them, if the newest one was made before that instant: every process has noticed it by then."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class SecretRow:
    """One secret, sealed. `chat` is whose it is; `ticket` the one for which it was asked, None when it came unasked."""

    id: SecretId
    chat: ChatRef
    ticket: TicketId | None
    field: SecretField
    envelope: str
    sealed_at: datetime
    expires: datetime

    @property
    def about(self) -> str:
        """What it is sealed together with."""
        return about(self.id, self.field, self.ticket)

    def shown(self) -> Sealed:
        """As a span of a message, opened when that is shown."""
        return Sealed(self.id, self.envelope, self.about)


LATE = timedelta(days=1)
"""How much later than it was written a message may reach us (Telegram keeps them for a day)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """A chat is asked for credentials, for a ticket: whatever is typed there until then is sealed, however late it comes.
    `wanted` is which of the two is asked for now."""

    chat: ChatRef
    ticket: TicketId
    wanted: SecretField
    until: datetime


class Secrets(Protocol):
    """The sealed secrets, and the chats in which some are expected."""

    def add(self, row: SecretRow) -> None:
        """Keeps it; nothing happens when one of that id is there."""

    def get(self, secret: SecretId) -> SecretRow | None:
        """The row, locked until the transaction ends; None when it was destroyed."""

    def of_ticket(self, ticket: TicketId) -> tuple[SecretRow, ...]:
        """Those that were asked for it, locked."""

    def destroy(self, secrets: Sequence[SecretId]) -> int:
        """Destroys them; how many there were. What the disk still holds of them goes with `Database.scrub`."""

    def destroy_expired(self, at: datetime) -> int:
        """Destroys every secret whose time is over, and every expectation that has been over for as long as a message may
        be late; how many secrets."""

    def after(self, secret: SecretId | None, limit: int) -> tuple[SecretRow, ...]:
        """The secrets by id, from after that one, locked."""

    def replace_envelope(self, secret: SecretId, envelope: str) -> None: ...

    def expect(self, expected: Expected) -> None:
        """From now on; in place of what was expected in that chat for the same ticket before."""

    def expected(self, chat: str, at: datetime) -> Expected | None:
        """What is expected in the chat (or lane) at that instant; for several tickets, what is expected longest."""

    def expect_no_more(self, ticket: TicketId, at: datetime) -> None:
        """Nothing is expected for the ticket from that instant on."""


def opened(sealer: Sealer, sealed: Sealed) -> Untrusted:
    """What was sealed, as a person typed it. CannotOpen as `Sealer.open`."""
    return Untrusted(sealer.open(sealed.envelope, sealed.about))
