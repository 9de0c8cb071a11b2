"""Brings a database to a schema. All or nothing: a migration that fails or is killed leaves what was there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, MetaData, create_engine, func, make_url, select
from sqlalchemy.pool import NullPool

from storage.errors import StorageError
from storage.postgres_session import postgres_url
from storage.sqlite_file import connected, file_of, locked

_UPGRADES = 1_448_296_277
"""The advisory lock that keeps two upgrades of one PostgreSQL database apart."""


def upgrade(url: str, revision: str = "head") -> None:
    """Migrates up to the revision. `DatabaseInUse` when a process has the SQLite file."""
    with _transaction(make_url(url)) as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Migrates back down to the revision (`base` for none)."""
    with _transaction(make_url(url)) as connection:
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
    engine = create_engine(postgres_url(url), poolclass=NullPool, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_UPGRADES)))
        yield connection
