"""Groups: only that the bot was spoken to is kept, never what anybody said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.arrival import arrivals_of
from adapters.telegram.own_name import OwnName
from adapters.telegram.read import read
from adapters.telegram.request import close_bot, telegram_bot
from bot.domain.events import Addressed

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
GROUP = {"id": -77, "type": "supergroup", "title": "Tesorería"}
ANA = {"id": 9, "is_bot": False, "first_name": "Ana", "language_code": "es"}
US = {"id": 1, "is_bot": True, "first_name": "Ventanilla", "username": "ventanilla_bot"}


async def ventanilla() -> str:
    return "ventanilla_bot"


def message(text: str, **more: Any) -> dict[str, Any]:
    inner = {"message_id": 5, "date": 1, "chat": GROUP, "from": ANA, "text": text, **more}
    return {"update_id": 3, "message": inner}


def change(before: str, after: str) -> dict[str, Any]:
    members = {"old_chat_member": {"user": US, "status": before}, "new_chat_member": {"user": US, "status": after}}
    return {"update_id": 3, "my_chat_member": {"chat": GROUP, "from": ANA, "date": 1, **members}}


@pytest.mark.parametrize(
    "row",
    [
        message("/start"),
        message("/nuevo@Ventanilla_bot no imprime la póliza"),
        message("oye @ventanilla_bot, no imprime"),
        message("", caption="@ventanilla_bot mira", photo=[]),
        message("sí", reply_to_message={"message_id": 4, "date": 1, "chat": GROUP, "from": US, "text": "Sigamos"}),
        change("left", "member"),
        change("kicked", "administrator"),
    ],
)
async def test_whoever_speaks_to_the_bot_is_known_and_their_words_are_not(row: dict[str, Any]) -> None:
    (arrival,) = await arrivals_of([row], NOON, ventanilla)
    kept = {"update_id": 3, "addressed": {"chat": -77, "from": {"id": 9, "language_code": "es"}}}
    assert json.loads(arrival.body) == kept
    assert arrival.lane == "telegram:-77"
    event = read(kept, arrival.key, NOON)
    assert event == Addressed(id=arrival.key, at=NOON, chat=event.chat, person=event.person, language="es")  # type: ignore[union-attr]  # told by the comparison
    assert (event.chat, event.person) == ("telegram:-77", "telegram:9")


@pytest.mark.parametrize(
    "row",
    [
        message("buenos días a todos"),
        message("/start@otro_bot"),
        message("oye @ventanilla_bot_2, no imprime"),
        message("/start", **{"from": {**US, "id": 2, "username": "otro_bot"}}),
        message("/start", via_bot=US),
        message("sí", reply_to_message={"message_id": 4, "date": 1, "chat": GROUP, "from": ANA, "text": "¿?"}),
        {"update_id": 3, "edited_message": message("/start")["message"]},
        {"update_id": 3, "callback_query": {"id": "1", "from": ANA, "message": message("x")["message"], "data": "x"}},
        change("member", "left"),
        change("member", "administrator"),
    ],
)
async def test_nothing_else_of_a_group_is_kept(row: dict[str, Any]) -> None:
    assert await arrivals_of([row], NOON, ventanilla) == []


async def test_what_is_no_group_is_kept_whole_and_needs_no_name() -> None:
    async def refuse() -> str:
        raise AssertionError("nobody has to know the bot's name")

    private = message("hola", chat={"id": 9, "type": "private"})
    arrivals = await arrivals_of([private, "nonsense", {"update_id": 4}], NOON, refuse)
    assert [json.loads(each.body) for each in arrivals] == [private, {"unreadable": "nonsense"}, {"update_id": 4}]


async def test_the_bot_learns_its_own_name_once() -> None:
    async with TelegramSandbox(strict_rates=False) as sandbox:
        bot = telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
        own = OwnName(bot)
        assert [await own(), await own()] == ["sandbox_bot"] * 2
        assert await own.private_chat() == "tg://resolve?domain=sandbox_bot&start=private"
        assert [entry.method for entry in sandbox.journal] == ["getMe"]
        await close_bot(bot)
