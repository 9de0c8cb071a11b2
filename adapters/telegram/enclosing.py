"""A specialist's file, put into a requester's chat in Telegram."""

from __future__ import annotations

import asyncio
import re

import telegram
from telegram import InputFile

from adapters.telegram.references import chat_of, message_ref
from bot.app.files import Files
from bot.app.outbox import Delivered, Letter, Outcome, Reason, Refused, Unsure
from bot.app.taking import LONGEST_TRANSFER
from bot.domain.text import Untrusted, clean

_TRANSFER = 60.0
"""Seconds for the bytes to go out, and for Telegram to answer."""

_LONGEST_NAME = 100
_SEPARATORS = re.compile(r"[\\/:\n\t<>|?*\"]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\s*(?:\.|$)", re.IGNORECASE)
"""What Windows takes for a device of its own, whatever the ending."""


async def enclose(bot: telegram.Bot, files: Files, letter: Letter) -> Outcome:
    """One attempt, as a document: byte for byte. What the library raises of Telegram comes out."""
    if letter.file is None or letter.stored is None:
        return Refused(Reason.INVALID, "nothing to send")
    try:
        async with asyncio.timeout(LONGEST_TRANSFER):
            name = file_name(letter.file.label, letter.stored.name)
            with await files.opened(letter.stored.name) as content:  # never whole in memory
                sent = await bot.send_document(
                    chat_of(letter.chat),
                    InputFile(content, filename=name, read_file_handle=False),
                    write_timeout=_TRANSFER,
                    read_timeout=_TRANSFER,
                )
    except FileNotFoundError:
        return Refused(Reason.GONE, "the file is no longer kept")
    except TimeoutError:
        return Unsure("the transfer took too long")
    return Delivered(message_ref(sent.chat_id, sent.message_id))


def file_name(label: Untrusted, kept: str) -> str:
    """The name under which the requester saves it: as the specialist called it, but a name only, with the ending of what it
    is when it has none."""
    name = _SEPARATORS.sub("_", clean(label.untrusted)).strip(" ._")[-_LONGEST_NAME:]
    if not name:
        return kept
    name = f"_{name}" if _DEVICE.match(name) else name
    ending = kept.rpartition(".")[1:]
    return name if "." in name else name + "".join(ending)
