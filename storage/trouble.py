"""What keeps us from a database, in words. None of them holds its URL or a part of its password."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, SQLAlchemyError

from storage.errors import StorageError

ESCAPES = (
    "In the user and the password of VENTANILLA_DATABASE_URL, special characters are written so: @ %40, / %2F, : %3A,"
    " # %23, ? %3F, % %25."
)


@contextlib.contextmanager
def told_in_words(url: str) -> Iterator[URL]:
    """The URL, read. `StorageError` for a URL that cannot be, and for what the database refuses meanwhile."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageError(
            "VENTANILLA_DATABASE_URL cannot be read. It is sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME. "
            + ESCAPES
        ) from None
    try:
        yield parsed
    except SQLAlchemyError as error:
        raise StorageError(_words(url, parsed, error)) from None


def _words(url: str, parsed: URL, error: SQLAlchemyError) -> str:
    driver = error.orig if isinstance(error, DBAPIError) else None
    reason = str(driver or type(error).__name__).partition("\n")[0]
    if isinstance(error, DataError | IntegrityError):  # their texts quote the row
        reason = type(driver or error).__name__
    if parsed.get_backend_name() == "sqlite":
        return f"The database {parsed.database} cannot be used: {reason}"
    if url.count("@") > 1 or (parsed.username is None and "@" in url):
        # What was taken for the host or the name may be the end of a password, and the driver quotes both.
        return f"The database of VENTANILLA_DATABASE_URL cannot be used: {type(driver or error).__name__}. {ESCAPES}"
    place = f"{parsed.host}:{parsed.port or 5432}" if parsed.host else "of this machine"
    return f"PostgreSQL {place} cannot be used: {reason}"
