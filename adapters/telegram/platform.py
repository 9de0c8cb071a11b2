"""Telegram, whole: the gateway, the reader, and the connection over which updates come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

import structlog
from telegram import Bot

from adapters.http import HttpServer
from adapters.telegram.conceal import conceal
from adapters.telegram.link import TelegramGateway
from adapters.telegram.own_name import OwnName
from adapters.telegram.poll import TelegramPoller
from adapters.telegram.read import read
from adapters.telegram.registration import WebhookAddress, register
from adapters.telegram.request import close_bot
from adapters.telegram.webhook import TelegramWebhook
from bot.app.files import Files
from bot.app.outbox import Delivered
from bot.app.ports import Clock, Conceal, Crashpoint, Cursor, Lead, Reader, Receive, no_crash
from bot.domain.commands import Command

REGISTER_AGAIN = 30.0
"""Seconds until the registration is tried again after Telegram could not be reached."""

log = structlog.get_logger(__name__)


class TelegramPlatform:
    """Polls, or is posted to when a webhook address is given. `descriptions`: what each command does, by language."""

    def __init__(
        self,
        *,
        bot: Bot,
        clock: Clock,
        descriptions: Mapping[str, Mapping[Command, str]],
        server: HttpServer,
        files: Files,
        webhook: WebhookAddress | None = None,
        poll_timeout: int = 30,
        crashpoint: Crashpoint = no_crash,
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._descriptions = descriptions
        self._server = server
        self._webhook = webhook
        self._poll_timeout = poll_timeout
        self._crashpoint = crashpoint
        self._poller: TelegramPoller | None = None
        self._registering: asyncio.Task[None] | None = None
        self.gateway = TelegramGateway(bot=bot, clock=clock, files=files)
        self.reader: Reader = read
        self.conceal: Conceal = conceal

    async def listen(self, receive: Receive, cursor: Cursor, lead: Lead) -> None:
        """Begins to take updates; see `bot.service.Platform`."""
        if self._webhook is not None:
            webhook = TelegramWebhook(
                receive=receive, clock=self._clock, secret=self._webhook.secret, own_name=OwnName(self._bot)
            )
            self._server.mount(webhook.routes())
        else:
            self._poller = TelegramPoller(
                bot=self._bot,
                receive=receive,
                cursor=cursor,
                clock=self._clock,
                timeout=self._poll_timeout,
                crashpoint=self._crashpoint,
            )
        self._registering = asyncio.create_task(self._register(lead), name="telegram registration")

    async def stop_listening(self) -> None:
        """Takes no more updates."""
        if self._registering is not None:
            self._registering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._registering
        if self._poller is not None:
            await self._poller.stop()

    async def close(self) -> None:
        """Closes the connections."""
        await close_bot(self._bot)

    async def _register(self, lead: Lead) -> None:
        """Until it succeeds: a poll is refused while a webhook is set, so polling begins afterwards."""
        if self._poller is not None:
            await lead("poll telegram")
        while not await self._registered():
            await self._clock.sleep(REGISTER_AGAIN)
        if self._poller is not None:
            self._poller.start()

    async def _registered(self) -> bool:
        try:
            outcome = await register(self._bot, webhook=self._webhook, descriptions=self._descriptions)
        except Exception:
            log.exception("telegram.not_registered", again_in=REGISTER_AGAIN)
            return False
        if not isinstance(outcome, Delivered):
            log.warning("telegram.not_registered", outcome=str(outcome), again_in=REGISTER_AGAIN)
        return isinstance(outcome, Delivered)
