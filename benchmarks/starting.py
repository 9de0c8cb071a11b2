"""G7: how long a start takes and how much memory it holds, beside merely importing the prescribed packages."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from adapters.clock import SystemClock
from adapters.telegram.arrival import arrival_of
from benchmarks.conversation import Move, People, telegram_update
from benchmarks.figure import ROUNDS, Figure, spread
from bot.app.handle import Handler
from bot.app.ports import UnitOfWork
from bot.domain.conversation import Conversation
from bot.domain.ids import ChatRef
from storage.engine import open_database
from storage.memory import MemoryDatabase
from storage.upgrade import upgrade

OPEN = 10_000
"""Open conversations in the database. The goal also names a million tickets, which take longer to write than the whole
benchmark may run: `python -m benchmarks.memory`."""

_IMPORTS = """
import aiohttp, apscheduler.schedulers.asyncio, slack_bolt.async_app, sqlalchemy, telegram
from pathlib import Path
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line), flush=True)
"""


async def figures(folder: Path, handler: Handler, script: Sequence[Move]) -> list[Figure]:
    """Every figure of G7."""
    url = f"sqlite:///{folder / 'start.db'}"
    await fill(url, await halfway(handler, script))
    return start_and_memory(url, f"{OPEN:,} open conversations")


def start_and_memory(url: str, where: str) -> list[Figure]:
    """A start up to ready on that database, and the memory that it holds then."""
    floor = [sys.executable, "-c", _IMPORTS]
    product = [sys.executable, "-m", "benchmarks.start", url]
    _once(floor)
    _once(product)
    pairs = [(_once(floor), _once(product)) for _ in range(ROUNDS)]
    times = [mine[0] / its[0] for its, mine in pairs]
    sizes = [mine[1] / its[1] for its, mine in pairs]
    milliseconds = (
        f"{median(mine[0] for _, mine in pairs) * 1000:.0f} ms over {median(its[0] for its, _ in pairs) * 1000:.0f} ms"
    )
    megabytes = (
        f"{median(mine[1] for _, mine in pairs) / 1024:.0f} MB over {median(its[1] for its, _ in pairs) / 1024:.0f} MB"
    )
    return [
        Figure(
            goal="G7",
            what="start to ready over importing the packages",
            value=median(times),
            sense="at most",
            bound=1.4,
            spread=spread(times),
            about=milliseconds,
        ),
        Figure(
            goal="G7",
            what=f"memory with {where} over the packages'",
            value=median(sizes),
            sense="at most",
            bound=1.3,
            spread=spread(sizes),
            about=megabytes,
        ),
    ]


def _once(command: Sequence[str]) -> tuple[float, int]:
    """Seconds until it is ready, and its memory then in KiB."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this interpreter
        assert process.stdout is not None
        memory = process.stdout.readline()
        seconds = time.perf_counter() - began
        process.communicate()
    return seconds, int(memory)


async def fill(url: str, state: Conversation) -> None:
    """A new database with as many chats in that state."""
    people = People()
    await asyncio.to_thread(upgrade, url)
    database = await open_database(url, clock=SystemClock())

    def save(uow: UnitOfWork) -> None:
        for _ in range(1000):
            uow.conversations.save(replace(state, chat=ChatRef(f"telegram:{people.telegram()}")))

    for _ in range(OPEN // 1000):
        await database.run(save)
    await database.close()


async def halfway(handler: Handler, script: Sequence[Move]) -> Conversation:
    """A conversation in the middle of its intake, with the answers of the script."""
    database, clock = MemoryDatabase(), SystemClock()

    def play(uow: UnitOfWork) -> Conversation | None:
        for number, move in enumerate(script, 1):
            arrival = arrival_of(telegram_update(1, number, move), clock.now())
            uow.inbox.add([arrival])
            handler.turn(uow, arrival.lane, clock.now())
        return uow.conversations.load(ChatRef("telegram:1"))

    state = await database.run(play)
    assert state is not None
    return state
