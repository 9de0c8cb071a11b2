"""A sandbox on a virtual clock, the real client library against it, and a bare HTTP client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, TypeAlias

import aiohttp
import pytest
import telegram
from telegram.request import HTTPXRequest

from adapters.sandbox.telegram import Person, TelegramSandbox
from adapters.sandbox.timeline import Timeline

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
def timeline() -> Timeline:
    """Time that stands still unless a test advances it."""
    return Timeline(now=lambda: START, monotonic=lambda: 0.0)


@pytest.fixture
async def tg(timeline: Timeline) -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox(timeline=timeline) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(tg: TelegramSandbox) -> AsyncIterator[telegram.Bot]:
    # Loading certificates takes most of a second per test, and everything here is plain HTTP.
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    async with telegram.Bot(
        tg.token,
        base_url=tg.base_url,
        base_file_url=tg.base_file_url,
        request=requests[0],
        get_updates_request=requests[1],
    ) as client:
        yield client


@pytest.fixture
async def call(tg: TelegramSandbox) -> AsyncIterator[Call]:
    """Calls a method with a JSON body; gives back what the server said, whatever it was."""
    async with aiohttp.ClientSession() as session:

        async def post(method: str, **parameters: Any) -> Any:
            async with session.post(f"{tg.base_url}{tg.token}/{method}", json=parameters) as answer:
                body = await answer.json()
                assert answer.status == body.get("error_code", 200)
                return body

        yield post


@pytest.fixture
def result(call: Call) -> Call:
    """Calls a method that must succeed; gives back its result."""

    async def post(method: str, **parameters: Any) -> Any:
        body = await call(method, **parameters)
        assert body["ok"] is True, body
        return body["result"]

    return post


@pytest.fixture
def refused(call: Call) -> Call:
    """Calls a method that must be refused; gives back the description."""

    async def post(method: str, **parameters: Any) -> Any:
        body = await call(method, **parameters)
        assert body["ok"] is False, body
        return body["description"]

    return post


@pytest.fixture
def maria(tg: TelegramSandbox) -> Person:
    """Somebody who has started the bot."""
    person = tg.person(first_name="María", language_code="es")
    person.command("start")
    return person


@pytest.fixture
def asleep(timeline: Timeline) -> Callable[[int], Coroutine[Any, Any, None]]:
    """Waits until so many of the sandbox's waits have begun (long polls, delays, retries)."""

    async def wait(count: int) -> None:
        async with asyncio.timeout(30):
            while timeline.sleepers != count:  # noqa: ASYNC110 - the timeline rings no bell
                await asyncio.sleep(0.001)

    return wait
