"""The service as a process of its own, against pretend platforms that live in this one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from adapters.sandbox.slack.server import SlackSandbox
from adapters.sandbox.telegram.server import TelegramSandbox
from adapters.sandbox.timeline import Timeline
from bot.stage import free_port

SHORT = Path(__file__).parent / "short.yaml"
"""A process of three questions, so that a conversation is five messages long."""

ROOT = Path(__file__).parent.parent.parent
INCUBATOR = ("-m", "tests.simulation.incubator")
COMMAND = ("-m", "bot", "run")
READY = "service.ready"

SLACK_SPEED = 30.0
"""Slack sends an event again after one and five minutes: here after two and ten seconds."""

PATIENCE = 30.0
"""Seconds in which a process must be ready, or be gone."""


class Platforms:
    """A pretend Telegram and a pretend Slack with the desk's channel, and the settings that lead to them. Rates are not
    enforced: what is slow here is what the service itself holds back."""

    def __init__(self, folder: Path) -> None:
        self.telegram = TelegramSandbox(strict_rates=False)
        self.slack = SlackSandbox(timeline=Timeline(speed=SLACK_SPEED), strict_rates=False)
        self.database = folder / "ventanilla.db"
        self._folder = folder
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.telegram)
        await self._stack.enter_async_context(self.slack)
        self.channel = self.slack.channel("soporte")
        self.environment = self._environment()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def _environment(self) -> Mapping[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("VENTANILLA_", "PYTHON"))
        }
        return {
            **inherited,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "ventanilla-compiled"),  # else each start compiles
            "VENTANILLA_DATABASE_URL": f"sqlite:///{self.database}",
            "VENTANILLA_DATA_DIR": str(self._folder),
            "VENTANILLA_PROCESS": str(SHORT),
            "VENTANILLA_TELEGRAM__TOKEN": self.telegram.token,
            "VENTANILLA_TELEGRAM__BASE_URL": self.telegram.base_url,
            "VENTANILLA_TELEGRAM__BASE_FILE_URL": self.telegram.base_file_url,
            "VENTANILLA_SLACK__BOT_TOKEN": self.slack.tokens.bot_token,
            "VENTANILLA_SLACK__APP_TOKEN": self.slack.tokens.app_token,
            "VENTANILLA_SLACK__BASE_URL": self.slack.base_url,
            "VENTANILLA_SLACK__TRIAGE_CHANNEL": self.channel.id,
            "VENTANILLA_HTTP__PORT": str(free_port()),
        }


class ServiceProcess:
    """One process of the service. `said` is the newest of what it printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.said: deque[str] = deque(maxlen=200)
        self._process = process
        self._ready = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    @contextlib.asynccontextmanager
    async def started(cls, platforms: Platforms, **settings: str) -> AsyncIterator[Self]:
        """`python -m bot run`, which is killed at the end if it is still there. `settings` replace some of the
        environment."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *COMMAND,
            env={**platforms.environment, **settings},
            cwd=platforms.database.parent,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        service = cls(process)
        try:
            yield service
        finally:
            if process.returncode is None:
                process.kill()
            await service.ended()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def ready(self) -> None:
        """Returns when it serves."""
        async with asyncio.timeout(PATIENCE):
            await self._ready.wait()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.send_signal(signal.SIGTERM)

    async def end(self, how: signal.Signals) -> int:
        """It is sent the signal; its exit status, once it is gone."""
        self._process.send_signal(how)
        return await self.ended()

    async def ended(self) -> int:
        """Its exit status, once it is gone."""
        async with asyncio.timeout(PATIENCE):
            await self._reading
            return await self._process.wait()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.said.append(line.decode(errors="replace").rstrip())
            if READY in self.said[-1]:
                self._ready.set()
