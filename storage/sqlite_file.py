"""The SQLite file: its lock, its settings, its only connection.

One process and one connection per file, and only that connection checkpoints: SQLite before 3.51.3 can corrupt a file in
which two connections write (reliability.md S1).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import URL, Connection, Dialect, create_engine
from sqlalchemy.pool import NullPool

from storage.errors import DatabaseInUse, UnsafeDatabase
from storage.tables import metadata

_BUSY_MS = 5000
_STATEMENTS_KEPT = 256

SETTINGS: Mapping[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": _BUSY_MS,
}
"""What durability and erasing depend on, as SQLite reports it (2 is FULL)."""


@contextlib.contextmanager
def opened(url: URL) -> Iterator[tuple[sqlite3.Connection, Dialect]]:
    """The file's only connection, for the thread that opens it, with the settings in force; the log is folded into the
    file at the end. A database in memory gets its tables."""
    file = file_of(url)
    with locked(file), connected(url) as connection:
        driver = driver_of(connection)
        for name, value in SETTINGS.items():
            driver.execute(f"PRAGMA {name} = {value}")
        verify(driver, {**SETTINGS, "journal_mode": "wal" if file else "memory"})
        if file is None:
            metadata.create_all(connection)
            connection.commit()
        fold_log(driver)  # what a process that was killed had destroyed is gone from the log as well
        yield driver, connection.dialect
        with contextlib.suppress(sqlite3.Error):  # it only tidies: what was committed is safe in the log
            fold_log(driver)


def fold_log(connection: sqlite3.Connection) -> None:
    """Brings the log into the file and empties it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def connected(url: URL) -> Iterator[Connection]:
    """A connection on which transactions begin and end only where it is said."""
    engine = create_engine(
        url,
        paramstyle="named",
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "cached_statements": _STATEMENTS_KEPT},
    )
    with engine.connect() as connection:
        yield connection


def driver_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection under SQLAlchemy's."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("expected the sqlite3 driver")
    return driver


def verify(connection: sqlite3.Connection, settings: Mapping[str, str | int]) -> None:
    """`UnsafeDatabase` when a setting is not in force."""
    for name, wanted in settings.items():
        actual = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if actual != wanted:
            raise UnsafeDatabase(
                f"SQLite runs with {name} = {actual} where {wanted} is needed, so stored data would not be safe. "
                "Put the database on a local disk, see that nothing else has it open, and start again."
            )


def file_of(url: URL) -> Path | None:
    """The file, None for a database in memory."""
    return None if url.database in (None, "", ":memory:") else Path(str(url.database))


@contextlib.contextmanager
def locked(file: Path | None) -> Iterator[None]:
    """Keeps every other process off the file for as long as this lasts. `DatabaseInUse` when another has it."""
    if file is None:
        yield
        return
    lock = file.with_name(f"{file.name}.lock")
    with lock.open("a+", encoding="ascii") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            raise DatabaseInUse(
                f"{file} is in use by process {held.read().strip() or 'unknown'}. Stop that process, or give this one "
                "another VENTANILLA_DATABASE_URL; several processes can share a PostgreSQL database only."
            ) from None
        held.truncate(0)
        held.write(f"{os.getpid()}\n")
        held.flush()
        yield
