"""The webhook: an update is committed before Telegram gets its 200."""

from __future__ import annotations

import hmac
import json
from typing import Any

import structlog
from aiohttp import web

from adapters.http import body_of
from adapters.telegram.arrival import OwnUsername, arrivals_of
from bot.app.mishap import told
from bot.app.ports import Clock, Receive

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
RETRY_AFTER = "3"
"""Seconds until Telegram is to try again what could not be committed."""


class TelegramWebhook:
    """Receives updates at `/telegram/webhook`. `secret` is what Telegram was told to send along; ValueError when it is
    empty, since then anybody could write here."""

    def __init__(self, *, receive: Receive, clock: Clock, secret: str, own_name: OwnUsername) -> None:
        if not secret.strip():
            raise ValueError("a webhook needs a secret")
        self._receive = receive
        self._clock = clock
        self._own_name = own_name
        self._secret = secret.encode()

    def routes(self) -> list[web.RouteDef]:
        """The routes to mount."""
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """200 once the update is committed, 401 without the secret, 503 when it could not be committed.

        What is no JSON is kept as unreadable and answered with 200: Telegram would send it again for a day.
        """
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        row = _parsed(await body_of(request))
        try:
            arrivals = await arrivals_of([row], self._clock.now(), self._own_name)
            if arrivals:
                await self._receive(arrivals, None)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing is committed
            log.warning("telegram.webhook_not_committed", why=told(error))
            return web.Response(status=503, headers={"Retry-After": RETRY_AFTER})
        return web.Response()


def _parsed(body: bytes) -> Any:
    text = body.decode(errors="replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
