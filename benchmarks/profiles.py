"""`python -m benchmarks.profiles [turn acks start]`: where the time goes, for the goals that are missed.

`turn`: a turn on PostgreSQL, statement by statement. `acks`: the service's processor time while 500 presses wait for their
acknowledgement. `start`: the processor time of a start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import structlog
from sqlalchemy import Engine, event

from adapters.clock import SystemClock
from benchmarks import acks
from benchmarks.conversation import handler, script
from benchmarks.postgres import postgres_database
from benchmarks.sampling import Sampling, by_module, shares
from benchmarks.turns import Product, telegram_turns
from bot.stage import Stage
from storage.engine import open_database
from storage.upgrade import upgrade

ROUNDS = 12

_ACK = (
    ("aiohttp", "aiohttp"),
    ("slack_bolt", "Bolt"),
    ("slack_sdk.signature", "the signature"),
    ("slack_sdk", "a client that Bolt makes for each request"),
    ("adapters.slack", "adapters/slack: key, lane, JSON to keep"),
    ("adapters.sandbox", "the sandboxes"),
    ("storage", "storage"),
    ("bot", "the application"),
)
_START = """
from benchmarks.sampling import Sampling, by_package, shares
with Sampling(by_package) as sampling:
    import asyncio, sys
    from benchmarks.start import ready
    asyncio.run(ready(sys.argv[1]))
for place, share in shares(sampling.samples)[:14]:
    print(f"{share:6.1%}  {place}")
"""


class Stopwatch:
    """Seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, list[float]] = defaultdict(list)
        self._since = 0.0

    def crash(self, name: str) -> None:
        """A crash point of the database: times its commits."""
        if name == "commit.before":
            self._since = time.perf_counter()
        elif name == "commit.after":
            self.spent["COMMIT"].append(time.perf_counter() - self._since)

    def cursor(self) -> type[psycopg.Cursor[Any]]:
        """A cursor that times its statements, as the product sees them."""

        class Timed(psycopg.Cursor[Any]):
            def execute(timed, query: Any, *args: Any, **named: Any) -> Any:  # noqa: N805 - `self` is the stopwatch
                with self._timing(query):
                    return super(Timed, timed).execute(query, *args, **named)

            def executemany(timed, query: Any, *args: Any, **named: Any) -> None:  # noqa: N805 - as above
                with self._timing(query):
                    super(Timed, timed).executemany(query, *args, **named)

        return Timed

    @contextlib.contextmanager
    def _timing(self, query: Any) -> Iterator[None]:
        began = time.perf_counter()
        yield
        name = _short(query.decode() if isinstance(query, bytes) else str(query))
        self.spent[name].append(time.perf_counter() - began)

    def heard(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        """What the server says that it spent."""
        said = re.match(r"duration: ([\d.]+) ms +\w+ ?\S*: (.*)", diagnostic.message_primary or "", re.DOTALL)
        if said:
            self.spent[_short(said[2])].append(float(said[1]) / 1000)


def main() -> None:
    """Prints the profiles."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for name in sys.argv[1:] or ("turn", "acks", "start"):
        match name:
            case "turn":
                asyncio.run(_turn())
            case "acks":
                asyncio.run(_acks())
            case "start":
                _start()
            case _:
                sys.exit(f"there are turn, acks and start; not {name}")


async def _turn() -> None:
    """Two runs: timed at the client, then by the server itself, since its telling costs the client."""
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder, postgres_database(Path(folder)) as url:
        upgrade(url)
        client, server = Stopwatch(), Stopwatch()
        seconds, turns = await _played(url, client, heard=False)
        _, heard = await _played(url, server, heard=True)
        with psycopg.connect(url) as connection:
            trips = [_trip(connection) for _ in range(1000)]
    print(
        f"a Telegram turn on PostgreSQL takes {seconds * 1e6:.0f} µs; an empty round trip {median(trips) * 1e6:.0f} µs"
    )
    print(f"{'statement':<34}{'times':>7}{'client µs':>11}{'server µs':>11}")
    for name, spent in sorted(client.spent.items(), key=lambda each: -sum(each[1])):
        own = sum(server.spent[name]) / heard
        print(f"{name:<34}{len(spent) / turns:>7.2f}{sum(spent) / turns * 1e6:>11.0f}{own * 1e6:>11.0f}")
    whole = sum(map(sum, client.spent.values())) / turns
    own = sum(map(sum, server.spent.values())) / heard
    print(f"{'all of them':<41}{whole * 1e6:>11.0f}{own * 1e6:>11.0f}")


async def _played(url: str, watch: Stopwatch, *, heard: bool) -> tuple[float, int]:
    """Seconds of a turn, and how many were timed."""

    def connected(connection: psycopg.Connection[Any], _record: object) -> None:
        if heard:
            connection.add_notice_handler(watch.heard)
            connection.execute("SET client_min_messages = log")
            connection.execute("SET log_min_duration_statement = 0")
            connection.commit()
        else:
            connection.cursor_factory = watch.cursor()

    event.listen(Engine, "connect", connected)
    crash = (lambda _name: None) if heard else watch.crash
    database = await open_database(url, clock=SystemClock(), crash=crash)
    handling = handler()
    moves = await script(handling)
    product = Product(database, handling)
    alone, count = telegram_turns(product, moves, first=5_000_001 if heard else 4_000_001)
    for _ in range(3):
        await alone()
    watch.spent.clear()
    seconds = [await alone() for _ in range(ROUNDS)]
    await product.close()
    await database.close()
    event.remove(Engine, "connect", connected)
    return median(seconds), ROUNDS * count


def _trip(connection: psycopg.Connection[Any]) -> float:
    began = time.perf_counter()
    connection.execute("SELECT 1")
    return time.perf_counter() - began


def _short(sql: str) -> str:
    words = sql.replace("\n", " ").split()
    if words[0] in ("SELECT", "DELETE"):
        table = words[words.index("FROM") + 1] if "FROM" in words else words[1].partition("(")[0]
        return f"{words[0]} {table}"
    return " ".join(words[: {"INSERT": 3, "UPDATE": 2}.get(words[0], 1)])


async def _acks() -> None:
    handling = handler()
    moves = await script(handling)
    async with Stage("saacg", mode="posted", speed=acks.SPEED, crashpoint=acks.slow_commit) as stage:
        address = f"http://127.0.0.1:{stage.settings.http.port}/slack/events"
        members = [stage.slack.member(name=f"p{each}", real_name=f"P {each}").id for each in range(acks.ACTIONS)]
        with Sampling(by_module(_ACK, "the event loop")) as sampling:
            _, burst, _ = await acks.post(address, members, moves)
    began, ended = min(sent for sent, _ in burst), max(answered for _, answered in burst)
    inside = [each for each in sampling.samples if began <= each.at <= ended]
    first, last = inside[0], inside[-1]
    print(
        f"{acks.ACTIONS} acknowledgements in {(ended - began) * 1000:.0f} ms, of which the service's loop was at work"
        f" {(last.main - first.main) * 1000:.0f} ms, its other threads"
        f" {(last.process - first.process - last.main + first.main) * 1000:.0f} ms"
    )
    _print(shares(inside))


def _start() -> None:
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'start.db'}"
        upgrade(url)
        command = [sys.executable, "-c", _START, url]
        said = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout  # noqa: S603 - this interpreter
    print("the processor time of a start")
    print("\n".join(each for each in said.splitlines() if "%  " in each))


def _print(found: Sequence[tuple[str, float]]) -> None:
    for place, share in found:
        print(f"{share:6.1%}  {place}")


if __name__ == "__main__":
    main()
