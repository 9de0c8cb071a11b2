"""Stopping in peace, under load and at any moment; and only one process on a file (reliability P15, P17, P21)."""

from __future__ import annotations

import asyncio
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from storage.engine import open_database
from tests.simulation.evidence import everything_delivered, gathered
from tests.simulation.kill import STARTING, Incubator, converse
from tests.simulation.service_process import Platforms, ServiceProcess

LONGEST_STOP = 5.0
"""Seconds from SIGTERM to the end of the process, on a machine that has nothing else to do."""

_WORK = 0.1

PEOPLE = 24
STARTS = 20


@pytest.mark.timeout(240)
async def test_sigterm_under_load_ends_it_in_five_seconds_and_nothing_is_lost(tmp_path: Path) -> None:
    loop, chance = asyncio.get_running_loop(), random.Random(7)
    async with Platforms(tmp_path) as platforms:
        talks = [asyncio.create_task(converse(platforms, number)) for number in range(PEOPLE)]
        for _ in range(4):
            async with ServiceProcess.started(platforms) as service:
                await service.ready()
                await asyncio.sleep(chance.uniform(0.2, 2.0))
                begun = loop.time()
                service.terminate()
                slowness = await asyncio.to_thread(_slowness)
                assert await service.ended() == 0, "\n".join(service.said)
                assert loop.time() - begun < LONGEST_STOP * slowness
                assert not any("Traceback" in line for line in service.said), "\n".join(service.said)
        async with ServiceProcess.started(platforms) as service:
            await asyncio.gather(*talks)
            assert await everything_delivered(platforms.database, within=60.0)
            service.terminate()
            assert await service.ended() == 0
        evidence = gathered(platforms)
        assert evidence.wrong == {}
        assert (evidence.tickets, evidence.duplicates_in_telegram, evidence.unsure_sends) == (PEOPLE, 0, 0)


def _slowness() -> float:
    """How many times longer than alone a piece of work takes now, because the processors are busy with others' work."""
    begun, worked = time.perf_counter(), time.thread_time()
    while time.thread_time() - worked < _WORK:
        pass
    return max(1.0, (time.perf_counter() - begun) / _WORK)


async def test_sigterm_at_any_moment_of_its_start_ends_it_without_an_error(tmp_path: Path) -> None:
    async with Platforms(tmp_path) as platforms, Incubator.opened(platforms) as incubator:
        for number in range(STARTS):
            await incubator.begin()
            await asyncio.sleep(number / STARTS * STARTING[1])
            status = await incubator.end(signal.SIGTERM)
            assert status in (0, -signal.SIGTERM)  # the latter before it listens to signals
        assert not any("Traceback" in line for line in incubator.said), "\n".join(incubator.said)


async def test_a_database_whose_opening_is_given_up_lets_go_of_its_file(sqlite_url: str) -> None:
    for turns in range(6):
        opening = asyncio.create_task(open_database(sqlite_url, clock=SystemClock()))
        for _ in range(turns):
            await asyncio.sleep(0.001 if turns % 2 else 0)
        opening.cancel()
        for ended in await asyncio.gather(opening, return_exceptions=True):
            if not isinstance(ended, BaseException):
                await ended.close()
        await asyncio.to_thread(_until_no_writer)
        database = await open_database(sqlite_url, clock=SystemClock())
        await database.close()


def _until_no_writer() -> None:
    for thread in threading.enumerate():
        if thread.name == "sqlite writer":
            thread.join(30.0)
            assert not thread.is_alive()


async def test_a_second_process_on_the_same_file_refuses_in_words(tmp_path: Path) -> None:
    async with Platforms(tmp_path) as platforms, ServiceProcess.started(platforms) as first:
        await first.ready()
        async with ServiceProcess.started(platforms) as second:
            assert await second.ended() == 1
        assert [line for line in second.said if "is in use by process" in line] == [
            f"{platforms.database} is in use by process {first.pid}. Stop that process, or give this one another"
            " VENTANILLA_DATABASE_URL; several processes can share a PostgreSQL database only."
        ]
        first.terminate()
        assert await first.ended() == 0
