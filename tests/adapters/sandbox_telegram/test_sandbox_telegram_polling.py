"""getUpdates: long poll, offsets, lifetimes, conflicts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
import telegram
from telegram.error import Conflict, InvalidToken

from adapters.sandbox.telegram import Person, TelegramSandbox
from adapters.sandbox.timeline import Timeline

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]
Asleep: TypeAlias = Callable[[int], Coroutine[Any, Any, None]]
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_updates_come_in_order_with_sequential_ids(bot: telegram.Bot, maria: Person) -> None:
    maria.say("uno")
    maria.say("dos")
    updates = await bot.get_updates()
    assert [u.message and u.message.text for u in updates] == ["/start", "uno", "dos"]
    first = updates[0].update_id
    assert [u.update_id for u in updates] == [first, first + 1, first + 2]


async def test_a_higher_offset_confirms_and_nothing_else_does(
    tg: TelegramSandbox, result: Call, maria: Person, timeline: Timeline
) -> None:
    maria.say("uno")
    first, second = ids(await result("getUpdates"))
    timeline.advance(4)
    assert ids(await result("getUpdates")) == [first, second]
    assert ids(await result("getUpdates", offset=second)) == [second]
    assert tg.pending_update_ids == [second]
    timeline.advance(4)
    assert ids(await result("getUpdates")) == [second]
    assert ids(await result("getUpdates", offset=second + 1)) == []
    assert tg.pending_update_ids == []


async def test_a_negative_offset_keeps_the_newest_and_forgets_the_rest(
    tg: TelegramSandbox, result: Call, maria: Person
) -> None:
    for number in range(5):
        maria.say(str(number))
    newest = tg.pending_update_ids[-2:]
    assert ids(await result("getUpdates", offset=-2)) == newest
    assert tg.pending_update_ids == newest


async def test_an_offset_far_ahead_starts_again_at_the_head(tg: TelegramSandbox, result: Call, maria: Person) -> None:
    waiting = tg.pending_update_ids
    assert ids(await result("getUpdates", offset=waiting[0] + 1_000)) == waiting


async def test_at_most_a_hundred_updates_at_once(result: Call, maria: Person) -> None:
    for number in range(120):
        maria.say(str(number))
    assert len(await result("getUpdates", limit=1_000)) == 100
    assert len(await result("getUpdates", limit=7, offset=-121)) == 7


async def test_a_long_poll_ends_with_the_first_update(result: Call, maria: Person, asleep: Asleep) -> None:
    offset = (await result("getUpdates"))[0]["update_id"] + 1
    poll = asyncio.create_task(result("getUpdates", offset=offset, timeout=50))
    await asleep(1)
    assert not poll.done()
    maria.say("ya")
    assert [u["message"]["text"] for u in await asyncio.wait_for(poll, 30)] == ["ya"]


async def test_a_long_poll_lasts_fifty_seconds_at_most(result: Call, timeline: Timeline, asleep: Asleep) -> None:
    poll = asyncio.create_task(result("getUpdates", timeout=600))
    await asleep(1)
    timeline.advance(49.9)
    await asleep(1)
    assert not poll.done()
    timeline.advance(0.2)
    assert await asyncio.wait_for(poll, 30) == []


async def test_allowed_updates_are_remembered_and_the_rest_never_queued(
    tg: TelegramSandbox, result: Call, timeline: Timeline
) -> None:
    await result("getUpdates", allowed_updates=["callback_query"])
    maria = tg.person()
    maria.command("start")
    timeline.advance(4)
    assert await result("getUpdates") == []
    timeline.advance(4)
    await result("getUpdates", allowed_updates=[])
    maria.say("hola")
    assert [u["message"]["text"] for u in await result("getUpdates", offset=-1)] == ["hola"]


async def test_a_waiting_poller_gets_409_when_another_begins(bot: telegram.Bot, call: Call, asleep: Asleep) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=50))
    await asleep(1)
    second = asyncio.create_task(bot.get_updates(offset=1, timeout=50))
    assert await asyncio.wait_for(first, 30) == {"ok": False, "error_code": 409, "description": CONFLICT}
    assert not second.done()
    second.cancel()


async def test_two_pollers_do_not_race_each_other(call: Call, timeline: Timeline, asleep: Asleep) -> None:
    polls = [asyncio.create_task(call("getUpdates", offset=0, timeout=50))]
    await asleep(1)
    polls.append(asyncio.create_task(call("getUpdates", offset=1, timeout=50)))
    assert (await asyncio.wait_for(polls[0], 30))["error_code"] == 409
    await asleep(1)
    polls.append(asyncio.create_task(call("getUpdates", offset=2, timeout=50)))
    await asleep(2)
    assert not polls[1].done()  # the second 409 in a row waits three seconds
    timeline.advance(3)
    assert (await asyncio.wait_for(polls[1], 30))["error_code"] == 409
    polls[2].cancel()


async def test_polling_is_refused_while_a_webhook_is_set(bot: telegram.Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_setting_a_webhook_ends_a_waiting_poll(refused: Call, result: Call, asleep: Asleep) -> None:
    poll = asyncio.create_task(refused("getUpdates", timeout=50))
    await asleep(1)
    await result("setWebhook", url="http://127.0.0.1:9/nobody")
    assert await asyncio.wait_for(poll, 30) == "Conflict: terminated by setWebhook request"


async def test_messages_live_24_hours_and_pressed_buttons_150_seconds(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, timeline: Timeline
) -> None:
    keyboard = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("Sí", callback_data="y"))
    await bot.send_message(maria.id, "¿?", reply_markup=keyboard)
    maria.press("Sí")
    assert len(tg.pending_update_ids) == 2
    timeline.advance(149)
    assert len(tg.pending_update_ids) == 2
    timeline.advance(1)
    assert len(tg.pending_update_ids) == 1
    timeline.advance(86_400 - 151)
    assert len(tg.pending_update_ids) == 1
    timeline.advance(1)
    assert tg.pending_update_ids == []


async def test_a_poller_in_a_crash_loop_is_braked(
    result: Call, maria: Person, timeline: Timeline, asleep: Asleep
) -> None:
    maria.say("uno")
    assert len(await result("getUpdates", offset=1)) == 2
    assert len(await result("getUpdates", offset=1)) == 1  # again within half a second
    timeline.advance(1)
    offset = ids(await result("getUpdates", offset=1))[-1] + 1
    assert await result("getUpdates", offset=offset) == []
    again = asyncio.create_task(result("getUpdates", offset=offset))
    await asleep(1)
    assert not again.done()  # within three seconds a poll lasts three
    timeline.advance(3)
    assert await asyncio.wait_for(again, 30) == []


async def test_a_malformed_update_is_delivered_as_it_is(tg: TelegramSandbox, result: Call, maria: Person) -> None:
    poison = tg.put_raw_update({"update_id": tg.latest_update_id + 1, "message": {"message_id": "x"}})
    tg.put_raw_update({"no": "id"})
    maria.say("después")
    updates = await result("getUpdates")
    assert updates[1] == {"update_id": poison, "message": {"message_id": "x"}}
    assert updates[2] == {"no": "id"}
    assert updates[3]["update_id"] == poison + 2


async def test_a_confirmed_update_can_be_delivered_again(tg: TelegramSandbox, result: Call, maria: Person) -> None:
    [update] = await result("getUpdates")
    assert await result("getUpdates", offset=update["update_id"] + 1) == []
    tg.redeliver(update["update_id"])
    assert await result("getUpdates", offset=update["update_id"] + 2) == [update]


async def test_other_chats_overtake_a_held_one(tg: TelegramSandbox, result: Call, maria: Person) -> None:
    juan = tg.person(first_name="Juan")
    tg.hold(maria.id)
    maria.say("uno")
    juan.say("dos")
    tg.release(maria.id)
    updates = await result("getUpdates")
    assert [u["message"]["text"] for u in updates] == ["/start", "dos", "uno"]
    assert ids(updates) == sorted(ids(updates))


async def test_a_wrong_token_is_401_and_an_unknown_method_404(tg: TelegramSandbox, call: Call) -> None:
    with pytest.raises(InvalidToken):
        async with telegram.Bot("123456:WRONG", base_url=tg.base_url):
            pass
    assert await call("sendNothing") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }
    assert (await call("GETME"))["ok"] is True  # names are matched without regard to case


async def test_an_outage_of_the_platform_loses_nothing(tg: TelegramSandbox, maria: Person) -> None:
    await tg.stop()
    maria.say("¿hola?")
    url = tg.base_url
    await tg.start()
    assert tg.base_url == url
    async with telegram.Bot(tg.token, base_url=tg.base_url) as bot:
        updates = await bot.get_updates()
    assert [u.message and u.message.text for u in updates] == ["/start", "¿hola?"]
