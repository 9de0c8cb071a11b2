"""psycopg's errors in our words."""

from __future__ import annotations

import psycopg

from bot.app.ports import StorageUnavailable
from storage.errors import StorageError, TryAgain

_CONFLICTS = ("40001", "40P01", "55P03")
_PASSING_CLASSES = {"08": "connection", "53": "resources", "57": "operator", "58": "system"}
_READ_ONLY = "25006"


def from_postgres(error: BaseException) -> BaseException:
    """Any other error is returned as it is."""
    if not isinstance(error, psycopg.Error):
        return error
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
