"""Entities, licences, people and courses in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, assert_never

from bot.domain.register import Course, Licence, LicenceKind, Organisation, Person, Record, Register, marks, sought
from storage.errors import StorageError
from storage.memory_rows import Rows


class MemoryRegisters:
    """`bot.app.ports.Registers`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._organisations: Rows[str, Organisation] = rows()
        self._licences: Rows[str, Licence] = rows()
        self._people: Rows[str, Person] = rows()
        self._courses: Rows[tuple[str, str], Course] = rows()

    def everything(self, register: Register) -> tuple[Record, ...]:
        match register:
            case Register.ORGANISATIONS:
                return tuple(each for _, each in sorted(self._organisations.items()))
            case Register.LICENCES:
                return tuple(each for _, each in sorted(self._licences.items()))
            case Register.PEOPLE:
                return tuple(each for _, each in sorted(self._people.items()))
            case Register.COURSES:
                return tuple(each for _, each in sorted(self._courses.items()))
            case _:
                assert_never(register)

    def save(self, record: Record) -> None:
        match record:
            case Organisation():
                self._organisations[record.id] = record
            case Licence():
                self._known(record.organisation)
                self._licences[record.id] = record
            case Person():
                self._known(record.organisation)
                self._people[record.email] = record
            case Course():
                self._courses[record.email, record.course] = record
            case _:
                assert_never(record)

    def has_organisations(self) -> bool:
        return bool(self._organisations)

    def organisation(self, organisation: str) -> Organisation | None:
        return self._organisations.get(organisation)

    def organisations_like(self, name: str) -> tuple[Organisation, ...]:
        wanted = set(sought(name))
        known = (each for _, each in sorted(self._organisations.items()))
        return tuple(
            each
            for each in known
            if any(wanted.intersection(marks(name.untrusted)) for name in (each.name, *each.aliases))
        )

    def licences_of(self, organisation: str) -> tuple[Licence, ...]:
        return tuple(each for _, each in sorted(self._licences.items()) if each.organisation == organisation)

    def licences_ending(self, first: date, last: date, limit: int, after: str = "") -> tuple[Licence, ...]:
        ending = (
            each
            for key, each in sorted(self._licences.items())
            if key > after
            and each.kind is LicenceKind.ACQUIRED
            and each.updates_until is not None
            and first <= each.updates_until <= last
        )
        return tuple(ending)[:limit]

    def person(self, email: str) -> Person | None:
        return self._people.get(email)

    def courses_of(self, email: str) -> tuple[Course, ...]:
        return tuple(each for (of, _), each in sorted(self._courses.items()) if of == email)

    def _known(self, organisation: str | None) -> None:
        if organisation is not None and organisation not in self._organisations:
            raise StorageError("there is no such organisation")
