"""Incidents, their numbers and their history."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Integer, bindparam, func, insert, select, true, update

from bot.domain.ids import IncidentId
from bot.domain.incident import ENDED, Incident, IncidentEntry
from storage.codec import Codec
from storage.incident_tables import incident_history, incidents
from storage.sql.session import Session, Statement
from storage.sql.tickets import LONGEST_NUMBER, NEXT

_ADD = insert(incidents).values({column: bindparam(column.name) for column in incidents.columns})
_SAVE = (
    update(incidents)
    .where(incidents.c.id == bindparam("incident"))
    .values({column: bindparam(column.name) for column in (incidents.c.open, incidents.c.body)})
)
_GET = select(incidents.c.body).where(incidents.c.id == bindparam("incident")).with_for_update()
_BY_CODE = select(incidents.c.body).where(incidents.c.code == bindparam("code")).with_for_update()
_BY_NUMBER = (
    select(incidents.c.body)
    .where(
        incidents.c.year == select(func.max(incidents.c.year, type_=Integer)).scalar_subquery(),
        incidents.c.number == bindparam("number"),
    )
    .limit(2)
    .with_for_update()
)
_OPEN = (
    select(incidents.c.body)
    .where(incidents.c.open.is_(true()))
    .order_by(incidents.c.id.desc())
    .limit(bindparam("limit"))
)
_APPEND = insert(incident_history).values({column: bindparam(column.name) for column in incident_history.columns})
_HISTORY = (
    select(incident_history.c.body)
    .where(incident_history.c.incident == bindparam("incident"))
    .order_by(incident_history.c.seq)
)

_TYPED = re.compile(rf"(?:[a-z]+-?)?(\d{{1,{LONGEST_NUMBER}}})", re.ASCII | re.IGNORECASE)


def number_in(words: str) -> int | None:
    """The number that somebody means by `3` or `I-3`; None for anything else."""
    found = _TYPED.fullmatch(words.strip())
    return None if found is None else int(found[1])


class SqlIncidents:
    """`bot.app.incident_ports.Incidents`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.incident
        self._entry = codec.incident_entry

    def next_number(self, desk: str, year: int) -> int:
        return self._next(f"incident:{year}:{desk}")

    def next_id(self) -> IncidentId:
        return IncidentId(self._next("incident"))

    def add(self, incident: Incident, *, desk: str, year: int, number: int) -> None:
        self._session.run(
            _ADD,
            {
                **self._state(incident),
                "id": incident.id,
                "desk": desk,
                "year": year,
                "number": number,
                "code": incident.code.casefold(),
            },
        )

    def get(self, incident: IncidentId) -> Incident | None:
        return self._found(_GET, {"incident": incident})

    def by_code(self, words: str) -> Incident | None:
        found = self._found(_BY_CODE, {"code": words.strip().casefold()})
        number = number_in(words)
        if found is not None or number is None:
            return found
        return self._found(_BY_NUMBER, {"number": number})

    def open(self, limit: int) -> tuple[Incident, ...]:
        return tuple(self._shape.load(row[0]) for row in self._session.all(_OPEN, {"limit": limit}))

    def save(self, incident: Incident) -> None:
        self._session.run(_SAVE, {**self._state(incident), "incident": incident.id})

    def append(self, entry: IncidentEntry) -> None:
        self._session.run(
            _APPEND, {"incident": entry.incident, "seq": entry.seq, "body": self._entry.dump(entry), "erased": None}
        )

    def history(self, incident: IncidentId) -> tuple[IncidentEntry, ...]:
        return tuple(self._entry.load(row[0]) for row in self._session.all(_HISTORY, {"incident": incident}))

    def _next(self, name: str) -> int:
        row = self._session.one(NEXT, {"name": name})
        if row is None:
            raise LookupError("the sequence gave no number")
        return int(row[0])

    def _state(self, incident: Incident) -> dict[str, Any]:
        return {"open": incident.status not in ENDED, "body": self._shape.dump(incident)}

    def _found(self, statement: Statement, values: dict[str, Any]) -> Incident | None:
        rows = self._session.all(statement, values)
        return self._shape.load(rows[0][0]) if len(rows) == 1 else None
