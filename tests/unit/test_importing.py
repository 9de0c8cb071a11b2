"""Registers from files as spreadsheets save them, and back: every bad row with its reason, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.catalogue import Catalogue
from bot.app.importing import Imported, export_register, import_register
from bot.app.register_rows import LONGEST
from bot.domain.register import Course, Licence, LicenceKind, Organisation, Person, Record, Register, key
from bot.domain.text import Untrusted, clean
from storage.memory import MemoryUnitOfWork
from storage.memory_rows import Rows

SAACG = Catalogue.load(["saacg"]).current("saacg")
ENTITIES = "id,name,kind,aliases\nteq,Municipio de Tequila,municipio,Tequila | Tequila Jal\ntal,Municipio de Tala,,\n"


class Desk:
    """A desk's registers in memory."""

    def __init__(self) -> None:
        self.uow = MemoryUnitOfWork(Rows)

    def imports(self, register: Register, file: str | bytes, *, apply: bool = True) -> Imported:
        content = file if isinstance(file, bytes) else file.encode()
        return import_register(self.uow, SAACG, register, content, apply=apply)

    def kept(self, register: Register) -> Sequence[Record]:
        return self.uow.registers.everything(register)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def report(desk: Desk, register: Register, file: str | bytes) -> list[str]:
    return desk.imports(register, file).report("f.csv").splitlines()


def test_a_dry_run_counts_and_changes_nothing(desk: Desk) -> None:
    done = desk.imports(Register.ORGANISATIONS, ENTITIES, apply=False)
    assert done.report("f.csv") == (
        "organisations: 2 new, 0 changed, 0 unchanged; nothing was imported yet: add --apply"
    )
    assert desk.kept(Register.ORGANISATIONS) == ()


def test_importing_again_updates_by_key(desk: Desk) -> None:
    desk.imports(Register.ORGANISATIONS, ENTITIES)
    again = desk.imports(Register.ORGANISATIONS, "id;nombre\nTEQ;Municipio de Tequila, Jalisco\nnew;Otro\n")
    assert (again.new, again.changed, again.unchanged) == (1, 1, 0)
    assert [each.id for each in desk.kept(Register.ORGANISATIONS) if isinstance(each, Organisation)] == [
        "new",
        "tal",
        "teq",
    ]
    same = desk.imports(Register.ORGANISATIONS, "id;nombre\nTEQ;Municipio de Tequila, Jalisco\nnew;Otro\n")
    assert (same.new, same.changed, same.unchanged) == (0, 0, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_whatever_the_spreadsheet_saved_is_read(desk: Desk, encoding: str, delimiter: str, end: str) -> None:
    rows = [["Clave", "Ente Público", "Tipo"], ["a", "Órgano de Ñuñoa", "Organismo"]]
    file = end.join(delimiter.join(row) for row in rows) + end
    done = desk.imports(Register.ORGANISATIONS, file.encode(encoding))
    assert done.problems == ()
    assert desk.kept(Register.ORGANISATIONS) == (
        Organisation(id="a", name=Untrusted("Órgano de Ñuñoa"), kind=Untrusted("Organismo")),
    )


def test_excels_own_line_about_the_separator_and_quoted_cells_are_understood(desk: Desk) -> None:
    file = 'sep=;\r\n"id";"NOMBRE"\r\na;"Uno; ""dos""\r\ny tres"\r\n\r\n;\r\nb;Cuatro\r\n'
    assert desk.imports(Register.ORGANISATIONS, file).problems == ()
    assert desk.kept(Register.ORGANISATIONS) == (
        Organisation(id="a", name=Untrusted('Uno; "dos" y tres')),
        Organisation(id="b", name=Untrusted("Cuatro")),
    )


def test_every_bad_row_is_told_with_line_column_and_reason_and_nothing_is_imported(desk: Desk) -> None:
    desk.imports(Register.ORGANISATIONS, ENTITIES)
    file = (
        "Licencia,Organización,Tipo,Titular,Vigencia,Versiones\n"
        "l1,teq,adquirida,,31/12/2026,2025 2026\n"  # good
        "l2,nadie,adquirida,,31/12/2026,\n"
        "l3,teq,alquilada,,31/12/2026,\n"
        "l4,teq,adquirida,,12/31/2026,\n"
        "l5,teq,adquirida,,pronto,\n"
        "l6,teq,adquirida,,,\n"
        "l1,teq,prueba,,,\n"
        "l7,teq,prueba,=HYPERLINK(1),,\n"
        "l8,teq\n"
        "á 9,teq,prueba,,,\n"
        ",teq,prueba,,,\n"
        "l10,teq,prueba,Juan, Pérez,,\n"
    )
    assert report(desk, Register.LICENCES, file) == [
        "f.csv:3: column “Organización”: no organisation has this id or name; import the organisations first",
        "f.csv:4: column “Tipo”: write acquired (adquirida) or trial (prueba)",
        "f.csv:5: column “Vigencia”: there is no such day; the day comes before the month: 31/12/2026",
        "f.csv:6: column “Vigencia”: this is not a date; write 2026-12-31 or 31/12/2026",
        "f.csv:7: column “Vigencia”: an acquired licence needs the last day that its update is paid for",
        "f.csv:8: column “Licencia”: this one is in line 2 already; keep one of them",
        "f.csv:9: column “Titular”: begins with =, which a spreadsheet runs as a formula; write plain text",
        "f.csv:10: 2 cells, and the first line has 6: a text with a separator in it needs quotes",
        "f.csv:11: column “Licencia”: an id has up to 24 letters without accents, digits, points, hyphens and"
        " underscores, without spaces",
        "f.csv:12: column “Licencia”: this cell is empty, and needed",
        "f.csv:13: 7 cells, and the first line has 6: a text with a separator in it needs quotes",
        "licences: 1 new, 0 changed, 0 unchanged, 11 bad; nothing was imported",
    ]
    assert desk.kept(Register.LICENCES) == ()


def test_several_things_wrong_in_one_row_are_all_told(desk: Desk) -> None:
    file = "email,name,organisation,telephone\nana,@ana,x,12\nana@x.mx,!!!,,\n"
    assert report(desk, Register.PEOPLE, file)[:-1] == [
        "f.csv:2: column “name”: begins with @, which a spreadsheet runs as a formula; write plain text",
        "f.csv:3: column “name”: there is no letter and no digit in this name",
    ]
    file = "email,name,organisation,telephone\nana,Ana,x,12\n"
    assert report(desk, Register.PEOPLE, file)[:-1] == [
        "f.csv:2: column “email”: this is not an e-mail; for example: maria.perez@municipio.gob.mx",
        "f.csv:2: column “organisation”: no organisation has this id or name; import the organisations first",
        "f.csv:2: column “telephone”: this is not a telephone; for example: 33 3669 5550 ext. 12",
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "\t=", " ="])
def test_a_formula_is_refused_as_data(desk: Desk, sign: str) -> None:
    (problem,) = desk.imports(Register.ORGANISATIONS, f'id,name\na,"{sign}cmd|x"\n').problems
    assert "formula" in problem.why


