"""The webhook on our own server, called by the sandbox and by strangers."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.clock import SystemClock
from adapters.http import HttpServer
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.timeline import Timeline
from adapters.telegram.read import read
from adapters.telegram.registration import WebhookAddress, register
from adapters.telegram.request import close_bot, telegram_bot
from adapters.telegram.webhook import PATH, SECRET_HEADER, TelegramWebhook
from bot.app.outbox import Delivered
from tests.adapters.recorded_inbox import NOON, RecordedInbox, until

SECRET = "a-secret_of-the-desk"


async def nobody_asks() -> str:
    raise AssertionError("only updates of groups need the bot's name")


@pytest.fixture
async def inbox() -> RecordedInbox:
    return RecordedInbox()


@pytest.fixture
async def server(inbox: RecordedInbox) -> AsyncIterator[HttpServer]:
    webhook = TelegramWebhook(receive=inbox.receive, clock=SystemClock(), secret=SECRET, own_name=nobody_asks)
    running = HttpServer(host="127.0.0.1", port=0, routes=webhook.routes())
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def url(server: HttpServer) -> str:
    return f"http://127.0.0.1:{server.port}{PATH}"


async def test_updates_come_by_webhook_and_wait_while_they_cannot_be_committed(
    server: HttpServer, inbox: RecordedInbox
) -> None:
    async with TelegramSandbox(timeline=Timeline(speed=20)) as sandbox:
        bot = telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
        address = WebhookAddress(url=url(server), secret=SECRET)
        assert await register(bot, webhook=address, descriptions={}) == Delivered(None)
        ana = sandbox.person()
        inbox.broken = True
        ana.say("uno")
        ana.say("dos")
        await until(lambda: inbox.refused)
        inbox.broken = False
        await until(lambda: len(inbox.arrivals) == 2)
        assert [body["message"]["text"] for body in inbox.bodies] == ["uno", "dos"]
        assert {delivery.status for delivery in sandbox.deliveries} == {503, 200}
        await close_bot(bot)


@pytest.mark.parametrize("given", ["", "wrong", SECRET[:-1], SECRET + "x", "ñ"])
async def test_without_the_secret_nobody_gets_in(
    given: str, server: HttpServer, inbox: RecordedInbox, http: aiohttp.ClientSession
) -> None:
    async with http.post(url(server), data=b'{"update_id": 1}', headers={SECRET_HEADER: given}) as answer:
        assert answer.status == 401
    async with http.post(url(server), data=b'{"update_id": 1}') as answer:
        assert answer.status == 401
    assert inbox.arrivals == []


async def test_only_post_and_at_most_a_megabyte(
    server: HttpServer, inbox: RecordedInbox, http: aiohttp.ClientSession
) -> None:
    headers = {SECRET_HEADER: SECRET}
    async with http.get(url(server), headers=headers) as answer:
        assert answer.status == 405
    async with http.post(url(server), data=io.BytesIO(b" " * (2**20 + 1)), headers=headers) as answer:
        assert answer.status == 413
    assert inbox.arrivals == []


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[1]", b"", b"null", b'{"a":\x00}', b"[" * 5000])
async def test_what_is_no_update_is_kept_once_as_unreadable(
    body: bytes, server: HttpServer, inbox: RecordedInbox, http: aiohttp.ClientSession
) -> None:
    for _ in range(2):
        async with http.post(url(server), data=body, headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 200
    (arrival,) = inbox.arrivals
    with pytest.raises(ValueError, match="without update_id"):
        read(json.loads(arrival.body), arrival.key, NOON)


@pytest.mark.parametrize("secret", ["", " "])
def test_an_empty_secret_does_not_start(inbox: RecordedInbox, secret: str) -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        TelegramWebhook(receive=inbox.receive, clock=SystemClock(), secret=secret, own_name=nobody_asks)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.binary(max_size=200), secret=st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"])))
async def test_no_stranger_gets_anything_but_401(
    body: bytes, secret: str, server: HttpServer, inbox: RecordedInbox, http: aiohttp.ClientSession
) -> None:
    async with http.post(url(server), data=body, headers={SECRET_HEADER: secret.strip()}) as answer:
        assert answer.status in (400, 401)
    assert inbox.arrivals == []


async def test_the_server_says_that_it_is_there(server: HttpServer, http: aiohttp.ClientSession) -> None:
    async with http.get(f"http://127.0.0.1:{server.port}/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok\n")
    async with http.get(f"http://127.0.0.1:{server.port}/elsewhere") as answer:
        assert answer.status == 404


async def test_a_taken_port_is_told(server: HttpServer) -> None:
    other = HttpServer(host="127.0.0.1", port=server.port)
    with pytest.raises(OSError, match="address"):
        await other.start()
    await other.stop()
