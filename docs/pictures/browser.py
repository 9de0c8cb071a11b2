"""Pictures of pages by a headless Chromium. Debian and Ubuntu: `apt-get install chromium fonts-lato fonts-noto-color-emoji`."""

from __future__ import annotations

import asyncio
import base64
import itertools
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
PATIENCE = 30.0
SHARPNESS = 2


class NoBrowserError(Exception):
    """There is no Chromium on PATH."""


class Browser:
    """One Chromium with one page, an async context manager."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)

    async def __aenter__(self) -> Self:
        """Starts it; NoBrowserError when there is none."""
        found = next(filter(None, map(shutil.which, NAMES)), None)
        if found is None:
            raise NoBrowserError(f"no {' or '.join(NAMES)} on PATH: install one ({__doc__.split(': ', 1)[1]})")
        self._profile = tempfile.TemporaryDirectory(prefix="pictures-", ignore_cleanup_errors=True)
        quiet = asyncio.subprocess.DEVNULL
        self._process = await asyncio.create_subprocess_exec(
            found, *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank", stdout=quiet, stderr=quiet
        )
        self._session = aiohttp.ClientSession()
        async with asyncio.timeout(PATIENCE):
            port = await self._port()
            async with self._session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [each for each in await answer.json() if each["type"] == "page"]
        self._socket = await self._session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0)
        await self._do("Page.enable")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends it, and forgets its profile."""
        await self._session.close()
        self._process.terminate()
        await self._process.wait()
        self._profile.cleanup()

    async def picture(self, url: str, *, width: int) -> bytes:
        """The whole page, as high as it is, as PNG."""
        size = {"width": width, "height": 10, "deviceScaleFactor": SHARPNESS, "mobile": False}
        await self._do("Emulation.setDeviceMetricsOverride", **size)
        await self._do("Page.navigate", url=url)
        await self._loaded()
        metrics = await self._do("Page.getLayoutMetrics")
        clip = {"x": 0, "y": 0, "width": width, "height": metrics["cssContentSize"]["height"], "scale": 1}
        shot = await self._do("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    async def _port(self) -> str:
        written = Path(self._profile.name) / "DevToolsActivePort"
        while not written.exists() or not written.read_text().strip():  # noqa: ASYNC110 - nothing tells when it is written
            await asyncio.sleep(0.05)
        return written.read_text().splitlines()[0]

    async def _loaded(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while (await self._socket.receive_json()).get("method") != "Page.loadEventFired":
                pass

    async def _do(self, method: str, **arguments: Any) -> Any:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": arguments})
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self._socket.receive_json()
                if answer.get("id") == number:
                    if "error" in answer:
                        raise RuntimeError(f"{method}: {answer['error']['message']}")
                    return answer["result"]
