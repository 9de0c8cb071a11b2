"""The pretend Slack as one object: start it, act as its people, look at what the app did."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from adapters.clock import SystemClock
from adapters.sandbox.faults import Faults
from adapters.sandbox.slack import control, files, page
from adapters.sandbox.slack.app_settings import AppSettings
from adapters.sandbox.slack.backend import Backend
from adapters.sandbox.slack.changes import Tasks
from adapters.sandbox.slack.channels import Channel
from adapters.sandbox.slack.delivery import Delivery
from adapters.sandbox.slack.http_delivery import HttpDelivery
from adapters.sandbox.slack.interactions import Interactions
from adapters.sandbox.slack.journal import Journal
from adapters.sandbox.slack.messages import Messages
from adapters.sandbox.slack.people import Desk, Member
from adapters.sandbox.slack.rates import Rates
from adapters.sandbox.slack.response_urls import ResponseUrls
from adapters.sandbox.slack.socket_mode import DisconnectReason, SocketMode
from adapters.sandbox.slack.state import Identity, User, Workspace
from adapters.sandbox.slack.tokens import Tokens
from adapters.sandbox.slack.triggers import Triggers
from adapters.sandbox.slack.views import Views
from adapters.sandbox.slack.web_api import WebApi
from adapters.sandbox.timeline import Timeline

MAX_REQUEST_BYTES = 64 * 1024 * 1024


class SlackSandbox:
    """A strict pretend Slack on 127.0.0.1, an async context manager.

    ``base_url`` is what ``slack_sdk``'s ``AsyncWebClient(base_url=…)`` takes, and its Socket Mode client with it.
    The app is made of ``manifest`` (ManifestError when Slack would make none of it): what is not declared there does not
    exist, reaches nobody and is not granted; without one everything is. ``scopes`` are granted instead of its own. ``strict_rates=False`` lifts the rate limits. ``signed_at`` dates
    the signatures of HTTP requests; it is the machine's clock by default, because the receiver checks against that
    one however far the timeline was advanced.
    """

    def __init__(
        self,
        *,
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - a made-up token of a pretend platform
        app_token: str = "xapp-sandbox",  # noqa: S107 - a made-up token of a pretend platform
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - a made-up secret of a pretend platform
        timeline: Timeline | None = None,
        port: int = 0,
        strict_rates: bool = True,
        manifest: Mapping[str, Any] | None = None,
        scopes: Iterable[str] | None = None,
        signed_at: Callable[[], datetime] | None = None,
    ) -> None:
        self.timeline = timeline or Timeline()
        self.faults = Faults()
        self.journal = Journal()
        self.app = AppSettings() if manifest is None else AppSettings.of(manifest)
        granted = self.app.scopes if scopes is None else scopes
        self.tokens = Tokens(bot_token=bot_token, app_token=app_token, scopes=granted)
        self.signing_secret = signing_secret
        self.identity = Identity()
        self.members: dict[str, Member] = {}
        self.channels: dict[str, Channel] = {}
        self._signed_at = signed_at or SystemClock().now
        self._strict_rates = strict_rates
        self._port = port
        self._tasks = Tasks()
        self.workspace = Workspace(timeline=self.timeline, identity=self.identity)
        self.socket = SocketMode(
            timeline=self.timeline, journal=self.journal, identity=self.identity, tasks=self._tasks
        )
        self.delivery = Delivery(
            workspace=self.workspace, app=self.app, transport=self.socket, tasks=self._tasks, journal=self.journal
        )
        self.views = Views(workspace=self.workspace)

    # Life

    async def __aenter__(self) -> Self:
        """Start to serve."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._session = aiohttp.ClientSession()
        messages = Messages(workspace=self.workspace, delivery=self.delivery, base_url=self.origin)
        triggers = Triggers(timeline=self.timeline)
        urls = ResponseUrls(workspace=self.workspace, messages=messages, journal=self.journal, base_url=self.origin)
        self._desk = Desk(
            workspace=self.workspace,
            app=self.app,
            messages=messages,
            views=self.views,
            delivery=self.delivery,
            interactions=Interactions(
                workspace=self.workspace,
                app=self.app,
                delivery=self.delivery,
                messages=messages,
                views=self.views,
                triggers=triggers,
                response_urls=urls,
            ),
        )
        backend = Backend(
            origin=self.origin,
            workspace=self.workspace,
            app=self.app,
            messages=messages,
            delivery=self.delivery,
            views=self.views,
            triggers=triggers,
            socket=self.socket,
            tokens=self.tokens,
            tasks=self._tasks,
        )
        self._runner = web.AppRunner(self._routed(backend, urls), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        return self

    def _routed(self, backend: Backend, urls: ResponseUrls) -> web.Application:
        rates = Rates(timeline=self.timeline, strict=self._strict_rates)
        api = WebApi(backend=backend, faults=self.faults, journal=self.journal, rates=rates)
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.add_routes(
            [
                web.post("/api/{method}", api.serve),
                web.get("/api/{method}", api.serve),
                web.get("/link/", self.socket.accept),
                *(web.post(f"/{kind}/{{team}}/{{key}}", urls.accept) for kind in ("actions", "commands", "app")),
                *files.routes(backend),
                *control.routes(self),
                *page.routes(self),
            ]
        )
        return app

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving; whatever still waits for the app is dropped."""
        try:
            await self._tasks.stop()
        finally:
            await self.socket.close()
            await self._session.close()
            await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """The Web API's root, with a slash at the end."""
        return f"{self.origin}/api/"

    # The workspace

    def member(
        self,
        name: str = "ana",
        real_name: str = "",
        *,
        is_bot: bool = False,
        guest: bool = False,
        single_channel: bool = False,
        admin: bool = False,
        team: str | None = None,
        tz: str = "America/Mexico_City",
    ) -> Member:
        """A new member, in no channel yet: a guest of several channels or of a ``single_channel``, another app's bot, or,
        with the id of another ``team``, somebody who can share channels by Slack Connect."""
        offset = self.timeline.now().astimezone(ZoneInfo(tz)).utcoffset()
        user = User(
            id=self.workspace.new_id("U"),
            name=name,
            real_name=real_name or name.capitalize(),
            tz=tz,
            tz_offset=int(offset.total_seconds()) if offset is not None else 0,
            team=team or self.identity.team_id,
            bot_id=self.workspace.new_id("B") if is_bot else None,
            guest=guest,
            single_channel=single_channel,
            is_admin=admin,
        )
        self.workspace.users[user.id] = user
        self.members[user.id] = Member(user=user, desk=self._desk)
        return self.members[user.id]

    def channel(
        self,
        name: str = "soporte",
        *,
        bot_is_member: bool = True,
        private: bool = False,
        members: Iterable[Member] | None = None,
    ) -> Channel:
        """A new channel with the given members; by default with everybody who is there now and is of the workspace."""
        people = [m for m in self.members.values() if m.is_regular] if members is None else list(members)
        ids = [member.id for member in people]
        if bot_is_member:
            ids.append(self.identity.bot_user_id)
        conversation = self.workspace.open("group" if private else "channel", members=ids, name=name)
        channel = Channel(conversation=conversation, workspace=self.workspace, delivery=self.delivery)
        self.channels[channel.id] = channel
        return channel

    # The wire

    async def http_mode(self, request_url: str) -> None:
        """Deliver by signed HTTP to this URL from now on; RequestUrlError if it does not meet the challenge."""
        transport = HttpDelivery(
            url=request_url,
            signing_secret=self.signing_secret,
            signed_at=self._signed_at,
            timeline=self.timeline,
            journal=self.journal,
            identity=self.identity,
            session=self._session,
        )
        await transport.verify()
        self.delivery.transport = transport

    def socket_mode(self) -> None:
        """Deliver through Socket Mode again."""
        self.delivery.transport = self.socket

    def redeliver(self, event_id: str) -> None:
        """Send an event once more, with the same id."""
        self.delivery.redeliver(event_id)

    def hold(self) -> None:
        """Keep events back until `release`."""
        self.delivery.hold()

    def release(self, *, shuffled: random.Random | None = None) -> None:
        """Send what was held back, in its order or shuffled."""
        self.delivery.release(shuffled=shuffled)

    async def settled(self, *, within: float = 30.0) -> None:
        """Wait until no event is on its way to the app; those that wait for a retry do not count."""
        await self.delivery.settled(within=within)

    async def disconnect(self, reason: DisconnectReason = "refresh_requested") -> None:
        """Tell every open socket to go, and close it: after ten seconds of the timeline for ``warning``."""
        await self.socket.disconnect(reason)

    def silence(self, *, on: bool = True) -> None:
        """Leave sockets open but deliver nothing through them, or stop doing so."""
        self.socket.silent = on

    def ghosts(self, number: int = 1) -> None:
        """Add connections that only Slack believes in; they swallow their share of the payloads. 0 removes all."""
        if number:
            self.socket.add_ghosts(number)
        else:
            self.socket.remove_ghosts()

    def revoke_tokens(self) -> None:
        """Uninstall the app: every call with the bot token is refused with ``token_revoked`` from now on, the bot is in no
        channel any more, and the last that the app hears is ``tokens_revoked`` and ``app_uninstalled``."""
        self.tokens.revoked = True
        bot = self.identity.bot_user_id
        self.workspace.withdraw(bot)
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}
        self.delivery.installed = False
        self.delivery.event({**revoked, "event_ts": self.workspace.new_ts()})
        self.delivery.event({"type": "app_uninstalled", "event_ts": self.workspace.new_ts()})

    def reinstall(self, bot_token: str | None = None) -> None:
        """Install the app again; Slack gives a new token then. The bot is to be invited to its channels again."""
        self.tokens.revoked = False
        self.tokens.bot_token = bot_token or self.tokens.bot_token
        self.delivery.installed = True
