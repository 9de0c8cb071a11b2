"""Stages for the stories. What a test is given begins with an open desk: a specialist on shift."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot.stage import Mode, Stage
from tests.scenarios.story import SHORT, SPEED, Platform, Story
from tests.scenarios.walked import malformed

Staging = Callable[..., AbstractAsyncContextManager[Story]]


@asynccontextmanager
async def staged(
    database_url: str,
    platform: Platform = "telegram",
    mode: Mode = "streaming",
    *,
    process: str = SHORT,
    speed: float = SPEED,
    open_desk: bool = True,
    developers: bool = False,
) -> AsyncIterator[Story]:
    """A story on a stage of its own. Issue 4: "every message sent in all tests validated against Block Kit limits": a story in
    which Slack refused one for its form has failed, even if nobody in it waits for that message."""
    async with Stage(process, database_url=database_url, mode=mode, speed=speed, developers=developers) as stage:
        if open_desk:
            await stage.open_desk()
        yield Story(stage, platform)
        assert malformed(stage.slack) == []


@pytest.fixture
async def story(sqlite_url: str) -> AsyncIterator[Story]:
    """Requesters in Telegram, polling and Socket Mode, SQLite, Ana on shift."""
    async with staged(sqlite_url) as story:
        yield story


@pytest.fixture
async def closed_desk(sqlite_url: str) -> AsyncIterator[Story]:
    """The same, with nobody at the desk."""
    async with staged(sqlite_url, open_desk=False) as story:
        yield story


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[Story]:
    """Requesters in direct messages of Slack."""
    async with staged(sqlite_url, "slack") as story:
        yield story


@pytest.fixture(params=["telegram", "slack"])
async def either(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """Once with requesters in Telegram, once with requesters in direct messages of Slack."""
    async with staged(sqlite_url, request.param) as story:
        yield story


@pytest.fixture(params=["telegram", "slack"])
async def saacg(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """The desk of seed 1, once with requesters in Telegram, once in direct messages of Slack."""
    async with staged(sqlite_url, request.param, process="saacg") as story:
        yield story


@pytest.fixture(params=["telegram", "slack"])
async def advertmind(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """The first level of the desk of seed 2, on both platforms likewise."""
    async with staged(sqlite_url, request.param, process="advertmind") as story:
        yield story
