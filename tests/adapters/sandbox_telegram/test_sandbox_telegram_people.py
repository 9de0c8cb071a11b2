"""What people do becomes well-formed updates; what they see can be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.sandbox.telegram import AlbumItem, Person, TelegramSandbox

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]


def lost(sent: Any, kept: Any, path: str = "") -> list[str]:
    """Where the library's reading of an update differs from what was sent."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        return [p for key in sent for p in lost(sent[key], kept.get(key), f"{path}/{key}")]
    if isinstance(sent, list) and isinstance(kept, (list, tuple)) and len(sent) == len(kept):
        return [p for n, (a, b) in enumerate(zip(sent, kept, strict=True)) for p in lost(a, b, f"{path}/{n}")]
    return [] if sent == kept else [f"{path}: {sent!r} != {kept!r}"]


@pytest.mark.filterwarnings("ignore:.*timedelta:telegram.warnings.PTBDeprecationWarning")
async def test_every_update_is_read_whole_by_the_library(tg: TelegramSandbox, bot: telegram.Bot, result: Call) -> None:
    maria = tg.person(first_name="María", last_name="Ruiz", username="maria_r")
    first = maria.command("start", "deep")
    maria.say("respuesta a https://example.org", reply_to=first.message_id)
    maria.send_photo(b"\xff\xd8\xff", caption="con /comando")
    maria.send_document(b"%PDF", "a.pdf")
    maria.send_voice(b"OggS")
    maria.send_video(b"....ftyp")
    maria.send_album([AlbumItem(data=b"\xff\xd8\xff"), AlbumItem(kind="video", data=b"..", caption="dos")])
    maria.send_sticker()
    maria.send_location(19.43, -99.13)
    maria.send_contact("+525555555555")
    maria.send_poll("¿Sí?", ["Sí", "No"])
    maria.say_forwarded("reenviado")
    maria.say_via_bot("de otro bot")
    maria.edit(first.message_id, "/start otra")
    keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Sí", callback_data="yes"))
    await bot.send_message(maria.id, "¿?", reply_markup=keyboard)
    maria.press("Sí")
    maria.block()
    maria.unblock()
    group = tg.group("Mesa", by=maria)
    maria.say_in_group(group, "hola a todos")
    tg.migrate(group)
    raw = await result("getUpdates")
    kinds = [next(kind for kind in update if kind != "update_id") for update in raw]
    assert kinds == [
        *["message"] * 14,
        "edited_message",
        "callback_query",
        *["my_chat_member"] * 3,
        *["message"] * 3,
    ]
    for body in raw:
        update = telegram.Update.de_json(body, bot)
        assert update is not None
        assert lost(body, update.to_dict()) == []
        assert not _unread(update)
    album = [u["message"]["media_group_id"] for u in raw if "media_group_id" in u.get("message", {})]
    assert len(album) == 2
    assert len(set(album)) == 1


def _unread(update: telegram.Update) -> dict[str, Any]:
    """Fields that the library does not know, in the update's own object."""
    content = update.effective_message or update.callback_query or update.my_chat_member
    return dict(content.api_kwargs) if content is not None else {"update": "empty"}


async def test_blocking_and_unblocking_are_told(bot: telegram.Bot, maria: Person) -> None:
    maria.block()
    maria.unblock()
    changes = [u.my_chat_member for u in await bot.get_updates(offset=-2)]
    assert [c and (c.old_chat_member.status, c.new_chat_member.status) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_an_edit_brings_the_new_text_under_the_old_id(bot: telegram.Bot, maria: Person) -> None:
    said = maria.say("uno")
    maria.edit(said.message_id, "dos")
    update = (await bot.get_updates(offset=-1))[0]
    assert update.message is None
    assert update.edited_message is not None
    assert (update.edited_message.message_id, update.edited_message.text) == (said.message_id, "dos")
    with pytest.raises(ValueError, match="not María's to edit"):
        maria.edit((await bot.send_message(maria.id, "x")).message_id, "y")


async def test_the_bot_is_told_when_it_is_added_to_a_group_and_leaves(tg: TelegramSandbox, bot: telegram.Bot) -> None:
    group = tg.group("Mesa")
    await bot.leave_chat(group.id)
    changes = [u.my_chat_member for u in await bot.get_updates()]
    assert [c and (c.chat.id, c.new_chat_member.status) for c in changes] == [
        (group.id, "member"),
        (group.id, "left"),
    ]


async def test_private_chats_share_one_count_of_messages_and_supergroups_have_their_own(
    tg: TelegramSandbox, maria: Person
) -> None:
    juan = tg.person(first_name="Juan")
    numbers = [maria.say("a").message_id, juan.say("b").message_id, maria.say("c").message_id]
    assert numbers == [2, 3, 4]
    supergroup = tg.migrate(tg.group("Mesa"))
    assert maria.say_in_group(supergroup, "hola").message_id == 2  # 1 tells of the migration


async def test_waiting_gives_the_newest_match_once(bot: telegram.Bot, maria: Person) -> None:
    waiting = asyncio.create_task(maria.wait_for("Pregunta"))
    await asyncio.sleep(0)
    await bot.send_message(maria.id, "Pregunta 1")
    assert (await waiting).text == "Pregunta 1"
    sent = await bot.send_message(maria.id, "Pregunta 2")
    await bot.send_message(maria.id, "Otra cosa")
    assert (await maria.wait_for("Pregunta")).text == "Pregunta 2"
    assert (await maria.wait_for(lambda message: "cosa" in message.text)).text == "Otra cosa"
    await bot.edit_message_text("Pregunta 2 bis", chat_id=maria.id, message_id=sent.message_id)
    assert (await maria.wait_for("Pregunta")).text == "Pregunta 2 bis"


async def test_waiting_in_vain_shows_the_chat(bot: telegram.Bot, maria: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(t, callback_data=t) for t in ("Sí", "No")]])
    await bot.send_message(maria.id, "¿Seguimos?", reply_markup=keyboard, disable_notification=True)
    with pytest.raises(AssertionError) as failed:
        await maria.wait_for("Número", timeout=0.01)
    assert str(failed.value) == (
        "María did not see 'Número' within 0.01 s in\n#1 María: /start\n#2 bot (silent): ¿Seguimos?\n    [Sí] [No]"
    )
    with pytest.raises(AssertionError, match="was not answered"):
        await maria.wait_for_toast(maria.press("No"), timeout=0.01)


async def test_a_deleted_message_is_no_longer_waited_for_or_pressed(bot: telegram.Bot, maria: Person) -> None:
    keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Sí", callback_data="yes"))
    sent = await bot.send_message(maria.id, "¿Seguimos?", reply_markup=keyboard)
    maria.delete(sent.message_id)
    with pytest.raises(AssertionError):
        await maria.wait_for("Seguimos", timeout=0.01)
    with pytest.raises(AssertionError):
        maria.press("Sí")
    assert maria.chat_as_text() == "#1 María: /start"
