"""Planned faults, as the real client library meets them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
import telegram
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.telegram import Person, TelegramSandbox
from adapters.sandbox.timeline import Timeline

Asleep: TypeAlias = Callable[[int], Coroutine[Any, Any, None]]


async def test_a_connection_cut_before_the_effect_leaves_nothing(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person
) -> None:
    tg.faults.plan(Fault(method="sendMessage", kind="cut_before"))
    with pytest.raises(NetworkError):
        await bot.send_message(maria.id, "hola")
    assert not [m for m in maria.messages if m.from_bot]
    await bot.send_message(maria.id, "hola")
    assert [m.text for m in maria.messages if m.from_bot] == ["hola"]


async def test_a_connection_cut_after_the_effect_has_sent_the_message(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person
) -> None:
    tg.faults.plan(Fault(method="sendMessage", kind="cut_after"))
    with pytest.raises(NetworkError):
        await bot.send_message(maria.id, "hola")
    assert [m.text for m in maria.messages if m.from_bot] == ["hola"]
    assert tg.journal[-1].ok


@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
async def test_a_planned_429_carries_retry_after_and_has_no_effect(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person
) -> None:
    tg.faults.plan(Fault(method="sendMessage", kind="rate_limited", retry_after=7))
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(maria.id, "hola")
    assert refused.value._retry_after.total_seconds() == 7
    assert len(maria.messages) == 1


async def test_a_planned_refusal_and_a_proxy_error_reach_the_bot_as_such(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person
) -> None:
    tg.faults.plan(Fault(kind="error", status=400, body="Bad Request: chat not found"))
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(maria.id, "hola")
    tg.faults.plan(Fault(kind="status", status=502, body="<html>Bad Gateway</html>"))
    with pytest.raises(TelegramError, match="Bad Gateway"):
        await bot.send_message(maria.id, "hola")
    tg.faults.plan(Fault(kind="error", status=500))
    with pytest.raises(NetworkError):
        await bot.send_message(maria.id, "hola")
    assert len(maria.messages) == 1


async def test_a_delayed_request_takes_effect_when_its_time_has_come(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, timeline: Timeline, asleep: Asleep
) -> None:
    tg.faults.plan(Fault(method="sendMessage", kind="delay", seconds=30))
    sending = asyncio.create_task(bot.send_message(maria.id, "hola", read_timeout=60))
    await asleep(1)
    assert len(maria.messages) == 1
    timeline.advance(30)
    await sending
    assert maria.messages[-1].text == "hola"


async def test_a_fault_may_strike_one_chat_only(tg: TelegramSandbox, bot: telegram.Bot, maria: Person) -> None:
    other = tg.person(first_name="Juan")
    other.command("start")
    tg.faults.plan(Fault(kind="error", status=500, chat=str(other.id)))
    await bot.send_message(maria.id, "hola")
    with pytest.raises(NetworkError):
        await bot.send_message(other.id, "hola")


def test_faults_are_used_up_in_the_order_planned() -> None:
    faults = Faults()
    first, second = Fault(method="a", kind="error", times=2), Fault(kind="status")
    faults.plan(first)
    faults.plan(second)
    assert [faults.take("a", None) for _ in range(4)] == [first, first, second, None]
    assert faults.struck == [("a", first), ("a", first), ("a", second)]
    assert faults.planned == ()


def test_a_fault_for_ever_lasts_until_cleared() -> None:
    faults = Faults()
    faults.plan(Fault(kind="error", times=None))
    assert all(faults.take("a", None) for _ in range(100))
    faults.clear()
    assert faults.take("a", None) is None


def test_probable_faults_repeat_with_the_seed() -> None:
    def strikes(seed: int) -> list[bool]:
        faults = Faults(seed=seed)
        faults.plan(Fault(kind="error", times=None, probability=0.3))
        return [faults.take("a", None) is not None for _ in range(200)]

    assert strikes(1) == strikes(1)
    assert strikes(1) != strikes(2)
    assert 30 < sum(strikes(1)) < 90
