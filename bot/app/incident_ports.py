"""Incidents and their append-only history, as the application needs them kept."""

from __future__ import annotations

from typing import Protocol

from bot.domain.ids import IncidentId
from bot.domain.incident import Incident, IncidentEntry


class Incidents(Protocol):
    """Incidents and their history."""

    def next_number(self, desk: str, year: int) -> int:
        """The next number of a desk and year, from a locked sequence: no gaps, given back when the transaction fails."""

    def next_id(self) -> IncidentId:
        """The id for an incident about to be added; unique, gaps allowed."""

    def add(self, incident: Incident, *, desk: str, year: int, number: int) -> None: ...

    def get(self, incident: IncidentId) -> Incident | None:
        """The incident, its row locked until the transaction ends."""

    def by_code(self, words: str) -> Incident | None:
        """The incident of that code (any case) or, when unique among the newest year, of the number at the end of the words
        (`3`, `I-3`)."""

    def open(self, limit: int) -> tuple[Incident, ...]:
        """The newest that have not ended, newest first; not locked."""

    def save(self, incident: Incident) -> None: ...

    def append(self, entry: IncidentEntry) -> None: ...

    def history(self, incident: IncidentId) -> tuple[IncidentEntry, ...]: ...
