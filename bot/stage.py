"""The whole product on a stage: the pretend platforms and the service against them, in one process, over real HTTP and
WebSocket. The demo plays on it, and so do the scenario tests and the benchmarks."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

from pydantic import SecretStr

from adapters.sandbox.slack.channels import Channel
from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.server import SlackSandbox
from adapters.sandbox.telegram.server import TelegramSandbox
from adapters.sandbox.timeline import Timeline
from adapters.slack.manifest import manifest
from bot.app.ports import Crashpoint, UnitOfWork, no_crash
from bot.config import Http, Settings, Slack, Telegram
from bot.main import open_service
from bot.service import Service
from storage.upgrade import upgrade

T = TypeVar("T")

PORTS = range(20_000, 32_000)
"""Where the service listens on a stage."""

Mode = Literal["streaming", "posted"]
"""Polling and Socket Mode, or webhook and HTTP."""

SECRET = "stage-secret"  # noqa: S105 - of a pretend platform on this machine
BOT_TOKEN = "xoxb-stage"  # noqa: S105 - likewise
APP_TOKEN = "xapp-stage"  # noqa: S105 - likewise


class Stage:
    """Both pretend platforms with a desk's channel, an administrator and a specialist, and the service between them.

    `speed`: how much faster than real the platforms' and the service's clocks run. `database_url`: a database of its own;
    a temporary SQLite file without one. `developers`: they have a channel of their own. `service` is None while it is stopped.
    """

    def __init__(
        self,
        process: str = "saacg",
        *,
        database_url: str | None = None,
        mode: Mode = "streaming",
        speed: float = 1.0,
        developers: bool = False,
        crashpoint: Crashpoint = no_crash,
    ) -> None:
        self.timeline = Timeline(speed=speed)
        self.telegram = TelegramSandbox(timeline=self.timeline)
        self.slack = SlackSandbox(
            timeline=self.timeline,
            manifest=manifest(),
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            signing_secret=SECRET,
            signed_at=self.timeline.now,  # the service measures the age of a signature with the same clock
        )
        self.service: Service | None = None
        self._process = process
        self._database_url = database_url
        self._mode = mode
        self._developers = developers
        self._crashpoint = crashpoint
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="ventanilla-"))
        await self._stack.enter_async_context(self.telegram)
        await self._stack.enter_async_context(self.slack)
        self.channel: Channel = self.slack.channel("soporte", bot_is_member=True)
        theirs = self.slack.channel("desarrollo", bot_is_member=True) if self._developers else self.channel
        self.development: Channel = theirs
        self.administrator: Member = self.slack.member(name="sofia", real_name="Sofía Ramírez")
        self.specialist: Member = self.slack.member(name="ana", real_name="Ana López")
        self.settings = self._settings(Path(folder))
        if self._database_url is not None:
            upgrade(self._database_url)
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()
        await self._stack.aclose()

    async def start(self) -> None:
        """Starts the service; it takes up what an earlier one left."""
        self.service = await open_service(self.settings, clock=self.timeline, crashpoint=self._crashpoint)
        await self.service.start()
        if self._mode == "posted":
            await self.slack.http_mode(f"http://127.0.0.1:{self.settings.http.port}/slack/events")
        else:  # Slack fails what is done while nobody listens; a person would wait as well
            await asyncio.wait_for(self.slack.socket.opened.wait(), 60)

    async def stop(self) -> None:
        """Stops the service as SIGTERM does."""
        if self.service is not None:
            service, self.service = self.service, None
            await service.stop()

    async def look(self, work: Callable[[UnitOfWork], T]) -> T:
        """What the service remembers, read in a transaction of its own."""
        if self.service is None:
            raise RuntimeError("the service is stopped")
        return await self.service.database.run(work)

    async def quiet(self, within: float = 30.0) -> None:
        """Returns when everything that arrived was handled, and everything that is to be said was said; TimeoutError
        after `within` real seconds. What waits for a later retry counts as unsaid."""
        async with asyncio.timeout(within):
            while await self._busy():  # noqa: ASYNC110 - neither the platforms nor the database tell when they are done
                await asyncio.sleep(0.02)

    async def _busy(self) -> bool:
        await self.slack.settled()
        return bool(self.telegram.pending_update_ids) or await self.look(_unfinished)

    async def open_desk(self) -> None:
        """The administrator gives the specialist a role, and the specialist comes on shift."""
        mention = f"<@{self.specialist.id}|{self.specialist.user.name}>"
        await self.administrator.command("/ticket", f"personal {mention} specialist Ana López", self.channel)
        await self.administrator.wait_for_ephemeral("Ana López")
        await self.specialist.command("/ticket", "entro", self.channel)
        await self.specialist.wait_for_ephemeral("turno")

    def _settings(self, folder: Path) -> Settings:
        posted = self._mode == "posted"
        port = free_port()
        return Settings(
            database_url=self._database_url or f"sqlite:///{folder / 'ventanilla.db'}",
            process=self._process,
            data_dir=folder,
            telegram=Telegram(
                token=SecretStr(self.telegram.token),
                base_url=self.telegram.base_url,
                base_file_url=self.telegram.base_file_url,
                mode="webhook" if posted else "polling",
                webhook_url=f"http://127.0.0.1:{port}/telegram/webhook" if posted else None,
                webhook_secret=SecretStr(SECRET) if posted else None,
                poll_timeout=5,
            ),
            slack=Slack(
                bot_token=SecretStr(BOT_TOKEN),
                app_token=None if posted else SecretStr(APP_TOKEN),
                signing_secret=SecretStr(SECRET) if posted else None,
                base_url=self.slack.base_url,
                mode="http" if posted else "socket",
                triage_channel=self.channel.id,
                developers_channel=self.development.id if self._developers else None,
                administrators=(self.administrator.id,),
            ),
            http=Http(port=port),
        )


def _unfinished(uow: UnitOfWork) -> bool:
    counts = uow.outbox.counts()
    return bool(uow.inbox.waiting_lanes(1)) or any(counts.get(state) for state in ("waiting", "leased"))


def free_port() -> int:
    """A port of this machine that nobody uses now. It is none of those that systems give to connections that go out: one of
    them could take it while the service is down."""
    for port in random.sample(PORTS, len(PORTS)):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("every port is taken")
