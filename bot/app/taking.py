"""A download that ends as an outcome of delivery, the same for every platform."""

from __future__ import annotations

from collections.abc import AsyncIterable

from bot.app.files import CannotStore, Files, NotFit
from bot.app.outbox import Delivered, Later, Outcome, Reason, Refused
from bot.domain.text import Untrusted

DISK_PAUSE = 60.0
"""Seconds until a file is fetched again that could not be written down."""

LONGEST_TRANSFER = 100.0
"""Seconds that a file may take, either way: less than the lease of a delivery."""


async def taken(files: Files, chunks: AsyncIterable[bytes], label: Untrusted) -> Outcome:
    """Keeps the file, or says why it is none that is taken. What the chunks raise comes out."""
    try:
        stored = await files.store(chunks, label)
    except NotFit as error:
        return Refused(Reason(error.unfit.value), "its content")
    except CannotStore as error:
        return Later(DISK_PAUSE, f"the file could not be kept: {error}")
    return Delivered(None, stored)
