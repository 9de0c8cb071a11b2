"""`ventanilla import` and `export`, also while the service has the database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.catalogue import Catalogue
from bot.config import Settings
from bot.domain.register import Organisation, Register
from bot.domain.text import Untrusted
from bot.door import Door, door_of
from bot.importing_knowledge import run as import_knowledge
from bot.registers import export, import_
from storage.engine import open_database
from tests.clock import FakeClock

FILE = "clave;nombre\na;Órgano Uno\nb;Dos\n"
KEPT = (Organisation(id="a", name=Untrusted("Órgano Uno")), Organisation(id="b", name=Untrusted("Dos")))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "entes.csv"
    written.write_bytes(FILE.encode("cp1252"))
    return written


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url)


def test_a_dry_run_and_then_the_import(settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_(settings, "organizaciones", file, apply=False) == 0
    assert "2 new, 0 changed, 0 unchanged; nothing was imported yet" in capsys.readouterr().out
    assert import_(settings, "Organisations", file, apply=True) == 0
    assert "2 new, 0 changed, 0 unchanged; imported" in capsys.readouterr().out
    assert export(settings, "organisations", None) == 0
    assert capsys.readouterr().out == "id,name,kind,aliases\na,Órgano Uno,,\nb,Dos,,\n"


def test_bad_rows_end_with_1_and_wrong_use_with_2(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("id,name\na,=1\n")
    assert import_(settings, "organisations", file, apply=True) == 1
    assert capsys.readouterr().out.startswith("entes.csv:2: column “name”: begins with =")
    assert import_(settings, "organizasiones", file, apply=True) == 2
    assert capsys.readouterr().err == 'there is no register "organizasiones"; did you mean "organizaciones"?\n'
    assert import_(settings, "people", file.with_name("none.csv"), apply=True) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err
    assert export(settings, "people", file.parent / "none" / "x.csv") == 2


def test_an_exported_file_can_be_imported(settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_(settings, "organisations", file, apply=True)
    assert export(settings, "organizaciones", file) == 0
    assert import_(settings, "organisations", file, apply=True) == 0
    assert "0 new, 0 changed, 2 unchanged" in capsys.readouterr().out


def test_a_dash_is_the_terminal(settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_(settings, "organisations", file, apply=True)
    capsys.readouterr()
    assert export(settings, "organizaciones", Path("-")) == 0
    assert "Órgano Uno" in capsys.readouterr().out


async def test_while_the_service_runs_it_does_the_import_itself(
    settings: Settings, sqlite_url: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await open_database(sqlite_url, clock=FakeClock())
    kept = Path(sqlite_url.removeprefix("sqlite:///"))
    async with Door(kept, database, Catalogue.load(["saacg"]).current("saacg")):
        assert door_of(kept).stat().st_mode & 0o777 == 0o600
        assert await asyncio.to_thread(import_, settings, "organisations", file, apply=True) == 0
        assert await asyncio.to_thread(export, settings, "organisations", file) == 0
    assert "2 new, 0 changed, 0 unchanged; imported" in capsys.readouterr().out
    assert await database.run(lambda uow: uow.registers.everything(Register.ORGANISATIONS)) == KEPT
    exported = await asyncio.to_thread(file.read_bytes)
    assert exported.decode("utf-8-sig").splitlines()[1] == "a,Órgano Uno,,"
    assert not door_of(kept).exists()
    await database.close()


async def test_while_the_service_runs_it_shelves_knowledge_itself_and_refuses_what_is_not_of_its_process(
    settings: Settings, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.csv"
    own.write_text("id,kind,title,text\na,faq,Licencias vencidas,Se renuevan\n", encoding="utf-8")
    database = await open_database(sqlite_url, clock=FakeClock())
    kept = Path(sqlite_url.removeprefix("sqlite:///"))
    saacg = Catalogue.load(["saacg"]).current("saacg")
    async with Door(kept, database, replace(saacg, languages=("en",))):
        assert await asyncio.to_thread(import_knowledge, settings, own, apply=True) == 1
    assert 'could not do it: "es" is not a language' in capsys.readouterr().err
    async with Door(kept, database, saacg):
        assert await asyncio.to_thread(import_knowledge, settings, own, apply=False) == 0
        assert await database.run(lambda uow: uow.knowledge.all("saacg")) == ()
        assert await asyncio.to_thread(import_knowledge, settings, own, apply=True) == 0
    assert capsys.readouterr().out.splitlines() == [
        "saacg: 1 new, 0 changed, 0 the same, 0 taken away: this would change; add --apply to import it",
        "saacg: 1 new, 0 changed, 0 the same, 0 taken away: imported",
    ]
    assert [each.title for each in await database.run(lambda uow: uow.knowledge.all("saacg"))] == ["Licencias vencidas"]
    await database.close()


async def test_a_database_in_use_by_something_else_is_told_in_words(
    settings: Settings, sqlite_url: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await open_database(sqlite_url, clock=FakeClock())
    assert await asyncio.to_thread(import_, settings, "organisations", file, apply=True) == 1
    assert "is in use by process" in capsys.readouterr().err
    await database.close()


async def test_nonsense_at_the_door_is_refused_and_the_door_stays_open(sqlite_url: str) -> None:
    database = await open_database(sqlite_url, clock=FakeClock())
    kept = Path(sqlite_url.removeprefix("sqlite:///"))
    async with Door(kept, database, Catalogue.load(["saacg"]).current("saacg")):
        for nonsense in (
            b"",
            b"{}",
            b"[1]",
            b"\xff\x00",
            b'{"register": null, "content": null, "file": "", "apply": true}',
            b'{"register": null, "content": "W3t9XQ==", "file": "", "apply": true}',
            b'{"register": "x", "content": null, "file": "", "apply": 1}',
        ):
            reader, writer = await asyncio.open_unix_connection(door_of(kept))
            writer.write(nonsense)
            writer.write_eof()
            assert b"could not do it" in await reader.read()
            writer.close()
    await database.close()
