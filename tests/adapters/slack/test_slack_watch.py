"""How long nobody listened is known, across restarts too, and is swept once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from adapters.slack.watch import GAP, LOOK, MARGIN, SEEN, UNSWEPT, SlackWatch
from tests.adapters.recorded_inbox import RecordedInbox
from tests.clock import NOON, FakeClock


class Watched:
    """A watch over a connection that tests take away, with sweeps that tests let fail or hang."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.inbox = RecordedInbox()
        self.connected = True
        self.fails = False
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.swept: list[timedelta] = []
        self.begins()

    def begins(self) -> None:
        self.watch = SlackWatch(
            listens=self.listens,
            sweep=self.sweep,
            receive=self.inbox.receive,
            cursor=self.inbox.cursor,
            clock=self.clock,
        )
        self.watch.start()

    async def listens(self) -> bool:
        return self.connected

    async def sweep(self, begin: datetime) -> None:
        self.swept.append(begin + MARGIN - NOON)
        await self.goes_on.wait()
        if self.fails:
            raise OSError("nobody there")

    async def passes(self, seconds: float) -> None:
        """Time passes, and everybody does what they do then."""
        for step in [LOOK / 4] * int(seconds // (LOOK / 4)):
            for _ in range(20):
                await asyncio.sleep(0)
            self.clock.advance(step)
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    made = Watched()
    await made.passes(0)
    yield made
    await made.watch.stop()


async def test_the_first_start_ever_sweeps_nothing_and_every_later_one_does(watched: Watched) -> None:
    await watched.passes(10 * LOOK)
    assert watched.swept == []
    await watched.watch.stop()
    watched.clock.advance(3600)
    watched.begins()
    await watched.passes(5 * LOOK)
    assert watched.swept == [timedelta(seconds=10 * LOOK)]
    assert watched.inbox.cursors[UNSWEPT] == 0


async def test_a_time_without_a_connection_is_swept_when_it_is_back(watched: Watched) -> None:
    await watched.passes(LOOK)
    watched.connected = False
    await watched.passes(600)
    assert watched.swept == []
    watched.connected = True
    await watched.passes(5 * LOOK)
    assert watched.swept == [timedelta(seconds=LOOK)]


async def test_a_moment_without_a_connection_is_left_to_slack_s_own_repetitions(watched: Watched) -> None:
    await watched.passes(LOOK)
    watched.connected = False
    await watched.passes(LOOK / 2)
    watched.connected = True
    await watched.passes(5 * LOOK)
    assert watched.swept == []


async def test_a_time_in_which_nothing_could_be_committed_is_swept_as_well(watched: Watched) -> None:
    await watched.passes(LOOK)
    watched.inbox.broken = True
    await watched.passes(4 * GAP)
    watched.inbox.broken = False
    await watched.passes(5 * LOOK)
    assert watched.swept == [timedelta(seconds=LOOK)]


async def test_a_sweep_that_failed_comes_again_until_it_is_done(watched: Watched) -> None:
    watched.fails = True
    watched.connected = False
    await watched.passes(600)
    watched.connected = True
    await watched.passes(2 * LOOK)
    watched.fails = False
    await watched.passes(5 * LOOK)
    assert len(watched.swept) > 1
    assert set(watched.swept) == {timedelta()}
    assert watched.inbox.cursors[UNSWEPT] == 0


async def test_a_sweep_that_was_interrupted_begins_anew_where_it_began(watched: Watched) -> None:
    watched.goes_on.clear()
    watched.connected = False
    await watched.passes(600)
    watched.connected = True
    await watched.passes(5 * LOOK)
    await watched.watch.stop()
    watched.goes_on.set()
    watched.begins()
    await watched.passes(5 * LOOK)
    assert watched.swept == [timedelta(), timedelta()]
    assert watched.inbox.cursors[SEEN] > NOON.timestamp() + 600


async def test_a_second_gap_during_a_sweep_is_not_taken_as_swept(watched: Watched) -> None:
    watched.goes_on.clear()
    for _ in range(2):
        watched.connected = False
        await watched.passes(600)
        watched.connected = True
        await watched.passes(2 * LOOK)
    watched.goes_on.set()
    await watched.passes(5 * LOOK)
    assert watched.swept == [timedelta(), timedelta()]
    assert watched.inbox.cursors[UNSWEPT] == 0
