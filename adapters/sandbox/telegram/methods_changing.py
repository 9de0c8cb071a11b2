"""Editing and deleting messages, and answering pressed buttons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from adapters.sandbox.telegram.api_error import BotApiError, Json, bad_request
from adapters.sandbox.telegram.entities import Entity
from adapters.sandbox.telegram.markup import checked_markup
from adapters.sandbox.telegram.messages import Chat, Message
from adapters.sandbox.telegram.methods_sending import LONGEST_TEXT, caption_of, message_text
from adapters.sandbox.telegram.parameters import Arguments
from adapters.sandbox.telegram.state import Callback, State, Toast
from adapters.sandbox.telegram.updates import CALLBACK_LIFETIME

DELETABLE_FOR = timedelta(hours=48)
LONGEST_TOAST = 200
LARGEST_BATCH = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def edit_message_text(state: State, arguments: Arguments) -> Json:
    """Replaces text and keyboard; without ``reply_markup`` the keyboard goes."""
    text, entities = message_text(arguments)
    markup = checked_markup(arguments.json("reply_markup"), inline_only=True)
    message = _editable(state, arguments)
    if message.attachment is not None:
        raise bad_request("there is no text in the message to edit")
    if len(text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _change(state, message, text, entities, markup)


async def edit_message_caption(state: State, arguments: Arguments) -> Json:
    """Replaces caption and keyboard of a message with an attachment."""
    text, entities = caption_of(arguments.values)
    markup = checked_markup(arguments.json("reply_markup"), inline_only=True)
    message = _editable(state, arguments)
    if message.attachment is None:
        raise bad_request("there is no caption in the message to edit")
    return _change(state, message, text, entities, markup)


async def edit_message_reply_markup(state: State, arguments: Arguments) -> Json:
    """Replaces the keyboard, or takes it away."""
    markup = checked_markup(arguments.json("reply_markup"), inline_only=True)
    message = _editable(state, arguments)
    return _change(state, message, message.text, message.entities, markup)


async def delete_message(state: State, arguments: Arguments) -> bool:
    """Deletes a message of the bot, or in a private chat also the person's, younger than 48 hours."""
    if arguments.values.get("chat_id", "") == "":
        raise bad_request("chat identifier is not specified")
    if arguments.integer("message_id") == 0:
        raise bad_request("message identifier is not specified")
    chat = state.writable(arguments.chat_id, even_if_blocked=True)
    message = chat.messages.get(arguments.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    _delete(state, chat, [message])
    return True


async def delete_messages(state: State, arguments: Arguments) -> bool:
    """Deletes up to 100 messages; those not found are passed over, one that cannot be deleted stops all."""
    ids = arguments.array("message_ids") or []
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > LARGEST_BATCH:
        raise bad_request("too many message identifiers specified")
    numbers = [_message_number(message_id) for message_id in ids]
    chat = state.writable(arguments.chat_id, even_if_blocked=True)
    found = [chat.messages[number] for number in numbers if number in chat.messages]
    _delete(state, chat, [message for message in found if not message.deleted])
    return True


async def answer_callback_query(state: State, arguments: Arguments) -> bool:
    """Answers a pressed button once, within 150 seconds."""
    callback = state.callbacks.get(arguments.text("callback_query_id"))
    if len(arguments.text("text")) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    url = arguments.text("url")
    if url and not url.removeprefix("https://").startswith("t.me/"):
        raise bad_request("URL_INVALID")
    if callback is None or callback.answer is not None or _is_too_old(state, callback):
        raise bad_request(TOO_OLD)
    callback.answer = Toast(
        callback_query_id=callback.id,
        text=arguments.text("text"),
        show_alert=arguments.flag("show_alert"),
        url=url or None,
    )
    callback.chat.ring()
    return True


def _is_too_old(state: State, callback: Callback) -> bool:
    return (state.timeline.now() - callback.at).total_seconds() > CALLBACK_LIFETIME


def _editable(state: State, arguments: Arguments) -> Message:
    message_id = arguments.integer("message_id")
    if message_id == 0 and arguments.values.get("chat_id", "") == "":
        raise bad_request("message identifier is not specified")
    chat = state.writable(arguments.chat_id)
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    has_other_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
    if message.sender is not state.bot or has_other_keyboard:
        raise bad_request("message can't be edited")
    return message


def _change(state: State, message: Message, text: str, entities: list[Entity], markup: Json | None) -> Json:
    state.rates.spend(message.chat)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad_request(NOT_MODIFIED)
    message.text, message.entities, message.markup = text, entities, markup
    message.edited_at = state.timeline.now()
    message.version += 1
    message.chat.ring()
    return message.json()


def _delete(state: State, chat: Chat, messages: list[Message]) -> None:
    for message in messages:
        refusal = _undeletable(state, chat, message)
        if refusal is not None:
            raise refusal
    for message in messages:
        message.deleted = True
    chat.ring()


def _undeletable(state: State, chat: Chat, message: Message) -> BotApiError | None:
    if chat.kind != "private" and message.sender is not state.bot:
        return bad_request("message can't be deleted")
    if state.timeline.now() - message.date > DELETABLE_FOR:
        return bad_request("message can't be deleted for everyone")
    return None


def _message_number(value: Any) -> int:
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_request("message identifier must be a Number")
    if value <= 0:
        raise bad_request("invalid message identifier specified")
    return value
