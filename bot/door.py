"""The side door of a running service: a socket beside the SQLite file, through which the command line asks for what only
the process that has the file can do. Nobody but the service's own user can open it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from bot.app.desk_orders import DeskOrder, DeskReply
from bot.app.mishap import own_words, told
from bot.app.ports import Database, UnitOfWork
from bot.app.table_file import LARGEST
from bot.domain.process import Process

PATIENCE = 120.0
"""Seconds that an order may take."""

_MOST = 2 * LARGEST

log = structlog.get_logger(__name__)


def door_of(file: Path) -> Path:
    """Where the door of the service with that database file is."""
    return file.with_name(f"{file.name}.door")


class Door:
    """Open while the service runs. Without a file (PostgreSQL) there is none: everybody can reach that database."""

    def __init__(self, file: Path | None, database: Database, process: Process) -> None:
        self._path = None if file is None else door_of(file)
        self._database = database
        self._process = process
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        if self._path is not None:
            self._path.unlink(missing_ok=True)  # a service that was killed left it; its file's lock is ours now
            before = os.umask(0o177)
            try:
                self._server = await asyncio.start_unix_server(self._answer, path=self._path)
            except OSError as error:  # such as a path too long for a socket: everything else still works
                log.warning("door.closed", why=told(error))
            finally:
                os.umask(before)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is not None and self._path is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):  # whoever asked is gone
            writer.write((await self._done(reader)).dump())
            await writer.drain()
            writer.close()

    async def _done(self, reader: asyncio.StreamReader) -> DeskReply:
        try:
            async with asyncio.timeout(PATIENCE):
                order = DeskOrder.load(await _all(reader))

                def work(uow: UnitOfWork) -> DeskReply:
                    return order.do(uow, self._process)

                return await self._database.run(work)
        except Exception as error:
            log.exception("door.failed")
            return DeskReply(failed=f"The running service could not do it: {own_words(error) or type(error).__name__}")


async def ask(file: Path, order: DeskOrder) -> DeskReply | None:
    """The reply of the service that has that database file; None when it does not answer."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_unix_connection(door_of(file))
            writer.write(order.dump())
            writer.write_eof()
            reply = DeskReply.load(await _all(reader))
            writer.close()
    except (OSError, ValueError, TimeoutError):
        return None
    return reply


async def _all(reader: asyncio.StreamReader) -> bytes:
    data = bytearray()  # grows in place: the service has other things to do than to copy a large file again and again
    while chunk := await reader.read(1 << 20):
        data += chunk
        if len(data) > _MOST:
            raise ValueError("too much")
    return bytes(data)
