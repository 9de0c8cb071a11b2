"""429 at the published rates, on the sandbox's clock."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import aiohttp
import pytest
import telegram
from telegram.error import RetryAfter

from adapters.sandbox.telegram import Person, TelegramSandbox
from adapters.sandbox.timeline import Timeline

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]


async def burst(call: Call, chat_id: int, count: int) -> list[dict[str, Any]]:
    return [await call("sendMessage", chat_id=chat_id, text=f"{number}") for number in range(count)]


async def test_a_chat_takes_a_burst_of_five_then_one_a_second(call: Call, maria: Person, timeline: Timeline) -> None:
    answers = await burst(call, maria.id, 6)
    assert [a["ok"] for a in answers] == [True] * 5 + [False]
    assert answers[-1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    timeline.advance(1)
    assert [a["ok"] for a in await burst(call, maria.id, 2)] == [True, False]
    assert len([m for m in maria.messages if m.from_bot]) == 6


@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
async def test_edits_count_and_other_calls_do_not(bot: telegram.Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "0")
    for number in range(1, 5):
        await bot.edit_message_text(f"{number}", chat_id=maria.id, message_id=sent.message_id)
    for _ in range(10):
        await bot.send_chat_action(maria.id, "typing")
        await bot.get_chat(maria.id)
    with pytest.raises(RetryAfter):
        await bot.edit_message_text("5", chat_id=maria.id, message_id=sent.message_id)
    await bot.delete_message(maria.id, sent.message_id)


async def test_thirty_a_second_overall(tg: TelegramSandbox, call: Call, timeline: Timeline) -> None:
    people = [tg.person() for _ in range(40)]
    for person in people:
        person.command("start")
    answers = [(await burst(call, person.id, 1))[0] for person in people]
    assert [a["ok"] for a in answers] == [True] * 30 + [False] * 10
    timeline.advance(0.5)
    answers = [(await burst(call, person.id, 1))[0] for person in people[20:]]
    assert [a["ok"] for a in answers] == [True] * 15 + [False] * 5


async def test_a_group_takes_twenty_a_minute(tg: TelegramSandbox, call: Call, timeline: Timeline) -> None:
    group = tg.group("Mesa")
    sent = 0
    for _ in range(24):
        sent += (await burst(call, group.id, 1))[0]["ok"]
        timeline.advance(1)
    assert sent == 20
    [answer] = await burst(call, group.id, 1)
    assert answer["parameters"]["retry_after"] == 36
    timeline.advance(36)
    assert (await burst(call, group.id, 1))[0]["ok"]


async def test_refused_requests_do_not_count(call: Call, refused: Call, maria: Person) -> None:
    for _ in range(10):
        await refused("sendMessage", chat_id=maria.id, text="<b>", parse_mode="HTML")
    assert (await burst(call, maria.id, 1))[0]["ok"]


async def test_another_chat_is_not_held_up(tg: TelegramSandbox, call: Call, maria: Person) -> None:
    juan = tg.person(first_name="Juan")
    juan.command("start")
    await burst(call, maria.id, 6)
    assert (await burst(call, juan.id, 1))[0]["ok"]


async def test_the_wait_is_told_in_real_seconds_and_as_a_header() -> None:
    timeline = Timeline(monotonic=lambda: 0.0, speed=0.1)
    async with TelegramSandbox(timeline=timeline) as tg, aiohttp.ClientSession() as session:
        person = tg.person()
        person.command("start")
        for _ in range(6):
            parameters = {"chat_id": person.id, "text": "x"}
            async with session.post(f"{tg.base_url}{tg.token}/sendMessage", json=parameters) as answer:
                status, header = answer.status, answer.headers.get("Retry-After")
    assert (status, header) == (429, "10")


async def test_rates_can_be_turned_off() -> None:
    async with TelegramSandbox(strict_rates=False) as tg:
        person = tg.person()
        person.command("start")
        async with telegram.Bot(tg.token, base_url=tg.base_url) as bot:
            for number in range(50):
                await bot.send_message(person.id, f"{number}")
    assert len(person.messages) == 51
