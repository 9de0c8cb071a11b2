"""The members of the desk, and how much each has open."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, select, true, update

from bot.domain.ids import PersonRef
from bot.domain.roles import Role, Staff
from bot.domain.text import Untrusted
from storage.sql.session import Row, Session
from storage.sql.upsert import replace
from storage.tables import staff

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The last assignment of somebody who had none: they come first."""

_COLUMNS = (
    staff.c.person,
    staff.c.name,
    staff.c.roles,
    staff.c.on_shift,
    staff.c.load,
    staff.c.skills,
    staff.c.capacity,
    staff.c.offers,
)
_GET = (
    select(*_COLUMNS)
    .where(staff.c.person == bindparam("person"))
    .with_for_update()  # what is saved next must not undo what another changed meanwhile
)
_SAVE = replace(
    staff, staff.c.person, [staff.c.name, staff.c.roles, staff.c.on_shift, staff.c.skills, staff.c.capacity]
)
_EVERYBODY = select(*_COLUMNS).order_by(staff.c.person)
_ON_SHIFT = (
    select(*_COLUMNS, staff.c.last_assigned_at)
    .where(staff.c.on_shift.is_(true()))
    .order_by(staff.c.person)  # always locked in the same order, so that two transactions cannot wait for each other
    .with_for_update()
)
_MORE = (
    update(staff)
    .where(staff.c.person == bindparam("member"))
    .values(load=staff.c.load + bindparam("by"), last_assigned_at=bindparam("at"))
)
_LESS = update(staff).where(staff.c.person == bindparam("member")).values(load=staff.c.load + bindparam("by"))
_OFFERS = update(staff).where(staff.c.person == bindparam("member")).values(offers=staff.c.offers + bindparam("by"))


class SqlStaffList:
    """`bot.app.desk_ports.StaffList`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person: PersonRef) -> Staff | None:
        row = self._session.one(_GET, {"person": person})
        return None if row is None else _member(row)

    def save(self, staff: Staff) -> None:
        self._session.run(
            _SAVE,
            {
                "person": staff.person,
                "name": staff.name.untrusted,
                "roles": ",".join(sorted(staff.roles)),
                "on_shift": staff.on_shift,
                "load": 0,
                "last_assigned_at": NEVER,
                "skills": ",".join(sorted(staff.skills)),
                "capacity": staff.capacity,
                "offers": 0,
            },
        )

    def everybody(self) -> tuple[Staff, ...]:
        return tuple(_member(row) for row in self._session.all(_EVERYBODY))

    def on_shift(self) -> tuple[Staff, ...]:
        rows = self._session.all(_ON_SHIFT)
        rows.sort(key=lambda row: (row[4], row[7], row[8], row[0]))  # now that nobody can change a load any more
        return tuple(_member(row[:8]) for row in rows)

    def change_load(self, person: PersonRef, by: int, at: datetime) -> None:
        if by > 0:
            self._session.run(_MORE, {"member": person, "by": by, "at": at})
        else:
            self._session.run(_LESS, {"member": person, "by": by})

    def change_offers(self, person: PersonRef, by: int) -> None:
        self._session.run(_OFFERS, {"member": person, "by": by})


def _member(row: Row) -> Staff:
    person, name, roles, on_shift, load, skills, capacity, offers = row
    return Staff(
        person=person,
        name=Untrusted(name),
        roles=frozenset(Role(each) for each in roles.split(",") if each),
        on_shift=on_shift,
        load=load,
        skills=frozenset(each for each in skills.split(",") if each),
        capacity=capacity,
        offers=offers,
    )
