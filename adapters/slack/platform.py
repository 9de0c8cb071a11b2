"""Slack, whole: the gateway, the reader, and the connection over which payloads come."""

from __future__ import annotations

from functools import partial

from slack_sdk.web.async_client import AsyncWebClient

from adapters.http import HttpServer
from adapters.slack.acquaintance import Acquaintance
from adapters.slack.client import close_client
from adapters.slack.conceal import conceal
from adapters.slack.events import SlackEvents
from adapters.slack.link import SlackGateway
from adapters.slack.read import read
from adapters.slack.socket import SlackSocket
from adapters.slack.sweep import SlackSweep
from adapters.slack.unopened import Unopened
from adapters.slack.watch import SlackWatch
from bot.app.files import Files
from bot.app.ports import Clock, Conceal, Cursor, Lead, Reader, Receive


class SlackPlatform:
    """Socket Mode with an `app_token`; posted to, and signed with `signing_secret`, without one. `desk` is the id of the
    desk's channel, `developers` of the developers', when they have one of their own."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        clock: Clock,
        server: HttpServer,
        files: Files,
        acquaintance: Acquaintance,
        desk: str = "",
        developers: str = "",
        app_token: str | None = None,
        signing_secret: str = "",
    ) -> None:
        self._client = client
        self._clock = clock
        self._server = server
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._acquaintance = acquaintance
        self._socket: SlackSocket | None = None
        self._watch: SlackWatch | None = None
        self.gateway = SlackGateway(client=client, files=files, desk=desk, developers=developers)
        self.reader: Reader = partial(read, ours=acquaintance.ours)
        self.conceal: Conceal = conceal

    async def listen(self, receive: Receive, cursor: Cursor, lead: Lead) -> None:  # noqa: ARG002 - Slack takes several listeners
        """Begins to take payloads, and to ask for those that were missed; see `bot.service.Platform`."""
        self.gateway.report_to(Unopened(receive=receive, clock=self._clock))
        if self._app_token is None:
            events = SlackEvents(
                client=self._client,
                receive=receive,
                clock=self._clock,
                signing_secret=self._signing_secret,
                acquaintance=self._acquaintance,
            )
            self._server.mount(events.routes())
        else:
            self._socket = SlackSocket(
                client=self._client,
                app_token=self._app_token,
                receive=receive,
                clock=self._clock,
                acquaintance=self._acquaintance,
            )
            self._socket.start()
        sweep = SlackSweep(client=self._client, receive=receive, clock=self._clock)
        self._watch = SlackWatch(
            listens=self._listens, sweep=sweep.since, receive=receive, cursor=cursor, clock=self._clock
        )
        self._watch.start()

    async def stop_listening(self) -> None:
        """Takes no more payloads."""
        if self._watch is not None:
            await self._watch.stop()
        if self._socket is not None:
            await self._socket.stop()

    async def _listens(self) -> bool:
        """Whether payloads reach us; of those that are posted to us, as far as we can know."""
        return self._socket is None or await self._socket.connected()

    async def close(self) -> None:
        """Closes the connections."""
        await close_client(self._client)
