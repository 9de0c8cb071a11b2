"""Files of knowledge: what is accepted, and every problem by line, column and words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.catalogue import SHIPPED, Catalogue
from bot.app.checking import problems_in
from bot.app.knowledge_file import read, read_table
from bot.app.shelving import IMPORTED, KnowledgeFileError, load_shipped, read_any, shelve
from bot.config import Settings
from bot.domain.knowledge import Item, ItemKind
from bot.domain.process import Process
from bot.importing_knowledge import run
from storage.memory import MemoryDatabase

HEADER = "id,kind,modules,language,title,text,link,keywords"


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


def told(path: Path, process: Process, content: str | bytes) -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [str(each).removeprefix(f"{path}:") for each in read_any(path, process)[1]]


def test_what_comes_with_saacg_is_sound_and_says_that_it_is_an_example(saacg: Process) -> None:
    found, problems = read(SHIPPED / "saacg.knowledge.yaml", saacg)
    assert found is not None
    assert [(each.severity, each.message) for each in problems] == [
        ("warning", "14 entries are examples; replace them by the desk's own")
    ]
    assert {each.kind for each in found.items} == set(ItemKind)
    assert all(each.example for each in found.items)
    assert {each.link for each in found.items} <= {"", saacg.desk.website}
    assert problems[0] in problems_in("saacg")


def test_every_text_that_is_shown_is_two_sentences_at_most(saacg: Process) -> None:
    found, _ = read(SHIPPED / "saacg.knowledge.yaml", saacg)
    assert found is not None
    for item in found.items:
        assert len(item.text.splitlines()) == 1, item.id
        assert item.text.count(". ") <= 1, item.id


def test_every_problem_of_a_yaml_file_is_told_at_its_place(saacg: Process, tmp_path: Path) -> None:
    content = """\
process: sagcg
version: 1
items:
  - { id: a, kind: faq, language: es, title: Uno, text: x }
  - { id: a, kind: faq, language: fr, title: Dos, text: x, modules: [acounting] }
  - { id: "¡A!", kind: faq, language: es, title: "", text: x, link: "www.example.org" }
  - { id: b, kind: faq, language: es, title: Nada }
"""
    assert told(tmp_path / "x.yaml", saacg, content) == [
        '1:1: process: these items are for "sagcg", and the process is "saacg"',
        '5:7: items.a.id: the id "a" is used twice; every item needs its own',
        '5:25: items.a.language: "fr" is not a language of saacg; it speaks es, en',
        '5:60: items.a.modules: there is no module "acounting" in saacg; there is: budget, accounting, revenue,'
        ' spending, treasury, assets, payroll, purchasing, other; did you mean "accounting"?',
        '6:7: items.¡A!.id: "¡A!" cannot be an id: small letters without accents, digits, - and _, at most 32',
        "6:43: items.¡A!.title: the title is one line: it stands on a button",
        "6:63: items.¡A!.link: the link is no web address; write it whole, beginning with https://",
        "7:5: items.b: an item needs a `text`, a `link`, or both: opening it must show something",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "1:1: the file is empty; it needs items, beginning with `process:`"),
        (
            "process: saacg\nversion: 1\nitems: [{id: a, kind: book, language: es, title: T}]\n",
            '3:17: items.a.kind: this is the text "book", and must be one of: manual, video, faq, exercise',
        ),
        (
            "process: saacg\nversion: 1\nitems: [{id: a, kind: faq, language: es, titel: T}]\n",
            '3:42: items.a.titel: there is no key "titel" here; did you mean "title"?',
        ),
        ("process: saacg\nversion: 1\nitems: {\n", "this is not YAML"),
    ],
)
def test_a_yaml_file_of_the_wrong_form_is_told_in_words(
    saacg: Process, tmp_path: Path, content: str, said: str
) -> None:
    assert any(said in each for each in told(tmp_path / "x.yaml", saacg, content))


def test_a_table_as_excel_writes_it_is_read_latin_1_semicolons_and_all(saacg: Process, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(
        "ID;Kind;Title;Text;Keywords;Modules\r\n"
        'poliza;FAQ;La póliza no cuadra;"Sume; y vuelva a sumar";cargos, abonos;accounting|budget\r\n'
        ";;;;;\r\n".encode("cp1252")
    )
    assert read_table(file, saacg) == (
        (
            Item(
                id="poliza",
                kind=ItemKind.FAQ,
                language="es",
                title="La póliza no cuadra",
                text="Sume; y vuelva a sumar",
                keywords=("cargos", "abonos"),
                modules=("accounting", "budget"),
            ),
        ),
        (),
    )


def test_a_table_is_read_as_the_registers_files_are_and_keeps_the_lines_of_a_text(
    saacg: Process, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    content = 'sep=;\nid;kind;title;text\na;faq;Año;"uno\n- dos"\n'
    for encoding in ("utf-8", "utf-16", "cp1252"):
        file.write_bytes(content.encode(encoding))
        items, problems = read_table(file, saacg)
        assert (problems, [(each.title, each.text) for each in items]) == ((), [("Año", "uno\n- dos")])
    for refused, why in ((b"PK\x03\x04", "1:1: this is a workbook"), (b'id,kind,title\na,faq,"T\n', "2:1: a quote")):
        assert told(file, saacg, refused)[0].startswith(why)


def test_every_bad_cell_of_a_table_is_told_with_line_column_and_reason(saacg: Process, tmp_path: Path) -> None:
    content = f"""{HEADER}
