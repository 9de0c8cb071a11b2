"""Files for gateways that are not asked for any."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime

from bot.app.files import CannotStore, StoredFile
from bot.domain.text import Untrusted


class NoFiles:
    """`bot.app.files.Files` of a folder that is away."""

    async def store(self, chunks: AsyncIterable[bytes], label: Untrusted) -> StoredFile:
        raise CannotStore("the folder is away")

    async def read(self, name: str) -> AsyncIterator[bytes]:
        if name:
            raise FileNotFoundError(name)
        yield b""

    async def keep(self, content: bytes, ending: str) -> StoredFile:
        raise CannotStore("the folder is away")

    async def older_than(self, before: datetime) -> tuple[str, ...]:
        return ()

    async def erase(self, names: Sequence[str]) -> None:
        """There is nothing."""
