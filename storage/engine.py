"""Opens the database that a URL names."""

from __future__ import annotations

import importlib

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.app.ports import Clock, Crashpoint, Database, no_crash
from storage.address import postgres_url
from storage.errors import StorageError
from storage.sqlite import SqliteDatabase


async def open_database(url: str, *, clock: Clock, crash: Crashpoint = no_crash) -> Database:
    """The database of `sqlite:///FILE`, `sqlite://` (in memory, with its tables) or `postgresql://…`, ready for work.

    Raises a `StorageError` in words when it must not be used: another process has the file, or a setting that durability
    depends on is not in force. The schema is not looked at (`storage.schema.require_head`).
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError("the database URL cannot be read; expected sqlite:///FILE or postgresql://…") from None
    match parsed.get_backend_name():
        case "sqlite":
            return await SqliteDatabase.open(parsed, crash=crash)
        case "postgresql" | "postgres":
            # With SQLite psycopg is never loaded: it would be a tenth of every start.
            postgres = importlib.import_module("storage.postgres").PostgresDatabase
            opened: Database = await postgres.open(postgres_url(parsed), clock=clock, crash=crash)
            return opened
        case other:
            raise StorageError(f"no storage for {other}: use sqlite:///FILE or postgresql://…")
