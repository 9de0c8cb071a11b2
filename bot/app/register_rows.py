"""The columns of each register's file, rows read as records, and records written as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from bot.app.table_file import BadCell, Column, Table, TableRow
from bot.domain import contacts
from bot.domain.finding import listed, suggestion
from bot.domain.register import (
    LONGEST_ID,
    Course,
    Licence,
    LicenceKind,
    Organisation,
    Person,
    Record,
    Register,
    folded_email,
    key,
)
from bot.domain.text import Untrusted, fold

LONGEST = 160
"""Characters of a name."""

_ORGANISATION = Column(
    name="organisation",
    names=(
        "organización",
        "organization",
        "entidad",
        "ente público",
        "ente",
        "id ente",
        "id organización",
        "clave ente",
    ),
)
_EMAIL = Column(name="email", names=("e-mail", "correo", "correo electrónico", "mail"), needed=True)

COLUMNS: Mapping[Register, tuple[Column, ...]] = {
    Register.ORGANISATIONS: (
        Column(name="id", names=("clave", "identificador", "key"), needed=True),
        Column(name="name", names=("nombre", "ente público", "entidad", "organización", "razón social"), needed=True),
        Column(name="kind", names=("tipo", "type", "clase")),
        Column(name="aliases", names=("alias", "otros nombres", "other names", "también conocido como")),
    ),
    Register.LICENCES: (
        Column(name="id", names=("licencia", "licence", "license", "número", "clave", "serie"), needed=True),
        Column(name=_ORGANISATION.name, names=_ORGANISATION.names, needed=True),
        Column(name="kind", names=("tipo", "type", "clase"), needed=True),
        Column(name="holder", names=("titular", "a nombre de", "in the name of")),
        Column(name="updates_until", names=("vigencia", "actualizada hasta", "vigente hasta", "valid until", "vence")),
        Column(name="versions", names=("versiones", "versión", "version", "ejercicios")),
    ),
    Register.PEOPLE: (
        _EMAIL,
        Column(name="name", names=("nombre", "nombre completo", "full name"), needed=True),
        Column(name="position", names=("cargo", "puesto")),
        _ORGANISATION,
        Column(name="telephone", names=("teléfono", "tel", "phone", "celular"), telephone=True),
    ),
    Register.COURSES: (
        _EMAIL,
        Column(name="course", names=("curso",), needed=True),
        Column(name="date", names=("fecha", "tomado el", "taken on"), needed=True),
    ),
}
"""What a file of each register has; every column can also be called by its Spanish names, with or without accents."""

_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,30}(?:\s*(?:ext|extensi[oó]n|x)\.?\s*\d{1,6})?", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_KINDS: Mapping[str, LicenceKind] = {
    **dict.fromkeys(("acquired", "adquirida", "comprada", "bought"), LicenceKind.ACQUIRED),
    **dict.fromkeys(("trial", "prueba", "de prueba", "demo", "demostracion"), LicenceKind.TRIAL),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What rows may refer to: entities by id and by the key of their names, and courses by every name they have."""

    organisations: frozenset[str] = frozenset()
    names: Mapping[str, str | None] = field(default_factory=dict)
    courses: Mapping[str, str] = field(default_factory=dict)


