"""Socket Mode: Slack delivers over a WebSocket that we open."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.acquaintance import Acquaintance
from adapters.slack.app import bolt_app
from bot.app.ports import Clock, Receive

log = structlog.get_logger(__name__)

PATIENCE = 30.0
"""Seconds without a connection after which everything is begun anew: the SDK keeps trying an address that is good for
one use and for half a minute."""

_CLOSING = 1.0
_LOOK = 1.0


class SlackSocket:
    """Keeps one connection open until it is stopped, whatever happens."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        app_token: str,
        receive: Receive,
        clock: Clock,
        acquaintance: Acquaintance | None = None,
    ) -> None:
        self._web = client
        self._acquaintance = acquaintance
        self._app_token = app_token
        self._receive = receive
        self._clock = clock
        self._handler: _Handler | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to connect, in a task of its own."""
        self._task = asyncio.create_task(self.run(), name="slack socket")

    async def stop(self) -> None:
        """Takes nothing more, acknowledges what is being committed, and closes; within 2 s."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def connected(self) -> bool:
        """Whether the connection is open and answers pings."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def run(self) -> None:
        """Connects for ever."""
        app = bolt_app(client=self._web, receive=self._receive, clock=self._clock, acquaintance=self._acquaintance)
        while True:
            handler = self._handler = _Handler(app, self._app_token, web_client=self._web)
            try:
                await self._stay(handler)
            finally:
                await handler.finish()
            log.warning("slack.socket_begun_anew", after=PATIENCE)

    async def _stay(self, handler: _Handler) -> None:
        """Returns when there was no connection for longer than we wait."""
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]  # as in Bolt
        missed = 0
        try:
            while missed * _LOOK < PATIENCE:
                await asyncio.sleep(_LOOK)
                missed = 0 if await self.connected() else missed + 1
        finally:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, which also knows what it is at work on: the SDK keeps no hold of its tasks."""

    def __init__(self, app: AsyncApp, app_token: str, *, web_client: AsyncWebClient) -> None:
        super().__init__(app, app_token, web_client=web_client)
        self._busy: set[asyncio.Task[None]] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as in Bolt
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that runs is in a task
        self._busy.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._busy.discard(task)

    async def finish(self) -> None:
        """Takes nothing more, lets what is under way be acknowledged, and closes, even if the other side is silent."""
        if self.client.message_receiver is not None:
            self.client.message_receiver.cancel()
        if self._busy:
            await asyncio.wait(self._busy, timeout=_CLOSING)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING / 2):
                await self.close_async()  # type: ignore[no-untyped-call]  # as in Bolt
        tasks = (self.client.message_processor, self.client.current_session_monitor, self.client.message_receiver)
        left = [task for task in tasks if task is not None]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self.client.aiohttp_client_session.close()
