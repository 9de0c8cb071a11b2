"""A stage with every place watched in which words could be left: the disk at each crash point, the log at its most
talkative, what the platforms were told."""

from __future__ import annotations

import contextlib
import io
import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import psycopg
import structlog

from bot.app.catalogue import load_process
from bot.app.desk_orders import DeskOrder, Task
from bot.app.disclosing_by_letter import disclosed
from bot.app.ports import UnitOfWork
from bot.config import Settings
from bot.domain.ids import TicketId
from bot.domain.register import Register
from bot.logs import Handler, configure_structlog
from bot.stage import Stage
from storage.tables import metadata
from tests.clock import NOON
from tests.scenarios.canaries import Search
from tests.scenarios.story import SHORT, SPEED, Platform, Story

LOOKS = 3
"""How often the disk is looked at, at each crash point: what a process that is killed there would leave behind."""

LIBRARIES = (
    *("httpx", "httpcore", "telegram", "slack_sdk", "slack_bolt", "aiohttp", "sqlalchemy", "psycopg"),
    *("apscheduler", "asyncio", "alembic"),
)


MOST_TICKETS = 20
"""More than any story opens."""


class Watch:
    """What is looked at. `folder` holds the database, the keys, the attachments and whatever is temporary."""

    def __init__(self, families: Sequence[Mapping[str, str]], folder: Path) -> None:
        self.search = Search(families)
        self.log = io.StringIO()
        self._folder = folder
        self.passed: Counter[str] = Counter()

    def crashpoint(self, name: str) -> None:
        """Looks at what a crash here would leave."""
        self.passed[name] += 1
        if self.passed[name] <= LOOKS or self.passed[name] % 50 == 0:
            self.search.folder(f"disk at {name}", self._folder)

    async def look(self, story: Story) -> None:
        """Looks everywhere, in the middle of the story or at its end."""
        stage = story.stage
        await stage.quiet()
        self.search.folder("disk", self._folder)
        self.search.text("log", self.log.getvalue())
        self.search.text("requests to Telegram", *(each.params for each in stage.telegram.journal))
        journal = stage.slack.journal
        self.search.text("requests to Slack", *([each.method, each.params] for each in journal.calls))
        self.search.text("answers to Slack", *(each.ack for each in journal.envelopes), *journal.unknown_acks)
        self.search.text("answers to Slack", *(each.answer for each in journal.posts), *journal.refused_answers)
        told = [*stage.slack.workspace.ephemerals]
        self.search.text("whispers in Slack", *(message.rendered for message in told))
        self.search.data("export of the histories", await stage.look(_histories))
        for register in Register:
            self.search.data(f"export of {register}", await stage.look(partial(_register, register)))
        for page in await stage.look(_disclosures):
            self.search.data("/misdatos", page)


def _histories(uow: UnitOfWork) -> bytes:
    return DeskOrder(task=Task.HISTORY).do(uow, load_process(Path(SHORT))).content


def _disclosures(uow: UnitOfWork) -> list[bytes]:
    """The file of everybody who has a ticket."""
    tickets = (uow.tickets.get(TicketId(number)) for number in range(1, MOST_TICKETS))
    chats = sorted({ticket.requester.chat for ticket in tickets if ticket is not None})
    pages = [disclosed(uow, load_process(Path(SHORT)), chat, NOON) for chat in chats]
    return [page for page in pages if page is not None]


def _register(register: Register, uow: UnitOfWork) -> bytes:
    return DeskOrder(register=register).do(uow, load_process(Path(SHORT))).content


def backed_up(search: Search, database: Path, folder: Path) -> None:
    """Looks at a copy, as a backup takes it of a file in use."""
    with (
        contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(folder / "backup.db")) as copy,
    ):
        source.backup(copy)
        dumped = "\n".join(copy.iterdump())
    search.file("backup", folder / "backup.db")
    search.text("dump", dumped)


def read_whole(search: Search, url: str) -> None:
    """Looks at every row of every table of a PostgreSQL database, and at the server's files of it where they can be read."""
    with psycopg.connect(url, autocommit=True) as connection:
        for table in metadata.tables:
            rows = connection.execute(f'SELECT t::text FROM "{table}" t').fetchall()  # noqa: S608 - names of our own tables
            search.text(f"table {table}", *(row for (row,) in rows))
        connection.execute("CHECKPOINT")
        ((oid, folder),) = connection.execute(
            "SELECT oid, current_setting('data_directory') FROM pg_database WHERE datname = current_database()"
        ).fetchall()
        (newest,) = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone() or ("",)
    search.folder("PostgreSQL's files", Path(folder) / "base" / str(oid))
    search.file("PostgreSQL's log", Path(folder) / "pg_wal" / newest)


@contextlib.contextmanager
def talkative(settings: Settings, stream: io.StringIO) -> Iterator[None]:
    """The log goes to the stream, with everything at DEBUG, the libraries as well."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    known = [name for name in logging.root.manager.loggerDict if name.startswith(LIBRARIES)]
    levels = {name: logging.getLogger(name).level for name in (*LIBRARIES, *known)}
    configure_structlog(kept=False)
    root.handlers[:] = [Handler(settings, stream)]
    root.setLevel(logging.DEBUG)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.handlers[:], root.level = before
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        structlog.reset_defaults()


@contextlib.asynccontextmanager
async def watched(
    families: Sequence[Mapping[str, str]], url: str, folder: Path, platform: Platform, *, process: str = SHORT
) -> AsyncIterator[tuple[Story, Watch]]:
    """A story on a watched stage, with Ana on shift."""
    watch = Watch(families, folder)
    async with Stage(process, database_url=url, speed=SPEED, crashpoint=watch.crashpoint) as stage:
        with talkative(stage.settings, watch.log):
            await stage.open_desk()
            yield Story(stage, platform), watch
            await stage.stop()  # what it leaves when it ends is looked at as well
            watch.search.folder("disk at the end", folder)
            watch.search.text("log", watch.log.getvalue())
