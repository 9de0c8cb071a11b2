"""What the desk itself needs stored: its members, its audit, who looks at their Home tab, and its numbers; see
`bot.app.ports`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.audit import Audited
from bot.domain.ids import PersonRef
from bot.domain.roles import Staff
from bot.domain.tally import Tally


class AuditLog(Protocol):
    """Who was denied what, and whose roles were changed: append-only."""

    def add(self, line: Audited) -> None: ...

    def newest(self, limit: int) -> tuple[Audited, ...]:
        """The newest lines, newest first."""


class Homes(Protocol):
    """Who looked at their Home tab when, and whether what they see there is as things stand."""

    def opened(self, person: PersonRef, at: datetime, *, desk: bool) -> None:
        """The person looks at it now, and it is as things stand. `desk`: it shows them the desk's tickets."""

    def outdate(self, since: datetime, requester: PersonRef) -> tuple[PersonRef, ...]:
        """What the desk and a requester see is no longer as things stand; returns those who looked since then and were not
        told of yet."""

    def updated(self, person: PersonRef) -> bool:
        """It is as things stand again; returns whether it shows the desk's tickets."""


class StaffList(Protocol):
    """The members of the desk."""

    def get(self, person: PersonRef) -> Staff | None: ...

    def save(self, staff: Staff) -> None:
        """Adds or replaces the member; `load` and `offers` are not taken from it."""

    def everybody(self) -> tuple[Staff, ...]: ...

    def on_shift(self) -> tuple[Staff, ...]:
        """Those on shift, least loaded first, then with the fewest offers, then the one whose last assignment is oldest;
        locked."""

    def change_load(self, person: PersonRef, by: int, at: datetime) -> None:
        """Counts an open ticket more or less for a member; `at` is remembered when it is more."""

    def change_offers(self, person: PersonRef, by: int) -> None:
        """Counts an offered ticket more or less for a member."""


class Tallies(Protocol):
    """The desk's numbers."""

    def desk(self, today: datetime, week: datetime, month: datetime) -> Tally:
        """As of now; `today`, `week` and `month` are when those began."""
