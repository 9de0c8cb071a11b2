"""What Telegram sent, understood. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

import telegram

from adapters.telegram.groups import ADDRESSED
from adapters.telegram.references import chat_ref, file_ref, interaction, message_ref, person_ref
from adapters.typed_command import typed_command
from bot.domain.buttons import Press, TicketPress, decode
from bot.domain.events import Acted, Addressed, Amended, Commanded, Event, Pressed, Reachable, Said, Unsupported
from bot.domain.ids import ChatRef, EventId, PersonRef
from bot.domain.message import File, FileKind
from bot.domain.text import Untrusted, clean

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for."""

LONGEST_LABEL = 100

_ATTACHMENTS = (
    ("document", FileKind.DOCUMENT),
    ("voice", FileKind.VOICE),
    ("video", FileKind.VIDEO),
    ("video_note", FileKind.VIDEO),
    ("audio", FileKind.AUDIO),
)
_NOT_READ = (
    "sticker",
    "venue",  # a venue also carries a location
    "location",
    "contact",
    "poll",
    "dice",
    "game",
    "story",
    "paid_media",
    "checklist",
)
_GONE = (telegram.ChatMember.BANNED, telegram.ChatMember.LEFT)


class _Common(TypedDict):
    """What every event carries."""

    id: EventId
    at: datetime
    chat: ChatRef
    person: PersonRef
    language: str | None


def key_of(raw: Mapping[str, Any]) -> EventId:
    """The key of an update: its number, or a digest of a row that has none."""
    number = raw.get("update_id")
    if isinstance(number, int) and not isinstance(number, bool):
        return EventId(f"telegram:update:{number}")
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    return EventId(f"telegram:update:sha256-{digest[:32]}")


def lane_of(raw: Mapping[str, Any]) -> str:
    """The chat that the update belongs to; a lane of its own for one that names no chat."""
    for kind in UPDATES:
        body = _inner(raw, kind)
        where = body if kind != "callback_query" else _inner(body, "message")
        number = _inner(where, "chat").get("id")
        if isinstance(number, int):
            return chat_ref(number)
    return f"telegram:unreadable:{key_of(raw)}"


def read(raw: Mapping[str, Any], key: EventId, at: datetime) -> Event | None:
    """What happened; None for what needs no answer (groups, bots, service messages). Raises for a row that Telegram
    would not send."""
    if not isinstance(raw.get("update_id"), int):
        raise ValueError("an update without update_id")  # noqa: TRY004 - what was sent is wrong, not how this is called
    if ADDRESSED in raw:
        return _addressed(raw[ADDRESSED], key, at)
    update = telegram.Update.de_json(_without_prompt(raw), None)
    if update.callback_query is not None:
        return _pressed(update.callback_query, key, at)
    if update.my_chat_member is not None:
        return _reachable(update.my_chat_member, key, at)
    if update.edited_message is not None:
        return _amended(update.edited_message, key, at)
    if update.message is not None:
        return _said(update.message, key, at)
    return None


def _addressed(kept: Mapping[str, Any], key: EventId, at: datetime) -> Event:
    """What `groups.kept_of` left of an update of a group."""
    who = kept["from"]
    chat, person = chat_ref(kept["chat"]), person_ref(who["id"])
    return Addressed(id=key, at=at, chat=chat, person=person, language=who.get("language_code"))


def _without_prompt(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The update without what stands over a pressed button: our own words and buttons, which cost more to parse than all
    the rest."""
    query = _inner(raw, "callback_query")
    prompt = _inner(query, "message")
    if not prompt:
        return dict(raw)
    kept = {name: prompt[name] for name in ("message_id", "date", "chat", "from") if name in prompt}
    return {**raw, "callback_query": {**query, "message": kept}}


def _inner(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def _common(chat: telegram.Chat, user: telegram.User, key: EventId, at: datetime) -> _Common:
    return {
        "id": key,
        "at": at,
        "chat": chat_ref(chat.id),
        "person": person_ref(user.id),
        "language": user.language_code,
    }


def _from_person(message: telegram.Message) -> telegram.User | None:
    """Who wrote, when it is a person in a private chat."""
    user = message.from_user
    if message.chat.type != telegram.Chat.PRIVATE or user is None or user.is_bot or message.via_bot is not None:
        return None
    return user


def _pressed(query: telegram.CallbackQuery, key: EventId, at: datetime) -> Event | None:
    message = query.message
    if message is None or message.chat.type != telegram.Chat.PRIVATE or query.from_user.is_bot:
        return None
    common = _common(message.chat, query.from_user, key, at)
    answer = interaction(query.id, message.chat.id)
    data = decode(query.data or "")
    if isinstance(data, TicketPress):
        return Acted(
            **common, action=data.action, ticket=data.ticket, text=None, seen=data.revision, interaction=answer
        )
    press = data if isinstance(data, Press) else None
    reference = message_ref(message.chat.id, message.message_id)
    return Pressed(**common, press=press, message=reference, interaction=answer)


def _reachable(change: telegram.ChatMemberUpdated, key: EventId, at: datetime) -> Event | None:
    if change.chat.type != telegram.Chat.PRIVATE:
        return None
    common = _common(change.chat, change.from_user, key, at)
    return Reachable(**common, reachable=change.new_chat_member.status not in _GONE)


def _amended(message: telegram.Message, key: EventId, at: datetime) -> Event | None:
    user = _from_person(message)
    if user is None:
        return None
    text = Untrusted(clean(message.text or message.caption or ""))
    reference = message_ref(message.chat.id, message.message_id)
    return Amended(**_common(message.chat, user, key, at), message=reference, text=text)


def _said(message: telegram.Message, key: EventId, at: datetime) -> Event | None:
    user = _from_person(message)
    if user is None:
        return None
    common = _common(message.chat, user, key, at)
    reference = message_ref(message.chat.id, message.message_id)
    text = clean(message.text or message.caption or "")
    command = typed_command(text) if message.text else None
    if command is not None:
        name, argument = command
        return Commanded(**common, name=name, argument=Untrusted(argument), message=reference)
    files = _files(message)
    if not files and not message.text:
        what = next((kind for kind in _NOT_READ if getattr(message, kind, None)), None)
        return Unsupported(**common, what=what) if what else None
    answered = message.reply_to_message
    return Said(
        **common,
        text=Untrusted(text),
        message=reference,
        files=files,
        album=message.media_group_id,
        reply_to=None if answered is None else message_ref(message.chat.id, answered.message_id),
    )


def _files(message: telegram.Message) -> tuple[File, ...]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (_file(FileKind.PHOTO, largest.file_id, None, largest.file_size),)
    for name, kind in _ATTACHMENTS:
        sent = getattr(message, name)
        if sent is not None:
            return (_file(kind, sent.file_id, getattr(sent, "file_name", None), sent.file_size),)
    return ()


def _file(kind: FileKind, file_id: str, name: str | None, size: int | None) -> File:
    label = " ".join(clean(name or "").split())[:LONGEST_LABEL] or kind.value
    return File(ref=file_ref(kind, file_id), kind=kind, label=Untrusted(label), size=size)
