"""HTTP to Telegram under python-telegram-bot, with two answers named that the library does not tell apart."""

from __future__ import annotations

import json
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

_DEFAULT_PAUSE = 5.0


class TooManyRequests(TelegramError):
    """429: not before so many seconds. The library's own RetryAfter warns on every use unless an environment variable
    of the whole process is set."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests, again in {seconds:g} s")
        self.seconds = seconds


class ServerFailure(TelegramError):
    """5xx: nobody knows whether the request had its effect."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class BotRequest(HTTPXRequest):
    """The library's transport, unchanged but for those two answers."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One request. TooManyRequests and ServerFailure besides what the library raises."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == 429:
            raise TooManyRequests(_retry_after(payload))
        if status >= 500:
            raise ServerFailure(status)
        return status, payload

    def download(self, address: str) -> AbstractAsyncContextManager[httpx.Response]:
        """A download over the same connections, whose body is still to be read, as it comes. Redirects are not followed."""
        return self._client.stream("GET", address, headers={"Accept-Encoding": "identity"}, follow_redirects=False)


def telegram_bot(*, token: str, base_url: str, base_file_url: str) -> Bot:
    """A bot that is ready to use without asking Telegram anything; close it with `close_bot`.

    `base_url` and `base_file_url` end before the token (`https://host/bot`). Times out after 5 s for connecting, 10 s
    for an answer; nothing is sent twice by itself.
    """
    request = BotRequest(
        connection_pool_size=64, connect_timeout=5.0, read_timeout=10.0, write_timeout=10.0, pool_timeout=5.0
    )
    return Bot(token, base_url=base_url, base_file_url=base_file_url, request=request, get_updates_request=request)


async def close_bot(bot: Bot) -> None:
    """Closes the bot's connections."""
    await bot.request.shutdown()


def bot_id(bot: Bot) -> int:
    """The bot's own user id, which is the first part of its token."""
    return int(bot.token.partition(":")[0])


def _retry_after(payload: bytes) -> float:
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return _DEFAULT_PAUSE
