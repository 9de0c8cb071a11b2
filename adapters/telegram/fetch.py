"""Bringing over a file that a person sent in Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import telegram
from telegram.error import BadRequest, TelegramError

from adapters.telegram.errors import NOT_SENT_PAUSE, outcome_of
from adapters.telegram.errors import said as said_by
from adapters.telegram.references import file_of
from adapters.telegram.request import BotRequest
from bot.app.files import Files
from bot.app.outbox import Later, Outcome, Reason, Refused, Unsure
from bot.app.taking import LONGEST_TRANSFER, taken
from bot.domain.message import File

_WORDS = (
    ("file is too big", Refused(Reason.TOO_LARGE, "Telegram does not hand it out")),
    ("temporarily unavailable", Later(60.0, "the file is temporarily unavailable")),
)
"""What Telegram says of files, for which delivery has no row."""

_CHUNK = 2**16
_DEFAULT_PAUSE = 30.0


class _Refused(Exception):
    """The download was answered, but not with the file."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


async def fetch(bot: telegram.Bot, files: Files, file: File) -> Outcome:
    """One attempt; it may always be repeated. The address of a download holds the token, so no error's text is passed on."""
    try:
        async with asyncio.timeout(LONGEST_TRANSFER):
            found = await bot.get_file(file_of(file.ref))
            return await taken(files, _chunks(bot, found.file_path or ""), file.label)
    except _Refused as refusal:
        return refusal.outcome
    except TelegramError as error:
        return _judged(error)
    except (httpx.HTTPError, TimeoutError) as error:
        return Unsure(f"the download broke off: {type(error).__name__}")


def _judged(error: TelegramError) -> Outcome:
    said = str(error).lower()
    for words, outcome in _WORDS:
        if words in said:
            return outcome
    if isinstance(error, BadRequest):
        return Refused(Reason.GONE, said_by(error))
    return outcome_of(error)


async def _chunks(bot: telegram.Bot, address: str) -> AsyncIterator[bytes]:
    request = bot.request
    if not isinstance(request, BotRequest):
        raise TypeError("the bot was not made by telegram_bot")
    if not address.startswith(f"{bot.base_file_url}/"):  # whatever else the answer names is not fetched
        raise _Refused(Refused(Reason.GONE, "the file is not kept by Telegram"))
    async with request.download(address) as response:
        if response.status_code != 200:
            raise _Refused(_answered(response))
        if response.headers.get("Content-Encoding", "identity") != "identity":  # nothing is unpacked here
            raise _Refused(Unsure("the download is compressed"))
        async for chunk in response.aiter_raw(_CHUNK):
            yield chunk


def _answered(response: httpx.Response) -> Outcome:
    status = response.status_code
    if status == 429:
        after = response.headers.get("Retry-After", "")
        return Later(float(after) if after.isdecimal() else _DEFAULT_PAUSE, "rate limited")
    if status == 404:  # an address lives for an hour; the next attempt asks for a new one
        return Later(NOT_SENT_PAUSE, "the download was not found")
    return Unsure(f"HTTP {status}")
