"""sendMessage and the keyboards: what is shown, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import UTC
from typing import Any, TypeAlias

import aiohttp
import pytest
import telegram
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from adapters.sandbox.telegram import Person, TelegramSandbox
from adapters.sandbox.timeline import Timeline

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]


async def test_a_message_arrives_as_sent_and_comes_back_whole(
    bot: telegram.Bot, maria: Person, timeline: Timeline
) -> None:
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Sí", callback_data="yes"), InlineKeyboardButton("No", callback_data="no")],
            [InlineKeyboardButton("Guía", url="https://example.org/guia")],
        ]
    )
    sent = await bot.send_message(
        maria.id,
        "<b>¿Seguimos?</b> Son las 3 &lt; 4",
        parse_mode="HTML",
        reply_markup=keyboard,
        disable_notification=True,
        protect_content=True,
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(maria.messages[0].message_id),
    )
    seen = maria.messages[-1]
    assert seen.from_bot
    assert seen.text == "¿Seguimos? Son las 3 < 4"
    assert seen.html == "<b>¿Seguimos?</b> Son las 3 &lt; 4"
    assert seen.keyboard == [[("Sí", "yes"), ("No", "no")], [("Guía", "https://example.org/guia")]]
    assert seen.silent
    assert seen.reply_to is maria.messages[0]
    assert (sent.message_id, sent.text, sent.text_html) == (seen.message_id, seen.text, seen.html)
    assert sent.reply_markup == keyboard
    assert sent.date == timeline.now().replace(tzinfo=UTC)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    assert sent.has_protected_content
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled
    assert sent.from_user is not None
    assert sent.from_user.id == 123456


async def test_the_limit_of_4096_counts_what_is_left_after_parsing(bot: telegram.Bot, maria: Person) -> None:
    await bot.send_message(maria.id, "<b>" + "ñ" * 4096 + "</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match=r"^Message is too long$"):
        await bot.send_message(maria.id, "ñ" * 4097)


async def test_texts_are_trimmed_and_must_not_be_empty(bot: telegram.Bot, refused: Call, maria: Person) -> None:
    assert (await bot.send_message(maria.id, "  hola \n")).text == "hola"
    assert await refused("sendMessage", chat_id=maria.id, text="") == "Bad Request: message text is empty"
    assert await refused("sendMessage", chat_id=maria.id, text=" \n ") == "Bad Request: text must be non-empty"
    assert await refused("sendMessage", chat_id=maria.id) == "Bad Request: message text is empty"
    empty = await refused("sendMessage", chat_id=maria.id, text="<b> </b>", parse_mode="HTML")
    assert empty == "Bad Request: text must be non-empty"


async def test_a_reply_needs_its_message_unless_it_may_go_without(bot: telegram.Bot, maria: Person) -> None:
    with pytest.raises(BadRequest, match=r"^Message to be replied not found$"):
        await bot.send_message(maria.id, "hola", reply_parameters=ReplyParameters(999))
    lone = ReplyParameters(999, allow_sending_without_reply=True)
    sent = await bot.send_message(maria.id, "hola", reply_parameters=lone)
    assert sent.reply_to_message is None


async def test_a_bot_cannot_write_first(tg: TelegramSandbox, bot: telegram.Bot, refused: Call) -> None:
    stranger = tg.person(first_name="Juan")
    for chat_id in (stranger.id, 42, "@nobody"):
        with pytest.raises(BadRequest, match=r"^Chat not found$"):
            await bot.send_message(chat_id, "hola")
    assert await refused("sendMessage", text="hola") == "Bad Request: chat_id is empty"
    stranger.command("start")
    await bot.send_message(stranger.id, "hola")


async def test_a_blocked_bot_is_forbidden_until_unblocked(bot: telegram.Bot, maria: Person) -> None:
    maria.block()
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        await bot.send_message(maria.id, "hola")
    with pytest.raises(ValueError, match="cannot write: blocked"):
        maria.say("hola")
    maria.unblock()
    await bot.send_message(maria.id, "hola")


async def test_a_deleted_account_is_forbidden_for_good(bot: telegram.Bot, maria: Person) -> None:
    maria.deactivate()
    with pytest.raises(Forbidden, match=r"^Forbidden: user is deactivated$"):
        await bot.send_message(maria.id, "hola")


async def test_a_migrated_group_names_its_new_id(tg: TelegramSandbox, bot: telegram.Bot, call: Call) -> None:
    group = tg.group("Mesa")
    await bot.send_message(group.id, "hola")
    supergroup = tg.migrate(group)
    assert await call("sendMessage", chat_id=group.id, text="hola") == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": supergroup.id},
    }
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "hola")
    assert migrated.value.new_chat_id == supergroup.id
    await bot.send_message(supergroup.id, "hola")
    assert supergroup.messages[-1].text == "hola"


async def test_a_bot_that_left_a_group_cannot_write_there(tg: TelegramSandbox, bot: telegram.Bot) -> None:
    group = tg.group("Mesa")
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match=r"^Forbidden: bot is not a member of the group chat$"):
        await bot.send_message(group.id, "hola")


async def test_other_keyboards_are_shown_to_the_person_only(bot: telegram.Bot, maria: Person) -> None:
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Mi teléfono", request_contact=True)], ["No"]])
    sent = await bot.send_message(maria.id, "¿Teléfono?", reply_markup=keyboard)
    assert sent.reply_markup is None
    assert maria.messages[-1].reply_keyboard == [["Mi teléfono"], ["No"]]
    await bot.send_message(maria.id, "ya", reply_markup=ReplyKeyboardRemove())
    assert maria.messages[-1].reply_keyboard == []
    await bot.send_message(maria.id, "¿?", reply_markup=ForceReply())


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[fields]]}


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        (button(text="x", callback_data="ñ" * 33), "BUTTON_DATA_INVALID"),
        (button(text=" ", callback_data="x"), "inline keyboard button text must be non-empty"),
        (button(callback_data="x"), "can't parse inline keyboard button: Can't find field \"text\""),
        (
            button(text=5, callback_data="x"),
            'can\'t parse inline keyboard button: Field "text" must be of type String',
        ),
        (
            button(text="x"),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            button(text="x", callback_data=""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            button(text="x", callback_data="x", url="https://example.org"),
            "can't parse inline keyboard button: exactly one action must be specified",
        ),
        (
            button(text="x", callback_data=7),
            'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
        ),
        (button(text="x", colour="red"), 'can\'t parse inline keyboard button: unknown field "colour"'),
        (
            button(text="x", url="nothing"),
            "inline keyboard button URL 'nothing' is invalid: Wrong HTTP URL",
        ),
        (
            {"inline_keyboard": [["x"]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            {"inline_keyboard": [{"text": "x"}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"inline_keyboard": [[{"text": str(n), "callback_data": "x"}] for n in range(101)]},
            "reply markup is too long",
        ),
        (
            {"inline_keyboard": [[{"text": str(n), "callback_data": "x"} for n in range(9)]]},
            "reply markup is too long",
        ),
        ({"keyboard": ["x"]}, 'field "keyboard" must be an Array of Arrays'),
        ({"keyboard": [[""]]}, "keyboard button text must be non-empty"),
        ({"keyboard": [[{"text": "x", "colour": 1}]]}, 'can\'t parse keyboard button: unknown field "colour"'),
        ({"keyboard": [[1]]}, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        ({"rows": []}, 'can\'t parse reply keyboard markup JSON object: unknown field "rows"'),
    ],
)
async def test_a_broken_keyboard_is_refused(
    refused: Call, maria: Person, markup: dict[str, Any], complaint: str
) -> None:
    said = await refused("sendMessage", chat_id=maria.id, text="hola", reply_markup=markup)
    assert said == f"Bad Request: {complaint}"
    assert len(maria.messages) == 1


async def test_keyboards_up_to_the_limits_are_shown(bot: telegram.Bot, maria: Person) -> None:
    rows = [[InlineKeyboardButton(f"{n}", callback_data="ñ" * 32)] for n in range(100)]
    await bot.send_message(maria.id, "cien", reply_markup=InlineKeyboardMarkup(rows))
    assert len(maria.messages[-1].keyboard) == 100
    await bot.send_message(maria.id, "nada", reply_markup=InlineKeyboardMarkup([]))
    assert maria.messages[-1].keyboard == []


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"colour": "red"}, 'unknown parameter "colour"'),
        ({"text": 5}, 'parameter "text" must be of type String'),
        ({"chat_id": "one"}, 'parameter "chat_id" must be of type Integer'),
        ({"chat_id": 1.5}, 'parameter "chat_id" must be of type Integer'),
        ({"disable_notification": "perhaps"}, 'parameter "disable_notification" must be of type Boolean'),
        ({"entities": {}}, 'parameter "entities" must be of type Array'),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": []}, 'parameter "reply_markup" must be of type Object'),
        ({"reply_parameters": {"message": 1}}, 'can\'t parse reply parameters: unknown field "message"'),
        (
            {"reply_parameters": {"message_id": "1"}},
            'can\'t parse reply parameters: Field "message_id" is of the wrong type',
        ),
        ({"parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"text": "x" * 40_000}, "text is too long"),
        ({"text": "half of a pair: \ud83d"}, "strings must be encoded in UTF-8"),
        ({"reply_markup": button(text="\ud83d", callback_data="x")}, "strings must be encoded in UTF-8"),
    ],
)
async def test_unknown_and_ill_typed_parameters_are_refused(
    refused: Call, maria: Person, parameters: dict[str, Any], complaint: str
) -> None:
    given = {"chat_id": maria.id, "text": "hola"} | parameters
    assert await refused("sendMessage", **given) == f"Bad Request: {complaint}"


async def test_form_json_multipart_and_query_are_all_understood(tg: TelegramSandbox, maria: Person) -> None:
    url = f"{tg.base_url}{tg.token}/sendMessage"
    fields = {"chat_id": str(maria.id), "text": "hola", "disable_notification": "True"}
    form = aiohttp.FormData(fields, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        for sending in (
            session.post(url, data=fields),
            session.post(url, json=fields | {"chat_id": maria.id, "disable_notification": True}),
            session.post(url, data=form),
            session.get(url, params=fields),
        ):
            async with sending as answer:
                assert (await answer.json())["ok"] is True
        async with session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as answer:
            assert (await answer.json())["description"] == "Bad Request: can't parse JSON object"
    assert [(m.text, m.silent) for m in maria.messages if m.from_bot] == [("hola", True)] * 4


async def test_a_chat_action_is_accepted_from_the_list_only(bot: telegram.Bot, refused: Call, maria: Person) -> None:
    assert await bot.send_chat_action(maria.id, "typing") is True
    said = await refused("sendChatAction", chat_id=maria.id, action="dancing")
    assert said == "Bad Request: wrong parameter action in request"


async def test_the_journal_tells_every_request(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person, timeline: Timeline
) -> None:
    await bot.send_message(maria.id, "hola")
    entry = tg.journal[-1]
    assert (entry.method, entry.status, entry.ok) == ("sendMessage", 200, True)
    assert entry.params == {"chat_id": str(maria.id), "text": "hola"}
    assert entry.at == timeline.now()
    assert entry.answer is not None
    assert entry.answer["result"]["text"] == "hola"
    assert [e.method for e in tg.journal] == ["getMe", "sendMessage"]
