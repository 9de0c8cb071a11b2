"""Edits, deletions and answers to pressed buttons."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from adapters.sandbox.telegram import Person, TelegramSandbox, Toast
from adapters.sandbox.timeline import Timeline

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]
YES = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Sí", callback_data="yes"))
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20
NOT_MODIFIED = (
    "^Message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message$"
)


async def test_an_edit_replaces_text_and_takes_the_keyboard_away(bot: telegram.Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "uno", reply_markup=YES)
    edited = await bot.edit_message_text("dos", chat_id=maria.id, message_id=sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    seen = maria.messages[-1]
    assert (seen.text, seen.edited, seen.keyboard) == ("dos", True, [])


async def test_a_keyboard_alone_can_be_replaced(bot: telegram.Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "uno", reply_markup=YES)
    await bot.edit_message_reply_markup(chat_id=maria.id, message_id=sent.message_id)
    assert maria.messages[-1].keyboard == []
    await bot.edit_message_reply_markup(chat_id=maria.id, message_id=sent.message_id, reply_markup=YES)
    assert maria.messages[-1].keyboard == [[("Sí", "yes")]]


async def test_an_edit_that_changes_nothing_is_refused(bot: telegram.Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "<b>uno</b>", parse_mode="HTML", reply_markup=YES)
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await bot.edit_message_text(
            " <strong>uno</strong>",
            parse_mode="HTML",
            chat_id=maria.id,
            message_id=sent.message_id,
            reply_markup=YES,
        )
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await bot.edit_message_reply_markup(chat_id=maria.id, message_id=sent.message_id, reply_markup=YES)
    await bot.edit_message_text("uno", chat_id=maria.id, message_id=sent.message_id)
    assert maria.messages[-1].html == "uno"


async def test_only_own_present_messages_can_be_edited(bot: telegram.Bot, refused: Call, maria: Person) -> None:
    async def edit(message_id: int) -> str:
        said = await refused("editMessageText", chat_id=maria.id, message_id=message_id, text="x")
        return str(said)

    assert await edit(999) == "Bad Request: message to edit not found"
    assert await edit(maria.messages[0].message_id) == "Bad Request: message can't be edited"
    keyboard = telegram.ReplyKeyboardMarkup([["No"]])
    sent = await bot.send_message(maria.id, "uno", reply_markup=keyboard)
    assert await edit(sent.message_id) == "Bad Request: message can't be edited"
    sent = await bot.send_message(maria.id, "dos")
    await bot.delete_message(maria.id, sent.message_id)
    assert await edit(sent.message_id) == "Bad Request: message to edit not found"
    assert await refused("editMessageText", text="x") == "Bad Request: message identifier is not specified"


async def test_texts_and_captions_are_edited_each_by_its_own_method(
    bot: telegram.Bot, maria: Person, timeline: Timeline
) -> None:
    text = await bot.send_message(maria.id, "uno")
    photo = await bot.send_photo(maria.id, PNG, caption="uno")
    with pytest.raises(BadRequest, match=r"^There is no caption in the message to edit$"):
        await bot.edit_message_caption(maria.id, text.message_id, caption="dos")
    with pytest.raises(BadRequest, match=r"^There is no text in the message to edit$"):
        await bot.edit_message_text("dos", chat_id=maria.id, message_id=photo.message_id)
    await bot.edit_message_caption(maria.id, photo.message_id, caption="dos")
    assert maria.messages[-1].text == "dos"
    with pytest.raises(BadRequest, match=r"^Message caption is too long$"):
        await bot.edit_message_caption(maria.id, photo.message_id, caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"^Message_too_long$"):  # the library turns the first letter
        await bot.edit_message_text("x" * 4097, chat_id=maria.id, message_id=text.message_id)


async def test_an_edit_takes_an_inline_keyboard_only(refused: Call, bot: telegram.Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "uno")
    said = await refused(
        "editMessageText",
        chat_id=maria.id,
        message_id=sent.message_id,
        text="dos",
        reply_markup={"keyboard": [["x"]]},
    )
    assert said == "Bad Request: inline keyboard expected"


async def test_editing_for_a_person_who_blocked_the_bot_is_forbidden(bot: telegram.Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "uno")
    maria.block()
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        await bot.edit_message_text("dos", chat_id=maria.id, message_id=sent.message_id)


async def test_messages_of_both_sides_can_be_deleted_for_48_hours(
    bot: telegram.Bot, maria: Person, timeline: Timeline
) -> None:
    secret = maria.say("mi clave")
    timeline.advance(48 * 3600)
    assert await bot.delete_message(maria.id, secret.message_id)
    assert secret.deleted
    old = await bot.send_message(maria.id, "viejo")
    timeline.advance(48 * 3600 + 1)
    with pytest.raises(BadRequest, match=r"^Message can't be deleted for everyone$"):
        await bot.delete_message(maria.id, old.message_id)


async def test_deleting_what_is_not_there_is_refused(bot: telegram.Bot, refused: Call, maria: Person) -> None:
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await bot.delete_message(maria.id, 999)
    await bot.delete_message(maria.id, maria.messages[0].message_id)
    with pytest.raises(BadRequest, match=r"^Message to delete not found$"):
        await bot.delete_message(maria.id, maria.messages[0].message_id)
    assert await refused("deleteMessage", chat_id=1) == "Bad Request: message identifier is not specified"
    assert await refused("deleteMessage", message_id=1) == "Bad Request: chat identifier is not specified"


async def test_in_a_group_the_bot_deletes_its_own_messages_only(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person
) -> None:
    group = tg.group("Mesa", by=maria)
    theirs = maria.say_in_group(group, "hola")
    own = await bot.send_message(group.id, "hola")
    with pytest.raises(BadRequest, match=r"^Message can't be deleted$"):
        await bot.delete_message(group.id, theirs.message_id)
    assert await bot.delete_message(group.id, own.message_id)


async def test_several_messages_are_deleted_together_or_not_at_all(
    bot: telegram.Bot, refused: Call, maria: Person, timeline: Timeline
) -> None:
    old = maria.say("viejo")
    timeline.advance(48 * 3600 + 1)
    new = [maria.say("uno").message_id, maria.say("dos").message_id]
    with pytest.raises(BadRequest, match=r"^Message can't be deleted for everyone$"):
        await bot.delete_messages(maria.id, [*new, old.message_id])
    assert await bot.delete_messages(maria.id, [*new, 999])
    assert [m.text for m in maria.messages if not m.deleted] == ["/start", "viejo"]
    many = await refused("deleteMessages", chat_id=maria.id, message_ids=list(range(1, 102)))
    assert many == "Bad Request: too many message identifiers specified"
    none = await refused("deleteMessages", chat_id=maria.id, message_ids=[])
    assert none == "Bad Request: message identifiers are not specified"
    bad = await refused("deleteMessages", chat_id=maria.id, message_ids=["x"])
    assert bad == "Bad Request: message identifier must be a Number"


async def test_a_press_brings_the_message_and_its_answer_is_seen(bot: telegram.Bot, maria: Person) -> None:
    sent = await bot.send_message(maria.id, "¿Seguimos?", reply_markup=YES)
    press = maria.press("Sí")
    query = (await bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (press, "yes", maria.id)
    assert isinstance(query.message, telegram.Message)
    assert (query.message.message_id, query.message.text) == (sent.message_id, "¿Seguimos?")
    assert query.message.reply_markup == YES
    await bot.answer_callback_query(query.id, "¡Listo!", show_alert=True)
    assert maria.toasts == [Toast(callback_query_id=press, text="¡Listo!", show_alert=True)]
    assert await maria.wait_for_toast(press) == maria.toasts[0]


TOO_OLD = r"^Query is too old and response timeout expired or query id is invalid$"


async def test_a_press_is_answered_once(bot: telegram.Bot, maria: Person) -> None:
    await bot.send_message(maria.id, "¿?", reply_markup=YES)
    press = maria.press("yes")
    await bot.answer_callback_query(press)
    with pytest.raises(BadRequest, match=f"(?i){TOO_OLD}"):
        await bot.answer_callback_query(press)


async def test_a_press_is_answered_within_150_seconds(bot: telegram.Bot, maria: Person, timeline: Timeline) -> None:
    await bot.send_message(maria.id, "¿?", reply_markup=YES)
    early, late = maria.press("Sí"), maria.press("Sí")
    timeline.advance(150)
    await bot.answer_callback_query(early)
    timeline.advance(0.1)
    with pytest.raises(BadRequest, match=f"(?i){TOO_OLD}"):
        await bot.answer_callback_query(late)
    with pytest.raises(BadRequest, match=f"(?i){TOO_OLD}"):
        await bot.answer_callback_query("12345")


async def test_an_answer_has_200_characters_at_most(bot: telegram.Bot, refused: Call, maria: Person) -> None:
    await bot.send_message(maria.id, "¿?", reply_markup=YES)
    press = maria.press("Sí")
    said = await refused("answerCallbackQuery", callback_query_id=press, text="x" * 201)
    assert said == "Bad Request: MESSAGE_TOO_LONG"
    assert await refused("answerCallbackQuery", callback_query_id=press, url="https://example.org") == (
        "Bad Request: URL_INVALID"
    )
    await bot.answer_callback_query(press, "x" * 200)


async def test_a_missing_button_shows_the_chat(bot: telegram.Bot, maria: Person) -> None:
    await bot.send_message(maria.id, "¿Seguimos?", reply_markup=YES)
    with pytest.raises(AssertionError, match=r"no button 'No' to press in\n(?s:.*)\[Sí\]"):
        maria.press("No")
