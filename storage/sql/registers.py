"""Entities, licences, people and courses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from sqlalchemy import Column, Select, Table, bindparam, delete, select
from sqlalchemy.dialects.postgresql import Insert, insert

from bot.domain.register import (
    Course,
    Licence,
    LicenceKind,
    Organisation,
    Person,
    Record,
    Register,
    marks,
    sought,
)
from bot.domain.text import Untrusted
from storage.sql.session import Row, Session
from storage.tables import courses, licences, organisation_marks, organisations, people, word

MOST_OF_A_MARK = 200
"""Entities that are looked at because of one word."""


def _saved(table: Table, *key: Column[str]) -> Insert:
    """A row of every column; the one of its key is replaced."""
    row = insert(table).values({each: bindparam(each.name) for each in table.c})
    others = {each.name: row.excluded[each.name] for each in table.c if each not in key}
    return row.on_conflict_do_update(index_elements=key, set_=others)


_SAVE_ORGANISATION = _saved(organisations, organisations.c.id)
_SAVE_LICENCE = _saved(licences, licences.c.id)
_SAVE_PERSON = _saved(people, people.c.email)
_SAVE_COURSE = _saved(courses, courses.c.email, courses.c.course)
_MARK = insert(organisation_marks).values(mark=bindparam("mark"), organisation=bindparam("organisation"))
_UNMARK = delete(organisation_marks).where(organisation_marks.c.organisation == bindparam("organisation_id"))

_ORGANISATIONS = select(*organisations.c)
_ORGANISATION = _ORGANISATIONS.where(organisations.c.id == bindparam("organisation_id"))
_ANY = select(organisations.c.id).limit(1)
_LIKE = (
    select(*organisations.c)
    .join(organisation_marks, organisation_marks.c.organisation == organisations.c.id)
    .where(organisation_marks.c.mark == bindparam("sought"))
    .order_by(organisations.c.id)
    .limit(MOST_OF_A_MARK)
)
_LICENCES = select(*licences.c)
_LICENCES_OF = _LICENCES.where(licences.c.organisation == bindparam("of")).order_by(licences.c.id)
_ENDING = (
    _LICENCES.where(licences.c.updates_until.between(bindparam("first"), bindparam("last")))
    .where(licences.c.kind == word(LicenceKind.ACQUIRED))
    .where(licences.c.id > bindparam("after"))
    .order_by(licences.c.id)
    .limit(bindparam("most"))
)
_PEOPLE = select(*people.c)
_PERSON = _PEOPLE.where(people.c.email == bindparam("of"))
_COURSES = select(*courses.c)
_COURSES_OF = _COURSES.where(courses.c.email == bindparam("of")).order_by(courses.c.course)
_EVERYTHING: Mapping[Register, Select[tuple[object, ...]]] = {
    Register.ORGANISATIONS: _ORGANISATIONS.order_by(organisations.c.id),
    Register.LICENCES: _LICENCES.order_by(licences.c.id),
    Register.PEOPLE: _PEOPLE.order_by(people.c.email),
    Register.COURSES: _COURSES.order_by(courses.c.email, courses.c.course),
}


class SqlRegisters:
    """`bot.app.ports.Registers`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def everything(self, register: Register) -> tuple[Record, ...]:
        rows = self._session.all(_EVERYTHING[register])
        match register:
            case Register.ORGANISATIONS:
                return tuple(map(_organisation, rows))
            case Register.LICENCES:
                return tuple(map(_licence, rows))
            case Register.PEOPLE:
                return tuple(map(_person, rows))
            case Register.COURSES:
                return tuple(map(_course, rows))
            case _:
                assert_never(register)

    def save(self, record: Record) -> None:
        match record:
            case Organisation():
                self._save_organisation(record)
            case Licence():
                values = {"id": record.id, "organisation": record.organisation, "kind": record.kind.value}
                day = None if record.updates_until is None else record.updates_until.isoformat()
                more = {"holder": _plain(record.holder), "updates_until": day, "versions": " ".join(record.versions)}
                self._session.run(_SAVE_LICENCE, {**values, **more})
            case Person():
                position, telephone = _plain(record.position), _plain(record.telephone)
                known = {"email": record.email, "name": record.name.untrusted, "organisation": record.organisation}
                self._session.run(_SAVE_PERSON, {**known, "position": position, "telephone": telephone})
            case Course():
                taken = record.taken_on.isoformat()
                self._session.run(_SAVE_COURSE, {"email": record.email, "course": record.course, "taken_on": taken})
            case _:
                assert_never(record)

    def has_organisations(self) -> bool:
        return self._session.one(_ANY) is not None

    def organisation(self, organisation: str) -> Organisation | None:
        row = self._session.one(_ORGANISATION, {"organisation_id": organisation})
        return None if row is None else _organisation(row)

    def organisations_like(self, name: str) -> tuple[Organisation, ...]:
        found = {row[0]: row for mark in sought(name) for row in self._session.all(_LIKE, {"sought": mark})}
        return tuple(_organisation(row) for _, row in sorted(found.items()))

    def licences_of(self, organisation: str) -> tuple[Licence, ...]:
        return tuple(map(_licence, self._session.all(_LICENCES_OF, {"of": organisation})))

    def licences_ending(self, first: date, last: date, limit: int, after: str = "") -> tuple[Licence, ...]:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        return tuple(map(_licence, self._session.all(_ENDING, {**days, "after": after, "most": limit})))

    def person(self, email: str) -> Person | None:
        row = self._session.one(_PERSON, {"of": email})
        return None if row is None else _person(row)

    def courses_of(self, email: str) -> tuple[Course, ...]:
        return tuple(map(_course, self._session.all(_COURSES_OF, {"of": email})))

    def _save_organisation(self, organisation: Organisation) -> None:
        aliases = "\n".join(each.untrusted for each in organisation.aliases)
        values = {"id": organisation.id, "name": organisation.name.untrusted, "kind": _plain(organisation.kind)}
        self._session.run(_SAVE_ORGANISATION, {**values, "aliases": aliases})
        self._session.run(_UNMARK, {"organisation_id": organisation.id})
        names = (organisation.name, *organisation.aliases)
        for mark in dict.fromkeys(mark for each in names for mark in marks(each.untrusted)):
            self._session.run(_MARK, {"mark": mark, "organisation": organisation.id})


def _plain(value: Untrusted | None) -> str | None:
    return None if value is None else value.untrusted


def _typed(value: str | None) -> Untrusted | None:
    return None if value is None else Untrusted(value)


def _organisation(row: Row) -> Organisation:
    key, name, kind, aliases = row
    others = tuple(Untrusted(each) for each in aliases.split("\n") if each)
    return Organisation(id=key, name=Untrusted(name), kind=_typed(kind), aliases=others)


def _licence(row: Row) -> Licence:
    key, organisation, kind, holder, until, versions = row
    return Licence(
        id=key,
        organisation=organisation,
        kind=LicenceKind(kind),
        holder=_typed(holder),
        updates_until=None if until is None else date.fromisoformat(until),
        versions=tuple(versions.split()),
    )


def _person(row: Row) -> Person:
    email, name, position, organisation, telephone = row
    return Person(
        email=email,
        name=Untrusted(name),
        position=_typed(position),
        organisation=organisation,
        telephone=_typed(telephone),
    )


def _course(row: Row) -> Course:
    email, course, taken_on = row
    return Course(email=email, course=course, taken_on=date.fromisoformat(taken_on))
