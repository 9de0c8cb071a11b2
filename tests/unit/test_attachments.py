"""The folder of the files: nothing gets out of it, nothing half stays in it, nothing is believed but the bytes."""

from __future__ import annotations

import os
import stat
import tracemalloc
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.attachments import Attachments
from bot.app.erasing import STRAY_KEPT, Eraser
from bot.app.files import CannotStore, NotFit, StoredFile
from bot.domain.ids import FileRef
from bot.domain.text import Untrusted
from bot.domain.unfit import LARGEST_FILE, Unfit
from storage.memory import MemoryDatabase
from tests.clock import FakeClock
from tests.contracts.test_files_contract import added, sent, stored

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400


async def chunks(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def back(files: Attachments, name: str) -> bytes:
    return b"".join([chunk async for chunk in files.read(name)])


def there(folder: Path) -> set[str]:
    """The names in a folder."""
    return {each.name for each in folder.iterdir()}


def modes(folder: Path) -> set[int]:
    """Who may do what with the folder and with what is in it."""
    return {stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.iterdir())}


def in_the_way(place: Path) -> Path:
    """A file where something else should be."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("in the way")
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "attachments"


@pytest.fixture
def files(folder: Path) -> Attachments:
    return Attachments(folder)


async def test_a_file_is_kept_byte_for_byte_under_a_random_name(files: Attachments, folder: Path) -> None:
    first = await files.store(chunks(PDF), Untrusted("póliza.pdf"))
    second = await files.store(chunks(PDF), Untrusted("póliza.pdf"))
    assert (first.media_type, first.size) == ("application/pdf", len(PDF))
    assert first.name != second.name
    assert "póliza" not in first.name
    assert await back(files, first.name) == PDF
    assert modes(folder) == {0o700, 0o600}


@pytest.mark.parametrize(
    "label",
    [
        "../../etc/cron.d/x",
        "/etc/passwd",
        "a\x00b.pdf",
        "factura\u202efdp.exe",
        "x" * 300,
        "",
        ".",
        "..",
        "con.txt",
        "a.pdf/",
    ],
)
async def test_no_label_gets_into_a_path_or_chooses_an_ending_that_the_content_has_not(
    files: Attachments, folder: Path, label: str
) -> None:
    made = await files.store(chunks(PDF), Untrusted(label))
    assert made.name.endswith(".pdf")
    assert there(folder) == {made.name}
    assert there(folder.parent) == {"attachments"}


async def test_a_label_chooses_among_the_endings_that_its_content_may_have(files: Attachments) -> None:
    assert (await files.store(chunks(b"a;b\n"), Untrusted("saldos.CSV"))).name.endswith(".csv")
    assert (await files.store(chunks(b"rem hola\n"), Untrusted("virus.bat"))).name.endswith(".txt")


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "", ".", "..", "a.pdf", ".begun-" + "0" * 32])
async def test_only_names_of_ours_are_read_or_erased(files: Attachments, folder: Path, name: str) -> None:
    await files.store(chunks(PDF), Untrusted("a"))
    in_the_way(folder.parent / "secret")
    with pytest.raises(FileNotFoundError):
        await back(files, name)
    await files.erase([name])
    assert "secret" in there(folder.parent)


async def test_an_endless_stream_stops_at_the_limit_and_takes_little_memory(files: Attachments, folder: Path) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 2**16
            yield b"%PDF-1.7".ljust(2**16, b"x")

    tracemalloc.start()
    with pytest.raises(NotFit) as refusal:
        await files.store(endless(), Untrusted("a.pdf"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refusal.value.unfit is Unfit.TOO_LARGE
    assert given <= LARGEST_FILE + 2**16
    assert peak < 2 * 2**20
    assert there(folder) == set()


@pytest.mark.parametrize(
    ("content", "why"), [(b"", Unfit.EMPTY), (b"MZ\x90\x00", Unfit.PROGRAM), (b"PK\x03\x04", Unfit.ARCHIVE)]
)
async def test_what_is_not_taken_is_not_kept(files: Attachments, folder: Path, content: bytes, why: Unfit) -> None:
    with pytest.raises(NotFit) as refusal:
        await files.store(chunks(content), Untrusted("a.pdf"))
    assert refusal.value.unfit is why
    assert there(folder) == set()


async def test_a_stream_that_breaks_off_leaves_nothing(files: Attachments, folder: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield PDF
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        await files.store(broken(), Untrusted("a.pdf"))
    assert there(folder) == set()


async def test_a_folder_that_cannot_be_written_is_told_apart_from_a_bad_file(tmp_path: Path) -> None:
    with pytest.raises(CannotStore):
        await Attachments(in_the_way(tmp_path / "file")).store(chunks(PDF), Untrusted("a.pdf"))


def aged(folder: Path, name: str, clock: FakeClock, age: timedelta) -> None:
    """The file is there since so long before now."""
    at = (clock.now() - age).timestamp()
    os.utime(folder / name, (at, at))


async def test_what_nobody_needs_is_erased_and_what_a_ticket_has_stays(files: Attachments, folder: Path) -> None:
    clock, database = FakeClock(), MemoryDatabase()
    days = timedelta(days=1) / timedelta(minutes=1)
    names: dict[str, StoredFile] = {}
    for what, age, ticket in (("of a ticket", 100, 1), ("abandoned", 31, None), ("of a draft", 29, None)):
        names[what] = await files.store(chunks(PDF), Untrusted("a.pdf"))
        row = sent(FileRef(f"telegram:photo:{what}"), minute=-age * days, ticket=ticket)
        await added(database.run, row)
        await stored(database.run, row, names[what].name.removesuffix(".pdf"))
    for what in ("stray", "just fetched"):
        names[what] = await files.store(chunks(PDF), Untrusted("a.pdf"))
    for each in names.values():
        aged(folder, each.name, clock, STRAY_KEPT * 2)
    aged(folder, names["just fetched"].name, clock, STRAY_KEPT / 2)
    for name, since in ((".begun-old", STRAY_KEPT * 2), (".begun-now", STRAY_KEPT / 2)):
        in_the_way(folder / name)
        aged(folder, name, clock, since)

    await Eraser(database, files, clock).erase()

    assert there(folder) == {
        ".begun-now",
        *(names[what].name for what in ("of a ticket", "of a draft", "just fetched")),
    }


async def test_where_there_is_no_folder_yet_there_is_nothing_to_erase(files: Attachments) -> None:
    await Eraser(MemoryDatabase(), files, FakeClock()).erase()
