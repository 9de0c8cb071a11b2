from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.timeline import Timeline

BOT = "xoxb-sandbox"
APP = "xapp-sandbox"


START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def timeline() -> Timeline:
    """Time that stands still unless a test advances it."""
    return Timeline(now=lambda: START, monotonic=lambda: 0.0)


@pytest.fixture
def kit() -> SimpleNamespace:
    """Blocks, elements and views as the app would send them."""
    return SimpleNamespace(
        actions=actions, button=button, modal=modal, plain=plain, section=section, text_input=text_input
    )


@pytest.fixture
def refusal() -> Callable[[Awaitable[Any]], Awaitable[Any]]:
    """The refusal of a call that must be refused."""

    async def refused(call: Awaitable[Any]) -> Any:
        with pytest.raises(SlackApiError) as caught:
            await call
        return caught.value.response.data

    return refused


@pytest.fixture
async def sl(timeline: Timeline) -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(timeline=timeline) as sandbox:
        yield sandbox


@pytest.fixture
def client(sl: SlackSandbox) -> AsyncWebClient:
    return AsyncWebClient(token=BOT, base_url=sl.base_url, retry_handlers=[])


@pytest.fixture
def bolt(sl: SlackSandbox, client: AsyncWebClient) -> AsyncApp:
    """A Bolt app that nothing is connected to yet."""
    return AsyncApp(client=client, signing_secret=sl.signing_secret)


Connect = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def connect(sl: SlackSandbox) -> AsyncIterator[Connect]:
    """Connect a Bolt app by Socket Mode and wait until Slack has said hello."""
    handlers: list[AsyncSocketModeHandler] = []

    async def connected(app: AsyncApp) -> AsyncSocketModeHandler:
        web_client = AsyncWebClient(base_url=sl.base_url, retry_handlers=[])
        handler = AsyncSocketModeHandler(app, APP, web_client=web_client, ping_interval=1)
        handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
        await asyncio.wait_for(sl.socket.opened.wait(), 30)
        return handler

    yield connected
    for handler in handlers:
        await handler.close_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped


@pytest.fixture
def bodies(bolt: AsyncApp) -> list[dict[str, Any]]:
    """Every payload the app was given; whatever nobody listens to is acknowledged empty."""
    seen: list[dict[str, Any]] = []

    @bolt.middleware
    async def record(body: dict[str, Any], next_: Any) -> None:
        seen.append(body)
        await next_()

    return seen


@pytest.fixture
async def trigger(sl: SlackSandbox, bolt: AsyncApp, connect: Any) -> Any:
    """Somebody runs a shortcut, and the test gets the trigger id."""
    triggers: asyncio.Queue[str] = asyncio.Queue()

    @bolt.shortcut("open")
    async def on_shortcut(ack: Any, shortcut: dict[str, Any]) -> None:
        await ack()
        await triggers.put(shortcut["trigger_id"])

    await connect(bolt)

    async def fresh(member: Any) -> str:
        assert (await member.shortcut("open")).ok
        return await asyncio.wait_for(triggers.get(), 30)

    return fresh


Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve a handler as the app's request URL, and return the URL."""
    async with AsyncExitStack() as stack:

        async def served(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
            app = web.Application()
            app.router.add_post("/slack/events", handler)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

        yield served


@pytest.fixture
def endpoint() -> Callable[[AsyncApp], Callable[[web.Request], Awaitable[web.StreamResponse]]]:
    """Turns a Bolt app into a handler of aiohttp."""
    return bolt_endpoint


def bolt_endpoint(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The HTTP endpoint that Bolt's documentation gives for aiohttp."""

    async def handle(request: web.Request) -> web.StreamResponse:
        bolt_request = AsyncBoltRequest(
            body=await request.text(),
            query=request.query_string,
            headers={name: [value] for name, value in request.headers.items()},
        )
        answer = await app.async_dispatch(bolt_request)
        headers = {name: values[0] for name, values in answer.headers.items() if name.lower() != "content-length"}
        return web.Response(status=answer.status, body=(answer.body or "").encode(), headers=headers)

    return handle


def section(text: str = "Hola") -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(label: str = "Tomar", action_id: str = "take", value: str = "1") -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value}


def actions(*elements: dict[str, Any], block_id: str = "actions") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def text_input(block_id: str = "motivo", label: str = "Motivo", **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"type": "plain_text_input", "action_id": "text", **element},
    }


def modal(*blocks: dict[str, Any], title: str = "Resolver", **fields: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "resolve",
        "title": plain(title),
        "submit": plain("Enviar"),
        "blocks": list(blocks) or [text_input()],
        **fields,
    }
