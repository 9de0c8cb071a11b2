"""The composite floor of a turn: the framework's own empty dispatch, and four statements and a commit with the raw
driver on one writer thread (performance.md §5)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import re
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from telegram import Update
from telegram.ext import Application, ContextTypes, TypeHandler
from telegram.request import BaseRequest

SECRET = "bench-secret"

_STATE = "s" * 1500
_ARRIVAL = "a" * 900
_LETTER = "l" * 900
"""As long as the product's own, in the middle of an intake."""

_TABLES = (
    "CREATE TABLE floor_state (chat TEXT PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE floor_inbox (key TEXT PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE floor_outbox (key TEXT PRIMARY KEY, body TEXT NOT NULL)",
)
_CHATS = 64
_OPEN = "INSERT INTO floor_state VALUES (?, ?)"
_TURN = (
    "SELECT body FROM floor_state WHERE chat = ?",
    "UPDATE floor_state SET body = ? WHERE chat = ?",
    "INSERT INTO floor_inbox VALUES (?, ?)",
    "INSERT INTO floor_outbox VALUES (?, ?)",
)


class Statements(Protocol):
    """The part of a driver's connection that the floor needs."""

    def execute(self, sql: Any, values: tuple[str, ...] = ..., /) -> Any: ...


class RawWriter:
    """A thread with the only connection, which does one turn's four statements and commits."""

    def __init__(self, connect: Callable[[], Statements], mark: str, begin: str) -> None:
        self._connect = connect
        self._mark = mark
        self._begin = begin
        self._loop = asyncio.get_running_loop()
        self._wanted: queue.SimpleQueue[tuple[int, asyncio.Future[None]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="floor writer", daemon=True)
        self._count = 0

    async def turn(self) -> None:
        """Returns when the four statements are durable."""
        future: asyncio.Future[None] = self._loop.create_future()
        self._count += 1
        self._wanted.put((self._count, future))
        await future

    def start(self) -> None:
        """Begins to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._wanted.put(None)
        self._thread.join()

    def _serve(self) -> None:
        execute = self._connect().execute
        for sql in _TABLES:
            execute(sql)
        for number in range(_CHATS):
            execute(_OPEN.replace("?", self._mark), (f"chat {number}", _STATE))
        read, write, arrive, post = (each.replace("?", self._mark) for each in _TURN)
        while (wanted := self._wanted.get()) is not None:
            number, future = wanted
            chat = f"chat {number % _CHATS}"
            execute(self._begin)
            execute(read, (chat,)).fetchone()
            execute(write, (_STATE, chat))
            execute(arrive, (f"key {number}", _ARRIVAL))
            execute(post, (f"key {number}", _LETTER))
            execute("COMMIT")
            self._loop.call_soon_threadsafe(future.set_result, None)


@contextlib.contextmanager
def sqlite_writer(folder: Path) -> Iterator[RawWriter]:
    """On a file with the product's own settings."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = full")
        return connection

    with _running(RawWriter(connect, "?", "BEGIN IMMEDIATE")) as writer:
        yield writer


@contextlib.contextmanager
def postgres_writer(url: str) -> Iterator[RawWriter]:
    """On a database of the server; with psycopg's own statements prepared after their fifth use, as the product's."""

    def connect() -> Statements:
        return psycopg.connect(url, autocommit=True)

    with _running(RawWriter(connect, "%s", "BEGIN")) as writer:
        yield writer


@contextlib.contextmanager
def _running(writer: RawWriter) -> Iterator[RawWriter]:
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()


class _GetMe(BaseRequest):
    """Answers what an Application asks at its start, without a network."""

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, *_args: Any, **_kwargs: Any) -> tuple[int, bytes]:
        me = {"id": 7, "is_bot": True, "first_name": "Ventanilla", "username": "ventanilla_bot"}
        return 200, json.dumps({"ok": True, "result": me}).encode()


Dispatch = Callable[[str], Any]


@contextlib.asynccontextmanager
async def telegram_dispatch() -> AsyncIterator[Dispatch]:
    """python-telegram-bot parses an update and hands it to one handler that does nothing."""

    async def nothing(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        return

    request = _GetMe()
    application = Application.builder().token("7:bench").updater(None).request(request).build()
    application.add_handler(TypeHandler(Update, nothing))

    async def dispatch(body: str) -> None:
        await application.process_update(Update.de_json(json.loads(body), application.bot))

    async with application:
        yield dispatch


def signed(body: str, secret: str = SECRET) -> dict[str, str]:
    """The headers of Slack's signature, as of now."""
    verifier = SignatureVerifier(secret)
    timestamp = str(int(verifier.clock.now()))
    signature = verifier.generate_signature(timestamp=timestamp, body=body) or ""
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


def slack_dispatch() -> Callable[[str, dict[str, str]], Any]:
    """Bolt checks the signature, authorizes from memory, and hands an action or a message to one listener."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T0BENCH", bot_user_id="U0BOT", bot_id="B0BOT", bot_token="x"
        )

    # Otherwise Bolt looks every few milliseconds whether the listener has acknowledged, and measures its own sleep.
    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app.action(re.compile("^v:"))(acknowledge)
    app.event("message")(acknowledge)

    async def dispatch(body: str, headers: dict[str, str]) -> None:
        answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers={**headers}))
        assert answer.status == 200, answer.body

    return dispatch
