"""Webhook delivery to a real HTTP server: secret, order, retries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest

from adapters.sandbox.telegram import Person, TelegramSandbox
from adapters.sandbox.timeline import Timeline

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]

Asleep: TypeAlias = Callable[[int], Coroutine[Any, Any, None]]


@dataclass
class Endpoint:
    """The bot's side: records what comes; refuses what ``refuse`` says, with ``headers``."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    refuse: Callable[[dict[str, Any]], bool] = lambda _: False
    headers: dict[str, str] = field(default_factory=dict)

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refuse(body):
            return web.Response(status=500, headers=self.headers)
        self.got.append(body)
        return web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got if "message" in update]


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    receiving = Endpoint()
    app = web.Application()
    app.router.add_post("/hook", receiving.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiving.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiving
    await runner.cleanup()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - asks for several things that have no event
            await asyncio.sleep(0.002)


async def test_updates_are_posted_in_order_with_the_secret(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint
) -> None:
    await bot.set_webhook(endpoint.url, secret_token="s3cret_-")
    for number in range(5):
        maria.say(str(number))
    await until(lambda: len(endpoint.got) == 6)
    assert endpoint.texts == ["/start", "0", "1", "2", "3", "4"]
    assert set(endpoint.secrets) == {"s3cret_-"}
    await until(lambda: tg.pending_update_ids == [])


async def test_a_failing_update_blocks_its_own_chat_only(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint, timeline: Timeline, asleep: Asleep
) -> None:
    endpoint.refuse = lambda update: update["message"]["text"] == "mal"
    await bot.set_webhook(endpoint.url)
    maria.say("mal")
    maria.say("después")
    juan = tg.person(first_name="Juan")
    juan.say("hola")
    await until(lambda: sorted(endpoint.texts) == ["/start", "hola"])
    await asleep(1)
    endpoint.refuse = lambda _: False
    timeline.advance(1)
    await until(lambda: endpoint.texts[-2:] == ["mal", "después"])


async def test_the_waits_double_from_one_second_to_sixty(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint, timeline: Timeline, asleep: Asleep
) -> None:
    endpoint.refuse = lambda _: True
    await bot.set_webhook(endpoint.url)
    for tries, wait in enumerate((1, 2, 4, 8, 16, 32, 60, 60), start=1):
        await until(lambda tries=tries: len(tg.deliveries) == tries)  # type: ignore[misc]
        await asleep(1)
        timeline.advance(wait - 0.01)
        await asyncio.sleep(0.01)
        assert len(tg.deliveries) == tries
        timeline.advance(0.01)
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500"
    assert info.pending_update_count == 1


async def test_retry_after_is_honoured(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint, timeline: Timeline, asleep: Asleep
) -> None:
    endpoint.refuse = lambda _: True
    endpoint.headers = {"Retry-After": "90"}
    await bot.set_webhook(endpoint.url)
    await until(lambda: len(tg.deliveries) == 1)
    await asleep(1)
    timeline.advance(89)
    await asyncio.sleep(0.02)
    assert len(tg.deliveries) == 1
    timeline.advance(1)
    await until(lambda: len(tg.deliveries) == 2)


async def test_a_refused_connection_is_tried_again(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, timeline: Timeline, asleep: Asleep
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    await until(lambda: [d.status for d in tg.deliveries] == [None])
    await asleep(1)
    timeline.advance(1)
    await until(lambda: [d.status for d in tg.deliveries] == [None, None])


async def test_an_update_that_expires_is_dropped(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint, timeline: Timeline, asleep: Asleep
) -> None:
    endpoint.refuse = lambda update: update["message"]["text"] == "/start"
    await bot.set_webhook(endpoint.url)
    await until(lambda: len(tg.deliveries) == 1)
    await asleep(1)
    timeline.advance(86_400)
    maria.say("después")
    await until(lambda: endpoint.texts == ["después"])


async def test_what_a_webhook_did_not_take_waits_for_polling(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint
) -> None:
    endpoint.refuse = lambda _: True
    await bot.set_webhook(endpoint.url)
    await until(lambda: len(tg.deliveries) == 1)
    await bot.delete_webhook()
    assert [u.message and u.message.text for u in await bot.get_updates()] == ["/start"]


async def test_an_update_can_be_delivered_again(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint
) -> None:
    await bot.set_webhook(endpoint.url)
    await until(lambda: len(endpoint.got) == 1)
    tg.redeliver(endpoint.got[0]["update_id"])
    await until(lambda: len(endpoint.got) == 2)
    assert endpoint.got[0] == endpoint.got[1]


async def test_pending_updates_can_be_dropped(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint
) -> None:
    await bot.set_webhook(endpoint.url, drop_pending_updates=True)
    maria.say("hola")
    await until(lambda: endpoint.texts == ["hola"])
    await bot.delete_webhook(drop_pending_updates=True)
    assert tg.pending_update_ids == []


async def test_the_webhooks_settings_are_told(bot: telegram.Bot, endpoint: Endpoint) -> None:
    await bot.set_webhook(endpoint.url, max_connections=7, allowed_updates=["message", "moon"])
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.allowed_updates) == (endpoint.url, 7, ("message",))
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_addresses_and_secrets_are_checked(bot: telegram.Bot, timeline: Timeline) -> None:
    for url, secret, complaint in (
        ("ftp://x", None, r"^Invalid webhook url specified$"),
        ("http://example.org/hook", None, r"^Bad webhook: an https url must be provided for webhook$"),
        ("https://example.org/hook", "x" * 257, r"^Secret token is too long$"),
        ("https://example.org/hook", "ñ", r"^Secret token contains unallowed characters$"),
    ):
        with pytest.raises(BadRequest, match=f"(?i){complaint}"):
            await bot.set_webhook(url, secret_token=secret)
        timeline.advance(1)


async def test_a_webhook_can_be_set_once_a_second(call: Call, timeline: Timeline) -> None:
    assert (await call("setWebhook", url="http://127.0.0.1:9/a"))["ok"]
    assert (await call("setWebhook", url="http://127.0.0.1:9/b"))["parameters"] == {"retry_after": 1}
    timeline.advance(1)
    assert (await call("setWebhook", url="http://127.0.0.1:9/b"))["ok"]
    assert (await call("setWebhook", url=""))["ok"]


async def test_an_outage_of_the_platform_keeps_the_webhook(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, endpoint: Endpoint
) -> None:
    await bot.set_webhook(endpoint.url, secret_token="s3cret")
    await until(lambda: endpoint.texts == ["/start"])
    await tg.stop()
    maria.say("¿hola?")
    await tg.start()
    await until(lambda: endpoint.texts == ["/start", "¿hola?"])
    assert set(endpoint.secrets) == {"s3cret"}
