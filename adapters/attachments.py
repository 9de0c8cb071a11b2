"""The folder where the files of requesters are kept: random names, durable, readable by the service only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from adapters.signatures import Recognised, recognised
from bot.app.files import CannotStore, NotFit, StoredFile
from bot.domain.text import Untrusted
from bot.domain.unfit import LARGEST_FILE, Unfit, ending_of

T = TypeVar("T")

CHUNK = 2**16
"""Bytes that are held at a time."""

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{2,5}")
_BEGUN = ".begun-"
"""How the name of a file begins whose bytes are still coming."""


class Attachments:
    """`bot.app.files.Files` in a folder, which is made when it is first needed. `largest`: bytes of one file."""

    def __init__(self, folder: Path, *, largest: int = LARGEST_FILE) -> None:
        self._folder = folder
        self._largest = largest

    async def store(self, chunks: AsyncIterable[bytes], label: Untrusted) -> StoredFile:
        """See `bot.app.files.Files`."""
        temporary = self._folder / f"{_BEGUN}{secrets.token_hex(16)}"
        file = await _on_disk(lambda: self._begin(temporary))
        try:
            with file:
                size = await self._fill(file, chunks)
                what = await _on_disk(lambda: _looked_at(file, size))
            if isinstance(what, Unfit):
                raise NotFit(what)
            ending = ending_of(label)
            name = f"{secrets.token_hex(16)}.{ending if ending in what.endings else what.endings[0]}"
            await _on_disk(lambda: self._finish(temporary, name))
        finally:
            temporary.unlink(missing_ok=True)
        return StoredFile(name=name, media_type=what.media_type, size=size)

    async def keep(self, content: bytes, ending: str) -> StoredFile:
        """See `bot.app.files.Files`."""
        temporary, name = self._folder / f"{_BEGUN}{secrets.token_hex(16)}", f"{secrets.token_hex(16)}.{ending}"
        file = await _on_disk(lambda: self._begin(temporary))
        try:
            with file:
                await _on_disk(lambda: _written(file, content))
            await _on_disk(lambda: self._finish(temporary, name))
        finally:
            temporary.unlink(missing_ok=True)
        return StoredFile(name=name, media_type=f"text/{ending}", size=len(content))

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """See `bot.app.files.Files`."""
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        with await asyncio.to_thread((self._folder / name).open, "rb") as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def older_than(self, before: datetime) -> tuple[str, ...]:
        """See `bot.app.files.Files`."""
        return await asyncio.to_thread(self._older_than, before.timestamp())

    async def erase(self, names: Sequence[str]) -> None:
        """See `bot.app.files.Files`."""
        for name in names:
            if _NAME.fullmatch(name):
                await asyncio.to_thread((self._folder / name).unlink, missing_ok=True)

    def _begin(self, temporary: Path) -> BinaryIO:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")

    async def _fill(self, file: BinaryIO, chunks: AsyncIterable[bytes]) -> int:
        """Writes what comes; however much was announced, it ends at the limit."""
        size = 0
        async for chunk in chunks:
            size += len(chunk)
            if size > self._largest:
                raise NotFit(Unfit.TOO_LARGE)
            await _on_disk(lambda chunk=chunk: file.write(chunk))  # type: ignore[misc] # mypy infers no type for a default
        return size

    def _finish(self, temporary: Path, name: str) -> None:
        """The file has its name, and the folder remembers it, before anybody is told of it."""
        temporary.rename(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _older_than(self, before: float) -> tuple[str, ...]:
        found: list[str] = []
        with contextlib.suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.stat(follow_symlinks=False).st_mtime >= before:
                    continue
                if entry.name.startswith(_BEGUN):
                    Path(entry.path).unlink(missing_ok=True)
                elif _NAME.fullmatch(entry.name):
                    found.append(entry.name)
        return tuple(found)


def _written(file: BinaryIO, content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def _looked_at(file: BinaryIO, size: int) -> Recognised | Unfit:
    file.flush()
    os.fsync(file.fileno())
    return recognised(file, size)


async def _on_disk(call: Callable[[], T]) -> T:
    """What the call returns, from another thread: a slow disk must not keep everybody waiting. CannotStore when the disk
    refuses."""
    try:
        return await asyncio.to_thread(call)
    except OSError as error:
        raise CannotStore(error.strerror or type(error).__name__) from error