def test_a_telephone_may_begin_with_a_plus_and_goes_out_harmless(desk: Desk) -> None:
    desk.imports(Register.PEOPLE, "correo;nombre;teléfono\nAna@X.mx;Ana;+52 33 3669 5550 ext. 12\n")
    assert desk.kept(Register.PEOPLE) == (
        Person(email="ana@x.mx", name=Untrusted("Ana"), telephone=Untrusted("+52 33 3669 5550 ext. 12")),
    )
    assert b",'+52 33 3669 5550 ext. 12\r\n" in export_register(desk.uow, Register.PEOPLE)


def test_what_somehow_got_in_goes_out_harmless(desk: Desk) -> None:
    desk.uow.registers.save(Organisation(id="a", name=Untrusted("=1+1")))
    assert b"a,'=1+1," in export_register(desk.uow, Register.ORGANISATIONS)


def test_a_course_is_known_by_its_id_and_by_the_modules_name(desk: Desk) -> None:
    file = (
        "correo,curso,fecha\na@x.mx,Implementación,2026-02-01\na@x.mx,CONTABILIDAD,1/2/2026\nb@x.mx,payroll,2026-2-1\n"
    )
    assert desk.imports(Register.COURSES, file).problems == ()
    assert desk.kept(Register.COURSES) == (
        Course(email="a@x.mx", course="accounting", taken_on=date(2026, 2, 1)),
        Course(email="a@x.mx", course="implementation", taken_on=date(2026, 2, 1)),
        Course(email="b@x.mx", course="payroll", taken_on=date(2026, 2, 1)),
    )
    told = report(desk, Register.COURSES, "correo,curso,fecha\na@x.mx,contabilidat,2026-02-01\n")[0]
    assert told.startswith("f.csv:2: column “curso”: no such course; there is: implementation, budget, accounting,")
    assert told.endswith('; did you mean "contabilidad"?')


