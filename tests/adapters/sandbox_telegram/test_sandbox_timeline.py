"""The sandbox's own time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.clock import SystemClock
from adapters.sandbox.timeline import Timeline

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def still(speed: float = 1.0) -> Timeline:
    return Timeline(now=lambda: START, monotonic=lambda: 10.0, speed=speed)


def test_the_system_clock_is_aware_and_never_steps_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_advancing_moves_both_clocks() -> None:
    timeline = still()
    timeline.advance(90)
    assert timeline.now() == START + timedelta(seconds=90)
    assert timeline.monotonic() == 100.0


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        still().advance(-1)


def test_speed_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Timeline(speed=0)


def test_speed_scales_durations_but_not_dates() -> None:
    timeline = still(speed=20)
    assert timeline.monotonic() == 200.0
    assert timeline.now() == START


async def test_a_sleeper_wakes_when_time_is_advanced_past_its_moment() -> None:
    timeline = still()
    sleeper = asyncio.create_task(timeline.sleep(3600))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    timeline.advance(3599)
    await asyncio.sleep(0.01)
    assert not sleeper.done()
    timeline.advance(1)
    await asyncio.wait_for(sleeper, 30)


async def test_a_real_sleep_is_shorter_at_speed() -> None:
    loop = asyncio.get_running_loop()
    before = loop.time()
    await Timeline(speed=1000).sleep(60)
    assert 0.059 <= loop.time() - before < 60
