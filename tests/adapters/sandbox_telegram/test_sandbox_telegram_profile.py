"""What the bot says of itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
import telegram
from telegram import BotCommandScopeAllGroupChats, BotCommandScopeChat, BotCommandScopeChatMember
from telegram.error import BadRequest

from adapters.sandbox.telegram import Person, TelegramSandbox

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]


async def commands(bot: telegram.Bot, **where: Any) -> list[str]:
    return [command.command for command in await bot.get_my_commands(**where)]


async def test_commands_are_kept_per_scope_and_language(tg: TelegramSandbox, bot: telegram.Bot, maria: Person) -> None:
    group = tg.group("Mesa")
    scopes: list[dict[str, Any]] = [
        {},
        {"language_code": "es"},
        {"scope": BotCommandScopeAllGroupChats()},
        {"scope": BotCommandScopeChat(maria.id)},
        {"scope": BotCommandScopeChat(str(group.id)), "language_code": "es"},
        {"scope": BotCommandScopeChatMember(group.id, maria.id)},
    ]
    for number, scope in enumerate(scopes):
        await bot.set_my_commands([(f"/c{number}", "Algo")], **scope)
    assert [await commands(bot, **scope) for scope in scopes] == [[f"c{n}"] for n in range(6)]
    await bot.delete_my_commands(language_code="es")
    assert await commands(bot, language_code="es") == []
    assert await commands(bot) == ["c0"]


@pytest.mark.parametrize(
    ("command", "description", "complaint"),
    [
        ("", "x", "command must be non-empty"),
        ("x" * 33, "x", "command length must not exceed 32"),
        ("x", " ", "command description must be non-empty"),
        ("x", "x" * 257, "command description length must not exceed 256"),
        ("Nuevo", "x", "BOT_COMMAND_INVALID"),
        ("año", "x", "BOT_COMMAND_INVALID"),
        (5, "x", 'can\'t parse BotCommand: Field "command" must be of type String'),
    ],
)
async def test_commands_are_checked(refused: Call, command: Any, description: str, complaint: str) -> None:
    given = [{"command": command, "description": description}]
    assert await refused("setMyCommands", commands=given) == f"Bad Request: {complaint}"


async def test_a_hundred_commands_at_most(bot: telegram.Bot, refused: Call) -> None:
    many = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert await refused("setMyCommands", commands=many) == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert await bot.set_my_commands([telegram.BotCommand(f"c{n}", "x") for n in range(100)])


async def test_scopes_and_languages_are_checked(refused: Call) -> None:
    assert await refused("getMyCommands", language_code="es-MX") == ("Bad Request: invalid language code specified")
    for scope, complaint in (
        ({"type": "moon"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"type": "chat", "chat_id": 42}, "chat not found"),
    ):
        assert await refused("getMyCommands", scope=scope) == f"Bad Request: {complaint}"


async def test_descriptions_are_kept_per_language(bot: telegram.Bot) -> None:
    await bot.set_my_description("Support desk")
    await bot.set_my_description("Mesa de ayuda", "es")
    await bot.set_my_short_description("Mesa", "es")
    assert (await bot.get_my_description()).description == "Support desk"
    assert (await bot.get_my_description("es")).description == "Mesa de ayuda"
    assert (await bot.get_my_description("fr")).description == "Support desk"
    assert (await bot.get_my_short_description("es")).short_description == "Mesa"
    await bot.set_my_description("", "es")
    assert (await bot.get_my_description("es")).description == "Support desk"
    with pytest.raises(BadRequest):
        await bot.set_my_description("x" * 513)
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_the_bot_and_the_chats_it_knows_are_told(tg: TelegramSandbox, bot: telegram.Bot, maria: Person) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (123456, "sandbox_bot", True)
    chat = await bot.get_chat(maria.id)
    assert (chat.type, chat.first_name) == ("private", "María")
    group = await bot.get_chat(tg.group("Mesa").id)
    assert (group.type, group.title) == ("group", "Mesa")
    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await bot.get_chat(tg.person().id)


async def test_a_bot_cannot_leave_a_private_chat(refused: Call, maria: Person) -> None:
    assert await refused("leaveChat", chat_id=maria.id) == (
        "Bad Request: chat member status can't be changed in private chats"
    )