class _Reading:
    """One row being read; problems are gathered, so that all of them are told at once."""

    def __init__(self, row: TableRow, headers: Mapping[str, str]) -> None:
        self.row = row
        self.headers = headers
        self.problems: list[BadCell] = []

    def cell(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def wrong(self, column: str, why: str) -> None:
        self.problems.append(BadCell(line=self.row.line, column=self.headers.get(column, column), why=why))

    def text(self, column: str) -> Untrusted | None:
        value = self.cell(column)
        if len(value) > LONGEST:
            self.wrong(column, f"{len(value)} characters; at most {LONGEST} fit")
        return Untrusted(value) if value else None

    def name(self, column: str) -> Untrusted:
        value = self.text(column) or Untrusted("")
        if value.untrusted and not key(value.untrusted):
            self.wrong(column, "there is no letter and no digit in this name")
        return value

    def id(self, column: str) -> str:
        value = self.cell(column).casefold()
        if not _ID.fullmatch(value) or len(value) > LONGEST_ID:
            how = f"an id has up to {LONGEST_ID} letters without accents, digits, points, hyphens and underscores"
            self.wrong(column, f"{how}, without spaces")
        return value

    def email(self, column: str) -> str:
        value = folded_email(self.cell(column))
        if contacts.email(value) is None:
            self.wrong(column, "this is not an e-mail; for example: maria.perez@municipio.gob.mx")
        return value

    def day(self, column: str) -> date | None:
        value = self.cell(column)
        if not value:
            return None
        day_first, year_first = _DAY_FIRST.fullmatch(value), _YEAR_FIRST.fullmatch(value)
        try:
            if day_first is not None:
                day, month, year = map(int, day_first.groups())
                return date(year, month, day)
            if year_first is not None:
                year, month, day = map(int, year_first.groups())
                return date(year, month, day)
        except ValueError:
            self.wrong(column, "there is no such day; the day comes before the month: 31/12/2026")
            return None
        self.wrong(column, "this is not a date; write 2026-12-31 or 31/12/2026")
        return None

    def organisation(self, column: str, desk: Desk) -> str | None:
        value = self.cell(column)
        if not value:
            return None
        if value.casefold() in desk.organisations:
            return value.casefold()
        named = key(value)
        if named not in desk.names:
            self.wrong(column, "no organisation has this id or name; import the organisations first")
            return None
        if desk.names[named] is None:
            self.wrong(column, "several organisations have this name; write the id")
        return desk.names[named]


Read = Callable[[_Reading, Desk], Record]


def records_of(register: Register, table: Table, desk: Desk) -> tuple[tuple[Record, ...], tuple[BadCell, ...]]:
    """The records of the good rows, in order, and every problem, by line."""
    problems = list(table.problems)
    records: list[Record] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        reading = _Reading(row, table.headers)
        record = _record(register, reading, desk)
        if not reading.problems and (first := lines.setdefault(key_of(record), row.line)) != row.line:
            column = COLUMNS[register][0].name
            reading.wrong(column, f"this one is in line {first} already; keep one of them")
        problems += reading.problems
        if not reading.problems:
            records.append(record)
    return tuple(records), tuple(sorted(problems, key=lambda each: each.line))


def key_of(record: Record) -> str:
    """By what a record is known: importing one of the same key changes it."""
    match record:
        case Organisation() | Licence():
            return record.id
        case Person():
            return record.email
        case Course():
            return f"{record.email} {record.course}"
        case _:
            assert_never(record)


def _record(register: Register, row: _Reading, desk: Desk) -> Record:
    match register:
        case Register.ORGANISATIONS:
            return _organisation(row)
        case Register.LICENCES:
            return _licence(row, desk)
        case Register.PEOPLE:
            return Person(
                email=row.email("email"),
                name=row.name("name"),
                position=row.text("position"),
                organisation=row.organisation("organisation", desk),
                telephone=_telephone(row),
            )
        case Register.COURSES:
            return Course(email=row.email("email"), course=_course(row, desk), taken_on=row.day("date") or date.min)
        case _:
            assert_never(register)


def _organisation(row: _Reading) -> Organisation:
    names = dict.fromkeys(each.strip() for each in row.cell("aliases").split("|"))
    aliases = tuple(Untrusted(each) for each in names if each)
    if any(len(each.untrusted) > LONGEST or not key(each.untrusted) for each in aliases):
        row.wrong("aliases", f"each name needs a letter, and at most {LONGEST} characters; between them goes |")
    return Organisation(id=row.id("id"), name=row.name("name"), kind=row.text("kind"), aliases=aliases)


def _licence(row: _Reading, desk: Desk) -> Licence:
    kind = _KINDS.get(fold(row.cell("kind")))
    if kind is None:
        row.wrong("kind", "write acquired (adquirida) or trial (prueba)")
    until = row.day("updates_until")
    if kind is LicenceKind.ACQUIRED and not row.cell("updates_until"):
        row.wrong("updates_until", "an acquired licence needs the last day that its update is paid for")
    versions = tuple(dict.fromkeys(re.findall(r"[^\s,;|]+", row.cell("versions"))))
    if any(not re.fullmatch(r"[\w.-]{1,20}", each) for each in versions):
        row.wrong("versions", "write versions with spaces between, for example: 2025 2026")
    return Licence(
        id=row.id("id"),
        organisation=row.organisation("organisation", desk) or "",
        kind=kind or LicenceKind.TRIAL,
        holder=row.text("holder"),
        updates_until=until,
        versions=versions,
    )


def _telephone(row: _Reading) -> Untrusted | None:
    value = row.cell("telephone")
    if value and not _PHONE.fullmatch(value):
        row.wrong("telephone", "this is not a telephone; for example: 33 3669 5550 ext. 12")
    return Untrusted(value) if value else None


def _course(row: _Reading, desk: Desk) -> str:
    said = fold(row.cell("course"))
    if said not in desk.courses:
        known = listed(dict.fromkeys(desk.courses.values()))
        row.wrong("course", f"no such course; there is: {known}{suggestion(said, list(desk.courses))}")
    return desk.courses.get(said, "")


# --- back to rows -------------------------------------------------------------------------------------------------


def row_of(record: Record) -> Mapping[str, str]:
    """The record as cells by column."""
    match record:
        case Organisation():
            aliases = " | ".join(each.untrusted for each in record.aliases)
            return {"id": record.id, "name": record.name.untrusted, "kind": _said(record.kind), "aliases": aliases}
        case Licence():
            return {
                "id": record.id,
                "organisation": record.organisation,
                "kind": record.kind.value,
                "holder": _said(record.holder),
                "updates_until": record.updates_until.isoformat() if record.updates_until else "",
                "versions": " ".join(record.versions),
            }
        case Person():
            return {
                "email": record.email,
                "name": record.name.untrusted,
                "position": _said(record.position),
                "organisation": record.organisation or "",
                "telephone": _said(record.telephone),
            }
        case Course():
            return {"email": record.email, "course": record.course, "date": record.taken_on.isoformat()}
        case _:
            assert_never(record)


def _said(value: Untrusted | None) -> str:
    return value.untrusted if value is not None else ""


def courses_named(modules: Sequence[tuple[str, Sequence[str]]]) -> Mapping[str, str]:
    """Every folded name of a course → the course: the implementation course, and one for each module (id, labels)."""
    names = {fold(each): "implementation" for each in ("implementation", "implementación", "Curso de Implementación")}
    for module, labels in modules:
        names |= {fold(each): module for each in (module, *labels)}
    return names
