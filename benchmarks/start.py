"""One start of the product in a process of its own, up to ready: schema checked, process and words read, both platforms
wired, the open conversations' database at hand. No network. Prints the resident memory in KiB, then waits to be ended."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

import structlog
from pydantic import SecretStr

from adapters.attachments import Attachments
from adapters.clock import SystemClock
from adapters.http import HttpServer
from adapters.slack.acquaintance import Acquaintance
from adapters.slack.client import close_client, slack_client
from adapters.slack.platform import SlackPlatform
from bot.config import Settings, Telegram
from bot.main import open_service


def resident() -> int:
    """KiB of memory that are really there."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


async def ready(database_url: str) -> None:
    """Telegram is wired by the product's own composition; so would Slack be, which asks the network who it is, hence
    apart."""
    settings = Settings(database_url=database_url, telegram=Telegram(token=SecretStr("7:bench")))
    service = await open_service(settings)
    client = slack_client(token="xoxb-bench", base_url="http://127.0.0.1:9/")
    platform = SlackPlatform(
        client=client,
        clock=SystemClock(),
        server=HttpServer(host="127.0.0.1", port=0),
        files=Attachments(settings.data_dir / "attachments"),
        acquaintance=Acquaintance(client, frozenset()),
        signing_secret="bench",
    )
    await platform.listen(service.receive, service.receive.cursor, _nobody)
    await service.lanes.sweep()
    print(resident(), flush=True)
    await service.stop()
    await close_client(client)


async def _nobody(_name: str) -> None:
    return


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(ready(sys.argv[1]))
