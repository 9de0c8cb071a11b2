"""What storage says when it cannot. No text of these holds a stored value."""

from __future__ import annotations

import importlib
import re
import sqlite3

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


_QUOTED = re.compile(r"\"[^\"]*\"?", re.DOTALL)
"""What SQLite repeats of a query for words; it never quotes the name of a rule."""

_SQLITE_PASSING = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk does not answer",
    sqlite3.SQLITE_READONLY: "the file is read-only",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_BUSY: "somebody else holds the file",
    sqlite3.SQLITE_LOCKED: "somebody else holds the file",
    sqlite3.SQLITE_NOMEM: "there is no memory",
}


def translated(error: BaseException) -> BaseException:
    """A driver's error in our words; any other as it is."""
    match error:
        case sqlite3.Error():
            return _from_sqlite(error)
        case DBAPIError(orig=BaseException() as driver):
            words = translated(driver)
            return error if words is driver else words
        case _ if type(error).__module__.partition(".")[0] == "psycopg":
            # With SQLite psycopg is never loaded: it would be a tenth of every start.
            words = importlib.import_module("storage.postgres_errors").from_postgres(error)
            return words if isinstance(words, BaseException) else error
        case _:
            return error


def _from_sqlite(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)  # absent where Python's own wrapper refused
    passing = _SQLITE_PASSING.get(code & 0xFF)
    if passing is not None:
        return StorageUnavailable(f"SQLite cannot write now: {passing} ({error})")
    return StorageError(f"SQLite refused: {_QUOTED.sub('…', str(error))}")
