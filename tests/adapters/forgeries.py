"""Requests that nobody of the platforms sent, at the real server over real HTTP: `python -m tests.adapters.forgeries 10000`
sends that many and prints what came of them. The suite sends fewer, from the same generator (`tests.adapters.forger`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import structlog

from adapters.clock import SystemClock
from adapters.http import HttpServer
from adapters.slack import events
from adapters.slack.client import close_client, slack_client
from adapters.telegram import webhook
from tests.adapters.forger import SECRET, SIGNING, Forger
from tests.adapters.recorded_inbox import RecordedInbox

AT_ONCE = 16
_ANSWER = 10.0
"""Seconds that the server may take to answer; more is no answer at all, which is told."""

_PATIENCE = 0.2
"""Seconds until whoever sent half of something goes away."""


@dataclass(kw_only=True, slots=True)
class Verdict:
    """What came of the forgeries: `statuses` by what was forged; `traces` is what was logged of an error."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    arrivals: int = 0
    traces: list[str] = field(default_factory=list)
    cpu: float = 0.0
    sent: int = 0

    def count(self, *statuses: int) -> int:
        """How many were answered with a status of these hundreds."""
        return sum(n for each in self.statuses.values() for status, n in each.items() if status // 100 in statuses)


@contextlib.asynccontextmanager
async def desk(inbox: RecordedInbox) -> AsyncIterator[HttpServer]:
    """The real server with both platforms' routes."""

    async def nobody_asks() -> str:
        raise AssertionError("only updates of groups need the bot's name")

    clock = SystemClock()
    client = slack_client(token="xoxb-token", base_url="http://127.0.0.1:9/api/")
    slack = events.SlackEvents(client=client, receive=inbox.receive, clock=clock, signing_secret=SIGNING)
    telegram = webhook.TelegramWebhook(receive=inbox.receive, clock=clock, secret=SECRET, own_name=nobody_asks)
    server = HttpServer(host="127.0.0.1", port=0, routes=[*slack.routes(), *telegram.routes()])
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
        await close_client(client)


async def answered(port: int, raw: bytes, *, unfinished: bool = False) -> int:
    """The status that the server answers with; 0 when it hangs up, -1 when it does nothing at all for ten seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(_ANSWER):
            writer.write(raw)
            answer = asyncio.ensure_future(reader.readline())
            if unfinished and not (await asyncio.wait([answer], timeout=_PATIENCE))[0]:
                writer.write_eof()  # a server may rightly wait for the rest
            line = await answer
    except TimeoutError:
        return -1
    except ConnectionError:
        return 0
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    status = line.split(b" ")[1:2]
    return int(status[0]) if status else 0


class _Traces(logging.Handler):
    """Gathers what is logged of errors."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = self.format(record)
        if record.exc_info or record.levelno >= logging.ERROR or "Traceback" in said:
            self.seen.append(said)


async def forged(count: int, seed: int = 1) -> Verdict:
    """Sends so many forgeries and says what came of them."""
    inbox, verdict, traces = RecordedInbox(), Verdict(), _Traces()
    forger = Forger(seed, int(SystemClock().now().timestamp()))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(traces)
    root.setLevel(logging.DEBUG)
    todo = iter(range(1, count + 1))

    async def send(port: int) -> None:
        for number in todo:
            forgery = forger(number)
            status = await answered(port, forgery.raw, unfinished=forgery.unfinished)
            verdict.statuses.setdefault(forgery.name, Counter())[status] += 1
            verdict.sent += 1

    try:
        with structlog.testing.capture_logs() as logged:
            async with desk(inbox) as server:
                before = time.process_time()
                await asyncio.gather(*(send(server.port) for _ in range(AT_ONCE)))
                verdict.cpu = time.process_time() - before
    finally:
        root.removeHandler(traces)
        root.setLevel(level)
    errors = [str(each) for each in logged if "exc_info" in each or each["log_level"] in ("error", "critical")]
    verdict.traces = [*traces.seen, *errors]
    verdict.arrivals = len(inbox.arrivals)
    return verdict


def main() -> None:
    """Prints what came of so many."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    verdict = asyncio.run(forged(count, seed))
    for name, statuses in sorted(verdict.statuses.items()):
        print(f"{name:20} {dict(sorted(statuses.items()))}")
    print(
        f"{verdict.sent} sent, {verdict.arrivals} arrived, {verdict.count(2)} accepted, {verdict.count(5)} server errors, "
        f"{len(verdict.traces)} traces, {1000 * verdict.cpu / verdict.sent:.2f} ms each"
    )


if __name__ == "__main__":
    main()
