"""Incidents and their history in memory. The same contract as SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.ids import IncidentId
from bot.domain.incident import ENDED, Incident, IncidentEntry
from storage.errors import StorageError
from storage.memory_rows import Rows
from storage.sql.incidents import number_in


@dataclass(frozen=True, slots=True)
class _Numbered:
    incident: Incident
    desk: str
    year: int
    number: int


class MemoryIncidents:
    """`bot.app.incident_ports.Incidents`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[IncidentId, _Numbered] = rows()
        self._history: Rows[tuple[IncidentId, int], IncidentEntry] = rows()
        self._last: Rows[str, int] = rows()

    def next_number(self, desk: str, year: int) -> int:
        return self._next(f"incident:{year}:{desk}")

    def next_id(self) -> IncidentId:
        return IncidentId(self._next("incident"))

    def add(self, incident: Incident, *, desk: str, year: int, number: int) -> None:
        if incident.id in self._rows or any(
            each.incident.code.casefold() == incident.code.casefold()
            or (each.desk, each.year, each.number) == (desk, year, number)
            for each in self._rows.values()
        ):
            raise StorageError("there is such an incident already")
        self._rows[incident.id] = _Numbered(incident, desk, year, number)

    def get(self, incident: IncidentId) -> Incident | None:
        found = self._rows.get(incident)
        return None if found is None else found.incident

    def by_code(self, words: str) -> Incident | None:
        for each in self._rows.values():
            if each.incident.code.casefold() == words.strip().casefold():
                return each.incident
        newest = max((each.year for each in self._rows.values()), default=0)
        number = number_in(words)
        found = [each for each in self._rows.values() if (each.year, each.number) == (newest, number)]
        return found[0].incident if len(found) == 1 else None

    def open(self, limit: int) -> tuple[Incident, ...]:
        found = sorted((each.incident for each in self._rows.values()), key=lambda each: each.id, reverse=True)
        return tuple(each for each in found if each.status not in ENDED)[:limit]

    def save(self, incident: Incident) -> None:
        self._rows[incident.id] = replace(self._rows[incident.id], incident=incident)

    def append(self, entry: IncidentEntry) -> None:
        if entry.incident not in self._rows or (entry.incident, entry.seq) in self._history:
            raise StorageError("the history has that entry already, or there is no such incident")
        self._history[entry.incident, entry.seq] = entry

    def history(self, incident: IncidentId) -> tuple[IncidentEntry, ...]:
        entries = (each for (of, _), each in self._history.items() if of == incident)
        return tuple(sorted(entries, key=lambda each: each.seq))

    def _next(self, name: str) -> int:
        self._last[name] = self._last.get(name, 0) + 1
        return self._last[name]