a,faq,,es,Uno,x,,
a,faq,,es,Dos,x,,
b,libro,,es,Tres,x,,
c,faq,nomina,xx,Cuatro,"dos
líneas",ftp://x,
,faq,,es,=SUMA(A1),x,,
"""
    assert told(tmp_path / "x.csv", saacg, content) == [
        '3:1: id: the id "a" is used twice; every item needs its own',
        '4:2: kind: "libro" is no kind of item; there is: manual, video, faq, exercise',
        '5:3: modules: there is no module "nomina" in saacg; there is: budget, accounting, revenue, spending, treasury,'
        " assets, payroll, purchasing, other",
        '5:4: language: "xx" is not a language of saacg; it speaks es, en',
        "5:7: link: the link is no web address; write it whole, beginning with https://",
        "7:1: id: this cell is empty",
        "7:5: title: begins with =, which a spreadsheet runs as a formula; write plain text",
    ]


def test_columns_that_are_missing_unknown_or_there_twice_are_told(saacg: Process, tmp_path: Path) -> None:
    assert told(tmp_path / "x.csv", saacg, "id,titel,id\na,b,c\n") == [
        f'1:2: titel: "titel" is no column of knowledge; there is: {HEADER.replace(",", ", ")}; did you mean "title"?',
        '1:3: id: the column "id" is there twice',
        '1:1: kind: the column "kind" is missing',
        '1:1: title: the column "title" is missing',
    ]
    assert told(tmp_path / "y.csv", saacg, "")[0].startswith("1:1: the file is empty")
    assert "cannot be read" in str(read_table(tmp_path / "none.csv", saacg)[1][0])


def files(folder: Path, version: int, *titles: str) -> Path:
    items = [
        {"id": f"n{place}", "kind": "faq", "language": "es", "title": title, "text": "x"}
        for place, title in enumerate(titles)
    ]
    content = json.dumps({"process": "saacg", "version": version, "items": items})
    (folder / "saacg.knowledge.yaml").write_text(content, encoding="utf-8")
    return folder / "saacg.yaml"


async def test_what_stands_beside_a_process_is_loaded_once_and_again_when_its_version_is_raised(
    saacg: Process, tmp_path: Path
) -> None:
    database = MemoryDatabase()
    assert await load_shipped(database, saacg, files(tmp_path, 1, "Uno", "Dos")) == 2
    assert await load_shipped(database, saacg, files(tmp_path, 1, "Uno")) == 0
    assert await load_shipped(database, saacg, files(tmp_path, 2, "Uno")) == 1
    assert await load_shipped(database, saacg, tmp_path / "other.yaml") == 0
    assert [each.title for each in await database.run(lambda uow: uow.knowledge.all("saacg"))] == ["Uno"]


async def test_a_file_with_an_error_is_not_loaded_and_says_why(saacg: Process, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFileError, match="the title is one line"):
        await load_shipped(MemoryDatabase(), saacg, files(tmp_path, 1, ""))


async def test_an_import_says_what_changes_and_takes_the_place_of_the_examples_for_good(
    saacg: Process, tmp_path: Path
) -> None:
    database = MemoryDatabase()
    await load_shipped(database, saacg, files(tmp_path, 1, "Uno", "Dos", "Tres"))
    own = tmp_path / "own.csv"
    own.write_text("id,kind,title,text\nn0,faq,Uno,x\nn1,faq,Otro,x\nz,video,Nuevo,x\n", encoding="utf-8")
    items, problems = read_any(own, saacg)
    assert problems == ()

    dry = await database.run(lambda uow: shelve(uow, saacg, items, apply=False))
    assert (dry.new, dry.changed, dry.same, dry.removed) == (1, 1, 1, 1)
    assert await database.run(lambda uow: uow.knowledge.source("saacg")) == "file:saacg@1"

    assert await database.run(lambda uow: shelve(uow, saacg, items, apply=True)) == replace(dry, applied=True)
    assert await database.run(lambda uow: uow.knowledge.source("saacg")) == IMPORTED
    assert await load_shipped(database, saacg, files(tmp_path, 2, "Uno")) == 0
    again = await database.run(lambda uow: shelve(uow, saacg, items, apply=True))
    assert (again.new, again.changed, again.same, again.removed) == (0, 0, 3, 0)


def test_the_command_imports_only_when_it_is_told_to_and_never_in_part(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=sqlite_url)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("id;kind;title;text\na;faq;Licencias vencidas;Se renuevan\n", encoding="cp1252")
    bad.write_text("id;kind;title;text\na;faq;Uno;x\nb;libro;Dos;x\n", encoding="utf-8")
    counts = "saacg: 1 new, 0 changed, 0 the same, 0 taken away"

    assert run(settings, good, apply=False) == 0
    assert capsys.readouterr().out == f"{counts}: this would change; add --apply to import it\n"
    assert run(settings, good, apply=True) == 0
    assert capsys.readouterr().out == f"{counts}: imported\n"
    assert run(settings, bad, apply=True) == 1
    assert capsys.readouterr().out.splitlines() == [
        f'{bad}:3:2: kind: "libro" is no kind of item; there is: manual, video, faq, exercise',
        f"{bad}: nothing was imported; 1 to put right",
    ]
    assert run(settings, good, apply=False) == 0
    assert "0 new, 0 changed, 1 the same, 0 taken away" in capsys.readouterr().out
