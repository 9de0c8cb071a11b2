"""Brings a database to a schema. All or nothing: a migration that fails or is killed leaves what was there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, MetaData, func, select

from storage.errors import StorageError
from storage.schema import postgres_engine
from storage.sqlite_file import connected, file_of, locked
from storage.trouble import told_in_words

_UPGRADES = 1_448_296_277
"""The advisory lock that keeps two upgrades of one PostgreSQL database apart."""


def upgrade(url: str, revision: str = "head") -> None:
    """Migrates up to the revision. `DatabaseInUse` when a process has the SQLite file, another `StorageError` when the
    database cannot be reached or refuses."""
    with told_in_words(url) as parsed, _transaction(parsed) as connection:
        try:
            command.upgrade(configuration(connection), revision)
        except CommandError as error:  # such as a revision of a newer version
            raise StorageError(f"The database cannot be migrated: {error}") from None


def downgrade(url: str, revision: str) -> None:
    """Migrates back down to the revision (`base` for none)."""
    with told_in_words(url) as parsed, _transaction(parsed) as connection:
        command.downgrade(configuration(connection), revision)


def configuration(connection: Connection, metadata: MetaData | None = None) -> Config:
    """Alembic's configuration on a connection; `metadata` only to compare the tables with the migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


@contextlib.contextmanager
def _transaction(url: URL) -> Iterator[Connection]:
    if url.get_backend_name() == "sqlite":
        file = file_of(url)
        if file is None:
            raise StorageError("a database in memory has its tables from the start: there is nothing to migrate")
        with locked(file), connected(url) as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver would commit each change of the schema by itself
            yield connection
            connection.commit()
        return
    with postgres_engine(url).begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_UPGRADES)))
        yield connection
