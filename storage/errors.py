"""What storage says when it cannot. No text of these holds a stored value."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

from bot.app.ports import StorageUnavailable


class StorageError(Exception):
    """The database refused the work: a rule of the schema was broken, or the work was wrong."""


class DatabaseInUse(StorageError):
    """Another process has the SQLite file."""


class UnsafeDatabase(StorageError):
    """A setting that durability depends on is not in force."""


class SchemaMismatch(StorageError):
    """The schema is not the one this version was made for."""


class TryAgain(StorageUnavailable):
    """A conflict or a lost connection: the whole work may be run again."""


_SQLITE_PASSING = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk does not answer",
    sqlite3.SQLITE_READONLY: "the file is read-only",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_BUSY: "somebody else holds the file",
    sqlite3.SQLITE_LOCKED: "somebody else holds the file",
    sqlite3.SQLITE_NOMEM: "there is no memory",
}

_CONFLICTS = ("40001", "40P01", "55P03")
_PASSING_CLASSES = {"08": "connection", "53": "resources", "57": "operator", "58": "system"}
_READ_ONLY = "25006"


def translated(error: BaseException) -> BaseException:
    """A driver's error in our words; any other as it is."""
    match error:
        case sqlite3.Error():
            return _from_sqlite(error)
        case psycopg.Error():
            return _from_postgres(error)
        case DBAPIError(orig=psycopg.Error() | sqlite3.Error() as driver):
            return translated(driver)
        case _:
            return error


def _from_sqlite(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)  # absent where Python's own wrapper refused
    passing = _SQLITE_PASSING.get(code & 0xFF)
    if passing is not None:
        return StorageUnavailable(f"SQLite cannot write now: {passing} ({error})")
    return StorageError(f"SQLite refused: {error}")


def _from_postgres(error: psycopg.Error) -> Exception:
    state = error.sqlstate
    name = type(error).__name__
    if state in _CONFLICTS:
        return TryAgain(f"PostgreSQL met a conflict: {name} ({state})")
    if state is None and isinstance(error, psycopg.OperationalError):
        return TryAgain(f"The connection to PostgreSQL was lost: {name}")
    if state is not None and state[:2] in ("08", "57"):
        return TryAgain(f"The connection to PostgreSQL was lost: {name} ({state})")
    if state is not None and (state[:2] in _PASSING_CLASSES or state == _READ_ONLY):
        return StorageUnavailable(f"PostgreSQL cannot write now: {name} ({state})")
    # The server's own text quotes the row, so only what names the rule is kept.
    rule = error.diag.constraint_name or error.diag.column_name or error.diag.table_name or "no rule named"
    return StorageError(f"PostgreSQL refused: {name} ({state}), {rule}")
