"""The inbox in memory. The same contract as SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.app.ports import Arrival, InboxRow
from bot.domain.ids import EventId
from storage.memory_rows import Rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arrived:
    """An arrival, and how far it is."""

    row: InboxRow
    status: str = "waiting"
    ended_at: datetime | None = None


class MemoryInbox:
    """`bot.app.ports.Inbox`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[int, Arrived] = rows()
        self._keys: Rows[str, int] = rows()
        self._last: Rows[str, int] = rows()

    def add(self, arrivals: Sequence[Arrival]) -> tuple[str, ...]:
        lanes: list[str] = []
        for each in arrivals:
            if each.key in self._keys:
                continue
            row_id = self._last["id"] = self._last.get("id", 0) + 1
            row = InboxRow(
                id=row_id,
                source=each.source,
                key=each.key,
                lane=each.lane,
                body=each.body,
                at=each.at,
                attempts=0,
                not_before=each.at,
            )
            self._keys[each.key] = row_id
            self._rows[row_id] = Arrived(row)
            lanes.append(each.lane)
        return tuple(lanes)

    def stored(self, key: EventId) -> str | None:
        row_id = self._keys.get(key)
        return None if row_id is None else self._rows[row_id].row.body

    def claim(self, lane: str) -> InboxRow | None:
        return next((each.row for each in self._waiting() if each.row.lane == lane), None)

    def waiting_lanes(self, limit: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.row.lane for each in self._waiting()))[:limit]

    def done(self, row_id: int, at: datetime) -> None:
        self._rows[row_id] = replace(self._rows[row_id], status="done", ended_at=at)

    def forget(self, row_id: int) -> None:
        self._keys.pop(self._rows.pop(row_id).row.key)

    def retry(self, row_id: int, *, attempts: int, not_before: datetime, error: str) -> None:  # noqa: ARG002 - a port
        found = self._rows[row_id]
        self._rows[row_id] = replace(found, row=replace(found.row, attempts=attempts, not_before=not_before))

    def quarantine(self, row_id: int, *, at: datetime, error: str) -> None:  # noqa: ARG002 - a port
        self._rows[row_id] = replace(self._rows[row_id], status="quarantined", ended_at=at)

    def quarantined(self) -> int:
        return sum(each.status == "quarantined" for each in self._rows.values())

    def empty(self, status: str, before: datetime, limit: int) -> int:
        """Erases the bodies of rows that ended so, before that instant."""
        old = [
            (row_id, each)
            for row_id, each in self._rows.items()
            if each.status == status and each.ended_at is not None and each.ended_at < before
        ][:limit]
        for row_id, each in old:
            self._rows[row_id] = replace(each, row=replace(each.row, body=""), status="erased")
        return len(old)

    def _waiting(self) -> list[Arrived]:
        return [each for each in self._rows.values() if each.status == "waiting"]
