"""One process that moves files with the real libraries and measures itself: `python -m tests.adapters.file_traffic ADDRESS
FOLDER` prints JSON, by what was done: the outcome, and how much memory it took at its peak, in bytes.

The address is of a server that answers as Telegram (`/bot…`, `/file/bot…`) and as Slack (`/api/`) do.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from adapters.attachments import Attachments
from adapters.clock import SystemClock
from adapters.slack.client import close_client, slack_client
from adapters.slack.link import SlackGateway
from adapters.slack.references import desk_chat
from adapters.slack.references import file_ref as slack_file
from adapters.slack.references import message_ref as slack_message
from adapters.telegram.link import TelegramGateway
from adapters.telegram.references import file_ref as telegram_file
from adapters.telegram.request import close_bot, telegram_bot
from bot.app.outbox import Outcome, Parcel, ParcelKind
from bot.domain.ids import FileRef
from bot.domain.message import File, FileKind, Message
from bot.domain.text import Untrusted
from tests.adapters.recorded_inbox import parcel

TOKEN = "12345:a-token"
LARGE = 19 * 2**20


def fetching(ref: FileRef) -> Parcel:
    file = File(ref=ref, kind=FileKind.DOCUMENT, label=Untrusted("a.pdf"), size=9)
    return parcel("x:files:y", Message(), kind=ParcelKind.FETCH, file=file)


async def measured(act: Callable[[], Awaitable[Outcome]]) -> dict[str, object]:
    tracemalloc.start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = await act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"outcome": repr(outcome), "peak": peak, "resident": 1024 * (after - before)}


async def moved(address: str, folder: Path) -> dict[str, object]:
    async def content(size: int) -> AsyncIterator[bytes]:
        for start in range(0, size, 2**16):
            yield b"%PDF-1.7".ljust(min(2**16, size - start), b"x")

    files = Attachments(folder)
    bot = telegram_bot(token=TOKEN, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")
    client = slack_client(token="xoxb-token", base_url=f"{address}/api/")
    telegram = TelegramGateway(bot=bot, clock=SystemClock(), files=files)
    slack = SlackGateway(client=client, files=files)
    found: dict[str, object] = {}
    for what in ("small", "endless"):  # the small one first, for what the libraries load once
        from_telegram = fetching(telegram_file(FileKind.DOCUMENT, what))
        found[f"fetch {what} telegram"] = await measured(lambda wanted=from_telegram: telegram.deliver(wanted))  # type: ignore[misc] # mypy infers no type for a default
        from_slack = fetching(slack_file("T", what))
        found[f"fetch {what} slack"] = await measured(lambda wanted=from_slack: slack.deliver(wanted))  # type: ignore[misc] # likewise
    for what, size in (("small", 9), ("large", LARGE)):
        stored = await files.store(content(size), Untrusted("a.pdf"))
        file = File(ref=FileRef("slack:T:F"), kind=FileKind.DOCUMENT, label=Untrusted("a.pdf"), size=size)
        given = parcel("telegram:1", Message(), kind=ParcelKind.ENCLOSE, file=file)
        enclosing = replace(given, letter=replace(given.letter, stored=stored))
        found[f"send {what} telegram"] = await measured(lambda wanted=enclosing: telegram.deliver(wanted))  # type: ignore[misc] # likewise
        thread = slack_message("T", "C1", "1.1")
        given = parcel(desk_chat("T", "C1"), Message(), kind=ParcelKind.FORWARD, file=file, thread=thread)
        forwarding = replace(given, letter=replace(given.letter, stored=stored))
        found[f"send {what} slack"] = await measured(lambda wanted=forwarding: slack.deliver(wanted))  # type: ignore[misc] # likewise
    await close_bot(bot)
    await close_client(client)
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(moved(sys.argv[1], Path(sys.argv[2])))))
