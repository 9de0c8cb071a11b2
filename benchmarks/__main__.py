"""`python -m benchmarks [G1 G5 …]`: measures, prints the table, and says which goals are missed. Under three minutes."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import structlog

from adapters.clock import SystemClock
from benchmarks import acks, pushes, starting, turns
from benchmarks.conversation import Move, handler, script
from benchmarks.figure import Figure
from benchmarks.floor import RawWriter, postgres_writer, sqlite_writer
from benchmarks.postgres import postgres_database
from benchmarks.table import line, summary
from bot.app.handle import Handler
from storage.engine import open_database
from storage.upgrade import upgrade

GOALS = ("G1", "G5", "G6", "G7")
SLOW_SYNC = 0.005


def main() -> None:
    """Prints every figure as soon as it is known."""
    wanted = sys.argv[1:] or GOALS
    unknown = set(wanted) - set(GOALS)
    if unknown:
        sys.exit(f"there are {', '.join(GOALS)}; not {', '.join(sorted(unknown))}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began = time.perf_counter()
    figures: list[Figure] = []
    if "G5" in wanted:  # on a loop of its own
        figures += map(_printed, pushes.figures())
    figures += asyncio.run(_measured(wanted))
    print(summary(figures))
    print(f"{time.perf_counter() - began:.0f} s")


def _printed(figure: Figure) -> Figure:
    print(line(figure), flush=True)
    return figure


async def _measured(wanted: Collection[str]) -> list[Figure]:
    handling = handler()
    moves = await script(handling)
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        return [_printed(each) async for each in _figures(wanted, Path(folder), handling, moves)]


async def _figures(
    wanted: Collection[str], folder: Path, handling: Handler, moves: Sequence[Move]
) -> AsyncIterator[Figure]:
    if "G7" in wanted:
        for figure in await starting.figures(folder, handling, moves):
            yield figure
    if "G1" in wanted:
        async for figure in _turns(folder, handling, moves):
            yield figure
    if "G6" in wanted:
        for figure in await acks.figures(moves):
            yield figure


async def _turns(folder: Path, handling: Handler, moves: Sequence[Move]) -> AsyncIterator[Figure]:
    file = f"sqlite:///{folder / 'turns.db'}"
    async for figure in _turns_on("SQLite", file, partial(sqlite_writer, folder), 2.5, handling, moves):
        yield figure
    database = await open_database(file, clock=SystemClock(), crash=_slow_sync)
    yield await turns.slow_sync(database, handling, moves)
    await database.close()
    with postgres_database(folder) as url:
        async for figure in _turns_on("PostgreSQL", url, partial(postgres_writer, url), 2.2, handling, moves):
            yield figure


async def _turns_on(
    where: str,
    url: str,
    floor: Callable[[], AbstractContextManager[RawWriter]],
    bound: float,
    handling: Handler,
    moves: Sequence[Move],
) -> AsyncIterator[Figure]:
    upgrade(url)
    database = await open_database(url, clock=SystemClock())
    with floor() as writer:
        for platform in ("Telegram", "Slack"):
            for figure in await turns.platform_turns(where, platform, database, handling, moves, writer, bound):
                yield figure
    await database.close()


def _slow_sync(name: str) -> None:
    if name == "commit.before":
        time.sleep(SLOW_SYNC)


if __name__ == "__main__":
    main()
