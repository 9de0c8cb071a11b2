"""Which schema a database has, and which one this version needs. Never imports Alembic: starting must stay quick."""

from __future__ import annotations

from sqlalchemy import URL, Engine, NullPool, create_engine, inspect, text

from storage.address import postgres_url
from storage.errors import SchemaMismatch
from storage.sqlite_file import file_of
from storage.trouble import told_in_words

_HEAD = "0017"

CONNECT_SECONDS = 10
"""Until a server that does not answer counts as not there."""


def head() -> str:
    """The revision this version needs: the newest one in `migrations/`."""
    return _HEAD


def current(url: str) -> str | None:
    """The revision a database is at; None for one that was never migrated. `StorageError` when it cannot be reached."""
    with told_in_words(url) as parsed:
        if parsed.get_backend_name() == "sqlite":
            file = file_of(parsed)
            if file is None or not file.exists():
                return None  # connecting would create it
            engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True)
        else:
            engine = postgres_engine(parsed)
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def postgres_engine(url: URL) -> Engine:
    """For looking at a schema or changing it: each connection new, and no long wait for a server that does not answer."""
    return create_engine(
        postgres_url(url),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )


def require_head(url: str) -> None:
    """`SchemaMismatch`, in words, unless the database has exactly the schema of this version."""
    found = current(url)
    if found == _HEAD:
        return
    if found is None:
        raise SchemaMismatch("The database has no tables yet: run `ventanilla migrate`, then start again.")
    if found > _HEAD:
        raise SchemaMismatch(
            f"The database was made by a newer version (schema {found}, this one knows {_HEAD}): install that version."
        )
    raise SchemaMismatch(
        f"The database has schema {found} and this version needs {_HEAD}: make a backup, run `ventanilla migrate`, "
        "then start again."
    )
