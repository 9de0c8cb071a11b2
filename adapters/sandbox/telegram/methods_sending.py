"""sendMessage, sendPhoto and their siblings, sendMediaGroup, sendChatAction."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from adapters.sandbox.telegram.api_error import Json, bad_request
from adapters.sandbox.telegram.entities import Entity, formatted
from adapters.sandbox.telegram.files import StoredFile
from adapters.sandbox.telegram.markup import checked_markup
from adapters.sandbox.telegram.messages import Attachment, Chat, Message, attachment_of
from adapters.sandbox.telegram.parameters import Arguments
from adapters.sandbox.telegram.state import State

LONGEST_TEXT = 4_096
LONGEST_CAPTION = 1_024
LARGEST_ALBUM = 10
ALONE_IN_ALBUMS = "document"
MEDIA_FIELDS: Mapping[str, type | tuple[type, ...]] = MappingProxyType(
    {
        "type": str,
        "media": str,
        "caption": str,
        "parse_mode": str,
        "caption_entities": list,
        "has_spoiler": bool,
        "disable_content_type_detection": bool,
        "supports_streaming": bool,
        "width": int,
        "height": int,
        "duration": int,
    }
)
REPLY_FIELDS: Mapping[str, type | tuple[type, ...]] = MappingProxyType(
    {"message_id": int, "chat_id": (int, str), "allow_sending_without_reply": bool}
)
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


async def send_message(state: State, arguments: Arguments) -> Json:
    """Refuses an empty text and one above 4,096 characters after parsing."""
    text, entities = message_text(arguments)
    markup = checked_markup(arguments.json("reply_markup"))
    chat = state.writable(arguments.chat_id)
    reply_to = _reply(arguments, chat)
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    message = _post(state, arguments, chat, reply_to, text=text, entities=entities, markup=markup)
    preview = arguments.json("link_preview_options")
    if preview:
        message.extra["link_preview_options"] = preview
    return message.json()


async def send_photo(state: State, arguments: Arguments) -> Json:
    """A photo by upload or file id."""
    return _send_file(state, arguments, "photo")


async def send_document(state: State, arguments: Arguments) -> Json:
    """A document by upload or file id."""
    return _send_file(state, arguments, "document")


async def send_voice(state: State, arguments: Arguments) -> Json:
    """A voice note by upload or file id."""
    return _send_file(state, arguments, "voice")


async def send_video(state: State, arguments: Arguments) -> Json:
    """A video by upload or file id."""
    return _send_file(state, arguments, "video")


async def send_media_group(state: State, arguments: Arguments) -> list[Json]:
    """An album; documents cannot share one with pictures."""
    items = arguments.array("media")
    if items is None:
        raise bad_request('parameter "media" is required')
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > LARGEST_ALBUM:
        raise bad_request("too many messages to send as an album")
    checked = [_album_item(state, arguments, item) for item in items]
    kinds = {attachment.kind for attachment, _, _ in checked}
    if len(kinds) > 1 and ALONE_IN_ALBUMS in kinds:
        raise bad_request("document can't be mixed with other media types")
    chat = state.writable(arguments.chat_id)
    reply_to = _reply(arguments, chat)
    state.rates.spend(chat)
    group = state.next_album_id() if len(checked) > 1 else None
    sent = []
    for attachment, text, entities in checked:
        message = _message(state, arguments, chat, reply_to, text=text, entities=entities)
        message.attachment = attachment
        message.extra |= {"media_group_id": group} if group else {}
        sent.append(state.post(message).json())
    return sent


async def send_chat_action(state: State, arguments: Arguments) -> bool:
    """Shows that the bot is busy; seen in the journal only."""
    if arguments.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.writable(arguments.chat_id)
    return True


def message_text(arguments: Arguments) -> tuple[str, list[Entity]]:
    """The text of a request, parsed; refused when nothing is left of it."""
    if not arguments.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(arguments.text("text"), arguments.text("parse_mode"), arguments.array("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    return text, entities


def caption_of(fields: Json) -> tuple[str, list[Entity]]:
    """The caption in a request or album item, parsed; may be empty."""
    text, entities = formatted(fields.get("caption", ""), fields.get("parse_mode"), fields.get("caption_entities"))
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def _send_file(state: State, arguments: Arguments, kind: str) -> Json:
    attachment = _attachment(state, arguments, kind, kind, arguments.values.get(kind))
    if attachment is None:
        raise bad_request(f"there is no {kind} in the request")
    text, entities = caption_of(arguments.values)
    markup = checked_markup(arguments.json("reply_markup"))
    chat = state.writable(arguments.chat_id)
    reply_to = _reply(arguments, chat)
    message = _post(
        state, arguments, chat, reply_to, text=text, entities=entities, markup=markup, attachment=attachment
    )
    return message.json()


def _attachment(state: State, arguments: Arguments, kind: str, name: str, value: object) -> Attachment | None:
    upload = arguments.upload(name, value)
    if upload is not None:
        return attachment_of(kind, state.files.add_upload(kind, upload.data, upload.filename))
    if not isinstance(value, str) or not value or value.startswith("attach://"):
        return None
    stored: StoredFile = state.files.sendable(kind, value)
    return attachment_of(kind, stored)


def _album_item(state: State, arguments: Arguments, item: Any) -> tuple[Attachment, str, list[Entity]]:
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    _check_fields(item, MEDIA_FIELDS, "InputMedia")
    kind = item.get("type", "")
    if kind not in ("photo", "video", "document"):
        raise bad_request(f"can't parse InputMedia: type \"{kind}\" can't be used in sendMediaGroup")
    attachment = _attachment(state, arguments, kind, "media", item.get("media", ""))
    if attachment is None:
        raise bad_request("can't parse InputMedia: media not found")
    text, entities = caption_of(item)
    return attachment, text, entities


def _reply(arguments: Arguments, chat: Chat) -> Message | None:
    reply = arguments.json("reply_parameters")
    if not reply:
        return None
    _check_fields(reply, REPLY_FIELDS, "reply parameters")
    if "message_id" not in reply:
        raise bad_request("can't parse reply parameters: Can't find field \"message_id\"")
    if reply.get("chat_id", chat.id) not in (chat.id, str(chat.id)):
        raise bad_request("can't parse reply parameters: the sandbox replies within one chat only")
    found = chat.messages.get(reply["message_id"])
    if found is not None and not found.deleted:
        return found
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _check_fields(given: Json, fields: Mapping[str, type | tuple[type, ...]], called: str) -> None:
    for name, value in given.items():
        if name not in fields:
            raise bad_request(f'can\'t parse {called}: unknown field "{name}"')
        if not isinstance(value, fields[name]):
            raise bad_request(f'can\'t parse {called}: Field "{name}" is of the wrong type')


def _post(
    state: State,
    arguments: Arguments,
    chat: Chat,
    reply_to: Message | None,
    *,
    text: str,
    entities: list[Entity],
    markup: Json | None,
    attachment: Attachment | None = None,
) -> Message:
    """Nothing is wrong with it: count it against the rates, and put it into the chat."""
    state.rates.spend(chat)
    message = _message(state, arguments, chat, reply_to, text=text, entities=entities)
    message.markup = markup
    message.attachment = attachment
    return state.post(message)


def _message(
    state: State,
    arguments: Arguments,
    chat: Chat,
    reply_to: Message | None,
    *,
    text: str,
    entities: list[Entity],
) -> Message:
    return Message(
        chat=chat,
        message_id=state.next_message_id(chat),
        sender=state.bot,
        date=state.timeline.now(),
        text=text,
        entities=entities,
        reply_to=reply_to,
        silent=arguments.flag("disable_notification"),
        extra={"has_protected_content": True} if arguments.flag("protect_content") else {},
    )