def test_an_entity_can_be_named_in_the_other_files(desk: Desk) -> None:
    twins = "x1,Municipio de Juárez,,\nx2,Mpio. Juarez,,\n"
    desk.imports(Register.ORGANISATIONS, ENTITIES + twins)
    head = "email,name,organisation\n"
    assert desk.imports(Register.PEOPLE, head + "a@x.mx,Ana,H. Ayuntamiento de Tala\n").problems == ()
    (kept,) = desk.kept(Register.PEOPLE)
    assert isinstance(kept, Person)
    assert kept.organisation == "tal"
    (problem,) = desk.imports(Register.PEOPLE, head + "a@x.mx,Ana,Municipio de Juárez\n").problems
    assert problem.why == "several organisations have this name; write the id"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"", "f.csv:1: the file is empty: it needs a line with the columns"),
        (b"\xef\xbb\xbf\r\n \r\n", "f.csv:1: the file is empty: it needs a line with the columns"),
        (
            b"PK\x03\x04rest",
            "f.csv:1: this is a workbook, not a CSV file: in the spreadsheet choose Save as, CSV UTF-8",
        ),
        (
            b"id,name\na,x\nb,\x00\n",
            "f.csv:3: there is a NUL character here: the file is damaged, or no text; save it again as CSV UTF-8",
        ),
        (b"id,name,nombre\na,x,y\n", "f.csv:1: column “nombre”: the column name is there twice; keep one"),
        (
            b"id,nam\na,x\n",
            'f.csv:1: the column name is missing; the columns are: id, name, kind, aliases; is it "nam"?',
        ),
        (
            b'id,name\na,"x\nb,y\n',
            'f.csv:2: a quote (") is out of place or never closed, from here on nothing can be read'
            " (unexpected end of data)",
        ),
    ],
)
def test_a_file_that_is_no_table_is_told_why(desk: Desk, file: bytes, told: str) -> None:
    assert report(desk, Register.ORGANISATIONS, file)[0] == told


def test_a_column_that_nobody_knows_is_left_out_and_told(desk: Desk) -> None:
    assert report(desk, Register.ORGANISATIONS, "id,name,color\na,Uno,azul\n") == [
        "f.csv: the column “color” is not known, and was left out",
        "organisations: 1 new, 0 changed, 0 unchanged; imported",
    ]


def test_what_a_file_does_not_mention_stays(desk: Desk) -> None:
    desk.imports(Register.ORGANISATIONS, ENTITIES)
    desk.imports(Register.ORGANISATIONS, "id,name\n")
    assert len(desk.kept(Register.ORGANISATIONS)) == 2


# --- round trip ---------------------------------------------------------------------------------------------------

_CELLS = st.text(max_size=30).map(lambda text: " ".join(clean(text).split()))
_NAMES = _CELLS.filter(lambda text: bool(key(text)) and not _odd(text) and len(text) <= LONGEST)
_OPTIONAL = st.none() | _CELLS.filter(lambda text: bool(text) and not _odd(text)).map(Untrusted)
_IDS = st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,20}[a-z0-9])?", fullmatch=True)
_MAILS = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.mx", fullmatch=True)
_DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def _odd(text: str) -> bool:
    """Begins as a formula, also behind the apostrophe that is taken off."""
    return text[:1] in "=+-@＝＋－＠﹢﹣﹦﹫" or (text[:1] == "'" and _odd(text[1:])) or "|" in text or "\0" in text


_ORGANISATIONS = st.builds(
    Organisation,
    id=_IDS,
    name=_NAMES.map(Untrusted),
    kind=_OPTIONAL,
    aliases=st.lists(_NAMES, max_size=3, unique=True).map(lambda names: tuple(map(Untrusted, names))),
)


@st.composite
def _registers(draw: st.DrawFn) -> list[Record]:
    entities = draw(st.lists(_ORGANISATIONS, min_size=1, max_size=4, unique_by=lambda each: each.id))
    ids = st.sampled_from([each.id for each in entities])
    acquired = st.builds(
        Licence,
        id=_IDS,
        organisation=ids,
        kind=st.just(LicenceKind.ACQUIRED),
        holder=_OPTIONAL,
        updates_until=_DAYS,
        versions=st.lists(st.sampled_from(("2024", "2025", "2026")), unique=True).map(tuple),
    )
    people = st.builds(
        Person,
        email=_MAILS,
        name=_NAMES.map(Untrusted),
        position=_OPTIONAL,
        organisation=st.none() | ids,
        telephone=st.sampled_from([None, Untrusted("+52 33 3669 5550"), Untrusted("33-3669-5550 ext. 12")]),
    )
    courses = st.builds(Course, email=_MAILS, course=st.sampled_from(("implementation", "budget")), taken_on=_DAYS)
    return [
        *entities,
        *draw(st.lists(acquired, max_size=3)),
        *draw(st.lists(people, max_size=3)),
        *draw(st.lists(courses, max_size=3)),
    ]


@settings(max_examples=80, deadline=None)
@given(records=_registers())
def test_what_is_exported_can_be_imported_and_changes_nothing(records: list[Record]) -> None:
    desk, other = Desk(), Desk()
    for each in records:
        desk.uow.registers.save(each)
    for register in Register:
        file = export_register(desk.uow, register)
        again = desk.imports(register, file)
        assert again.problems == ()
        assert (again.new, again.changed, again.unchanged) == (0, 0, len(desk.kept(register)))
        assert other.imports(register, file).problems == ()
        assert other.kept(register) == desk.kept(register)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(Register), st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused_in_words(register: Register, content: bytes) -> None:
    assert Desk().imports(register, content).report("f.csv")
