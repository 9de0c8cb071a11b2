"""The SQLite file is safe, or it is not opened."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.app.ports import Database, StorageUnavailable, UnitOfWork
from storage.engine import open_database
from storage.errors import DatabaseInUse, StorageError, UnsafeDatabase
from storage.sql.unit_of_work import SqlUnitOfWork
from storage.sqlite import SqliteSession
from storage.sqlite_file import SETTINGS, opened, verify
from tests.clock import FakeClock
from tests.contracts.examples import arrival, consent, entry, ticket


@pytest.fixture
async def database(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Database]:
    opened = await open_database(sqlite_url, clock=clock)
    yield opened
    await opened.close()


def test_every_setting_that_durability_depends_on_is_in_force(sqlite_url: str) -> None:
    with opened(make_url(sqlite_url)) as (connection, _):
        in_force = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}

    assert in_force == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }


@pytest.mark.parametrize(
    "mistake",
    ["journal_mode = DELETE", "synchronous = NORMAL", "foreign_keys = OFF", "secure_delete = OFF", "busy_timeout = 0"],
)
def test_a_setting_that_is_not_in_force_is_refused_in_words(tmp_path: Path, mistake: str) -> None:
    connection = sqlite3.connect(tmp_path / "wrong.db", isolation_level=None)
    for name, value in SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    verify(connection, SETTINGS)

    connection.execute(f"PRAGMA {mistake}")

    name = mistake.split(" ", maxsplit=1)[0]
    with pytest.raises(UnsafeDatabase, match=rf"SQLite runs with {name} = .* so stored data would not be safe"):
        verify(connection, SETTINGS)
    connection.close()


async def test_a_second_process_is_refused_and_told_what_to_do(database: Database, sqlite_url: str) -> None:
    second = await asyncio.to_thread(
        subprocess.run,
        [
            sys.executable,
            "-c",
            "import asyncio, sys\n"
            "from storage.engine import open_database\n"
            "from tests.clock import FakeClock\n"
            "asyncio.run(open_database(sys.argv[1], clock=FakeClock()))",
            sqlite_url,
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )

    assert second.returncode != 0
    assert "DatabaseInUse" in second.stderr
    assert "is in use by process" in second.stderr
    assert "Stop that process, or give this one another VENTANILLA_DATABASE_URL" in second.stderr


async def test_the_file_is_free_again_once_it_was_closed(sqlite_url: str, clock: FakeClock) -> None:
    first = await open_database(sqlite_url, clock=clock)
    with pytest.raises(DatabaseInUse):
        await open_database(sqlite_url, clock=clock)
    await first.close()

    second = await open_database(sqlite_url, clock=clock)
    await second.close()


async def test_closing_does_what_waits_and_folds_the_log_into_the_file(sqlite_url: str, clock: FakeClock) -> None:
    database = await open_database(sqlite_url, clock=clock)
    waiting = [asyncio.ensure_future(database.run(lambda uow: uow.inbox.add([arrival("a")]))) for _ in range(5)]
    await asyncio.sleep(0)
    await database.close()

    assert [lanes for lanes in await asyncio.gather(*waiting) if lanes] == [("telegram:1",)]
    file = Path(str(make_url(sqlite_url).database))
    assert not file.with_name(f"{file.name}-wal").exists()
    with pytest.raises(StorageError, match="the database is closed"):
        await database.run(lambda uow: uow.inbox.quarantined())


def allowing(more_pages: int) -> Callable[[UnitOfWork], None]:
    """A work after which the file may grow by so many pages."""

    def work(uow: UnitOfWork) -> None:
        assert isinstance(uow, SqlUnitOfWork)
        session = uow.cursors._session
        assert isinstance(session, SqliteSession)
        count = session._connection.execute("PRAGMA page_count").fetchone()[0]
        session._connection.execute(f"PRAGMA max_page_count = {count + more_pages}")

    return work


async def test_a_full_disk_is_unavailable_costs_nothing_that_was_stored_and_passes(database: Database) -> None:
    large = replace(arrival("large"), body="x" * 1_000_000)
    await database.run(lambda uow: uow.inbox.add([arrival("before")]))
    await database.run(allowing(0))

    with pytest.raises(StorageUnavailable, match="the disk is full"):
        await database.run(lambda uow: uow.inbox.add([large]))
    together = await asyncio.gather(
        *(database.run(lambda uow: uow.inbox.add([large])) for _ in range(3)), return_exceptions=True
    )
    assert [type(each) for each in together] == [StorageUnavailable] * 3

    await database.run(allowing(10_000))
    assert await database.run(lambda uow: uow.inbox.add([arrival("before"), large])) == ("telegram:1",)


async def test_a_file_that_cannot_be_written_is_not_opened(clock: FakeClock) -> None:
    with pytest.raises((StorageUnavailable, OSError)):
        await open_database("sqlite:////proc/ventanilla.db", clock=clock)


async def test_an_error_holds_no_value_that_was_to_be_stored(database: Database) -> None:
    await database.run(lambda uow: uow.tickets.add(ticket(1), desk="desk", year=2026, number=1))

    with pytest.raises(StorageError) as caught:
        await database.run(lambda uow: uow.tickets.add(ticket(1), desk="desk", year=2026, number=1))

    told = "".join(traceback.format_exception(caught.value))
    assert "SQLite refused: UNIQUE constraint failed: tickets." in told
    assert "M-2026" not in told.upper()
    assert "No abre" not in told


async def test_history_and_consents_can_be_neither_changed_nor_deleted(database: Database, sqlite_url: str) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.tickets.add(ticket(1), desk="desk", year=2026, number=1)
        uow.tickets.append(entry(1, 1))
        uow.consents.add(consent())

    await database.run(work)
    await database.close()
    connection = sqlite3.connect(Path(str(make_url(sqlite_url).database)))

    for change in (
        "UPDATE history SET body = ''",
        "DELETE FROM history",
        "UPDATE consents SET answer = 'given'",
        "DELETE FROM consents",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="is append-only"):
            connection.execute(change)
    connection.close()


async def test_a_database_in_memory_has_its_tables(clock: FakeClock) -> None:
    database = await open_database("sqlite://", clock=clock)

    assert await database.run(lambda uow: uow.inbox.add([arrival("a")])) == ("telegram:1",)
    await database.close()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "oracle://x", "not a url", ""])
async def test_another_database_is_refused_in_words(url: str, clock: FakeClock) -> None:
    with pytest.raises(StorageError, match=r"sqlite:///FILE or postgresql://"):
        await open_database(url, clock=clock)
