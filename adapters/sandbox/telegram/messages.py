"""Accounts, chats and messages of the pretend platform, and their JSON."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, assert_never

from adapters.sandbox.telegram.api_error import Json
from adapters.sandbox.telegram.entities import Entity, to_html
from adapters.sandbox.telegram.files import StoredFile

ChatKind = Literal["private", "group", "supergroup"]
Access = Literal["open", "not_started", "blocked", "deactivated", "left", "migrated"]
MemberStatus = Literal["member", "kicked", "left"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person or a bot."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    def json(self) -> Json:
        """The User object."""
        return _without_none(
            id=self.id,
            is_bot=self.is_bot,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )


@dataclass(slots=True, kw_only=True, eq=False)
class Chat:
    """A conversation with the bot. ``access`` says what the bot may do there."""

    id: int
    kind: ChatKind
    title: str | None = None
    account: Account | None = None
    """The person of a private chat."""
    access: Access = "open"
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def json(self) -> Json:
        """The Chat object."""
        person = self.account
        return _without_none(
            id=self.id,
            type=self.kind,
            title=self.title,
            first_name=person and person.first_name,
            last_name=person and person.last_name,
            username=person and person.username,
        )

    def ring(self) -> None:
        """Wake everybody who waits for a change in this chat."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        """Wait for the next change in this chat."""
        await self._changed.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in a message. ``fields`` is what the API tells of it beyond the file itself."""

    kind: str
    file: StoredFile
    fields: Json = field(default_factory=dict)
    thumbnail: StoredFile | None = None

    @property
    def data(self) -> bytes:
        """The bytes, as sent."""
        return self.file.data

    @property
    def filename(self) -> str | None:
        """The name given by the sender."""
        return self.file.filename

    def json(self) -> Any:
        """The value of the message's field named after the kind."""
        if self.kind != "photo":
            return self.file.json() | self.fields
        small = [self.thumbnail.json() | {"width": 90, "height": 60}] if self.thumbnail else []
        return [*small, self.file.json() | {"width": 1280, "height": 853}]


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message, as the server keeps it and as the people in the chat see it."""

    chat: Chat
    message_id: int
    sender: Account
    date: datetime
    text: str = ""
    """The text, or the caption of the attachment, without formatting."""
    entities: list[Entity] = field(default_factory=list)
    attachment: Attachment | None = None
    markup: Json | None = None
    reply_to: Message | None = None
    silent: bool = False
    extra: Json = field(default_factory=dict)
    """Further fields of the Message object: sticker, forward_origin, media_group_id, …"""
    edited_at: datetime | None = None
    deleted: bool = False
    version: int = 0
    """Grows with every edit."""

    @property
    def from_bot(self) -> bool:
        """Whether the bot under test sent it."""
        return self.sender.is_bot

    @property
    def edited(self) -> bool:
        """Whether it was changed after it was sent."""
        return self.edited_at is not None

    @property
    def html(self) -> str:
        """The text with its formatting as HTML."""
        return to_html(self.text, self.entities)

    @property
    def keyboard(self) -> list[list[tuple[str, str]]]:
        """Rows of (label, data) of the inline keyboard; data is the address or "" for other buttons."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[(b["text"], b.get("callback_data") or b.get("url") or "") for b in row] for row in rows]

    @property
    def reply_keyboard(self) -> list[list[str]]:
        """Rows of labels of the keyboard that stands in place of the person's letters."""
        return [[button["text"] for button in row] for row in (self.markup or {}).get("keyboard", [])]

    def button(self, label_or_data: str) -> str | None:
        """The callback data of the button with this label or data."""
        for row in (self.markup or {}).get("inline_keyboard", []):
            for button in row:
                if "callback_data" in button and label_or_data in (button["text"], button["callback_data"]):
                    return str(button["callback_data"])
        return None

    def json(self, *, with_reply: bool = True) -> Json:
        """The Message object; the message replied to is nested once, as on the platform."""
        body: Json = {
            "message_id": self.message_id,
            "from": self.sender.json(),
            "chat": self.chat.json(),
            "date": int(self.date.timestamp()),
        }
        if self.edited_at is not None:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.reply_to is not None and with_reply:
            body["reply_to_message"] = self.reply_to.json(with_reply=False)
        text, entities = ("caption", "caption_entities") if self.attachment else ("text", "entities")
        if self.attachment is not None:
            body[self.attachment.kind] = self.attachment.json()
        if self.text:
            body[text] = self.text
            if self.entities:
                body[entities] = self.entities
        if self.markup is not None and "inline_keyboard" in self.markup:
            body["reply_markup"] = self.markup
        return body | self.extra

    def __str__(self) -> str:
        """A line or more for a person who reads a failed test or the demo."""
        who = "bot" if self.from_bot else self.sender.first_name
        marks = [name for name in ("edited", "deleted", "silent") if getattr(self, name)]
        attached = f"[{self.attachment.kind} {self.attachment.filename or ''}] " if self.attachment else ""
        lines = [f"#{self.message_id} {who}{' (' + ', '.join(marks) + ')' if marks else ''}: {attached}{self.text}"]
        lines += ["    " + " ".join(f"[{label}]" for label, _ in row) for row in self.keyboard]
        lines += ["    " + " ".join(f"<{label}>" for label in row) for row in self.reply_keyboard]
        return "\n".join(lines)


def attachment_of(kind: str, stored: StoredFile, thumbnail: StoredFile | None = None) -> Attachment:
    """The attachment that the platform makes of a file of this kind."""
    match kind:
        case "photo":
            fields: Json = {}
        case "document":
            fields = _without_none(file_name=stored.filename, mime_type=_mime_type(stored.filename))
        case "voice":
            fields = {"duration": 3, "mime_type": "audio/ogg"}
        case "video":
            fields = _without_none(duration=3, width=640, height=360, mime_type="video/mp4", file_name=stored.filename)
        case _:
            raise ValueError(f"the sandbox has no attachment of kind {kind}")
    return Attachment(kind=kind, file=stored, fields=fields, thumbnail=thumbnail)


def member_json(account: Account, status: MemberStatus) -> Json:
    """A ChatMember object."""
    match status:
        case "member" | "left":
            return {"user": account.json(), "status": status}
        case "kicked":
            return {"user": account.json(), "status": status, "until_date": 0}
        case _:
            assert_never(status)


def _mime_type(filename: str | None) -> str:
    extension = (filename or "").rpartition(".")[2].lower()
    return {
        "pdf": "application/pdf",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "txt": "text/plain",
        "xml": "text/xml",
        "zip": "application/zip",
    }.get(extension, "application/octet-stream")


def _without_none(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}
