"""Files through the real libraries, in a process that measures itself: whatever comes, little of it is in memory at a time,
and nothing lies outside the folder. The server is hostile: it lies about sizes, and one of its files has no end."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.adapters.file_traffic import LARGE, TOKEN

MOST = 2 * 2**20
"""Bytes of memory over the stream."""

PDF = b"%PDF-1.7".ljust(2**16, b"x")
ENDLESS_AT_MOST = 4000
"""Chunks of the endless file until the server itself would stop: 250 MB, far more than is taken."""


class Hostile:
    """Answers as Telegram and as Slack do, except that what it says of sizes is not true."""

    def __init__(self) -> None:
        self.received: list[int] = []
        self.address = ""

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**30)
        app.router.add_post("/bot{token}/{method}", self._telegram)
        app.router.add_get("/file/bot{token}/{rest:.*}", self._download)
        app.router.add_post("/api/{method}", self._slack)
        app.router.add_get("/api/{method}", self._slack)
        app.router.add_get("/files/{rest}", self._download)
        app.router.add_post("/upload", self._upload)
        return app

    async def _telegram(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "sendDocument":
            await self._upload(request)
            sent: dict[str, Any] = {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}}
            return web.json_response({"ok": True, "result": sent})
        wanted = str((await request.post())["file_id"])
        file = {"file_id": wanted, "file_unique_id": "u", "file_size": 9, "file_path": f"documents/{wanted}"}
        return web.json_response({"ok": True, "result": file})

    async def _slack(self, request: web.Request) -> web.Response:
        match request.match_info["method"]:
            case "files.info":
                wanted = request.query.get("file") or str((await request.post())["file"])
                file = {"id": wanted, "size": 9, "url_private_download": f"{self.address}/files/{wanted}"}
                return web.json_response({"ok": True, "file": file})
            case "conversations.replies":
                return web.json_response({"ok": True, "messages": [{"ts": "1.1"}]})
            case "files.getUploadURLExternal":
                return web.json_response({"ok": True, "upload_url": f"{self.address}/upload", "file_id": "F1"})
            case _:
                return web.json_response({"ok": True})

    async def _upload(self, request: web.Request) -> web.Response:
        size = 0
        async for chunk in request.content.iter_any():
            size += len(chunk)
        self.received.append(size)
        return web.Response()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        assert "gzip" not in request.headers["Accept-Encoding"]
        if request.path.endswith("small"):
            return web.Response(body=PDF)
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(ENDLESS_AT_MOST):
                await response.write(PDF)
        except ConnectionError:
            return response
        raise AssertionError("all of it was taken")


@pytest.fixture
async def hostile() -> AsyncIterator[Hostile]:
    server = Hostile()
    runner = web.AppRunner(server.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


async def test_endless_and_large_files_take_two_megabytes_of_memory_at_most_through_the_real_libraries(
    hostile: Hostile, tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "attachments"
    run = (sys.executable, "-m", "tests.adapters.file_traffic", hostile.address, str(folder))
    process = await asyncio.create_subprocess_exec(*run, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    found = json.loads(printed)
    for platform in ("telegram", "slack"):
        assert "Delivered" in found[f"fetch small {platform}"]["outcome"]
        assert "TOO_LARGE" in found[f"fetch endless {platform}"]["outcome"]
        assert "Delivered" in found[f"send large {platform}"]["outcome"], found
    large = {what: row for what, row in found.items() if "small" not in what}
    assert {what: row["peak"] for what, row in large.items() if row["peak"] > MOST} == {}
    assert {what: row["resident"] for what, row in large.items() if row["resident"] > MOST} == {}
    assert len([size for size in hostile.received if size >= LARGE]) == 2
    assert TOKEN not in str(found)
    places = [each.parent for each in tmp_path.rglob("*") if each.is_file()]  # noqa: ASYNC240 - a test may wait for its disk
    assert places == [folder] * 4, "two small ones fetched, two made here; nothing of the endless ones"
