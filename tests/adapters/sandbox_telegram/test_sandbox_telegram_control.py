"""The control API over HTTP."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.timeline import Timeline


class Control:
    """A program in another process that plays both sides."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def ask(self, verb: str, path: str, expected: int = 200, **body: Any) -> Any:
        async with self.session.request(verb, self.url + path, json=body) as answer:
            assert answer.status == expected, await answer.text()
            return await answer.json(content_type=None)


@pytest.fixture
async def control(tg: TelegramSandbox) -> AsyncIterator[Control]:
    async with aiohttp.ClientSession() as session:
        yield Control(session, tg.control_url)


async def test_a_conversation_can_be_played_from_outside(control: Control, bot: telegram.Bot) -> None:
    person = await control.ask("POST", "/people", first_name="María", language_code="es")
    path = f"/people/{person['id']}"
    await control.ask("POST", f"{path}/command", name="start")
    keyboard = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("Sí", callback_data="yes"))
    waiting = asyncio.create_task(control.ask("POST", f"{path}/wait_for", text="Seguimos"))
    await bot.send_message(person["id"], "<b>¿Seguimos?</b>", parse_mode="HTML", reply_markup=keyboard)
    seen = await waiting
    assert (seen["html"], seen["keyboard"], seen["from_bot"]) == ("<b>¿Seguimos?</b>", [[["Sí", "yes"]]], True)
    press = await control.ask("POST", f"{path}/press", label_or_data="Sí")
    await bot.answer_callback_query(press, "Bien")
    toast = {"callback_query_id": press, "text": "Bien", "show_alert": False, "url": None}
    assert await control.ask("GET", f"{path}/toasts") == [toast]
    data = base64.b64encode(b"%PDF").decode()
    await control.ask("POST", f"{path}/send_document", data=data, filename="a.pdf")
    await control.ask("POST", f"{path}/send_album", items=[{"kind": "document", "data": data}] * 2)
    messages = await control.ask("GET", f"{path}/messages")
    assert [m["text"] for m in messages] == ["/start", "¿Seguimos?", "", "", ""]
    assert messages[2]["attachment"] == {"kind": "document", "filename": "a.pdf"}
    assert await control.ask("GET", "/people") == [person]
    journal = await control.ask("GET", "/journal?since=1")
    assert [(e["number"], e["method"]) for e in journal] == [(1, "sendMessage"), (2, "answerCallbackQuery")]


async def test_groups_can_be_made_and_migrated_from_outside(control: Control, bot: telegram.Bot) -> None:
    person = await control.ask("POST", "/people")
    group = await control.ask("POST", "/groups", title="Mesa", by=person["id"])
    await control.ask("POST", f"/people/{person['id']}/say_in_group", group=group["id"], text="hola")
    supergroup = await control.ask("POST", f"/groups/{group['id']}/migrate")
    assert supergroup["type"] == "supergroup"
    assert [m["text"] for m in await control.ask("GET", f"/groups/{group['id']}/messages")] == ["hola", ""]


async def test_faults_updates_and_time_can_be_steered_from_outside(
    tg: TelegramSandbox, control: Control, timeline: Timeline
) -> None:
    await control.ask("POST", "/faults", method="sendMessage", kind="error", status=500)
    assert [fault["kind"] for fault in await control.ask("GET", "/faults")] == ["error"]
    await control.ask("DELETE", "/faults")
    assert tg.faults.planned == ()
    poison = (await control.ask("POST", "/updates", message={"bad": True}))["update_id"]
    await control.ask("POST", f"/updates/{poison}/redeliver")
    person = tg.person()
    await control.ask("POST", f"/chats/{person.id}/hold")
    person.say("hola")
    assert tg.pending_update_ids == [poison]
    await control.ask("POST", f"/chats/{person.id}/release")
    assert len(tg.pending_update_ids) == 2
    before = timeline.now()
    await control.ask("POST", "/advance", seconds=60)
    assert (timeline.now() - before).total_seconds() == 60


async def test_mistakes_are_told(control: Control) -> None:
    person = await control.ask("POST", "/people")
    path = f"/people/{person['id']}"
    assert "nobody can 'dance'" in (await control.ask("POST", f"{path}/dance", 400))["error"]
    await control.ask("POST", "/people/42/say", 400, text="hola")
    await control.ask("POST", f"{path}/say", 400, words="hola")
    await control.ask("POST", f"{path}/press", 400, label_or_data="Sí")
    unseen = await control.ask("POST", f"{path}/wait_for", 408, text="nada", timeout=0.01)
    assert "did not see 'nada'" in unseen["error"]
