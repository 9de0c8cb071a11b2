"""What each method takes, as a table; a request that does not fit is refused before anything happens.

The real server ignores parameters it does not know. Here they are refused, and so are those that the
sandbox does not act out: nothing a bot asks for is passed over in silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, assert_never

from adapters.sandbox.telegram.api_error import BotApiError, Json, bad_request

Kind = Literal["integer", "string", "boolean", "array", "object", "chat", "file", "media"]

REPLYING: Mapping[str, Kind] = MappingProxyType(
    {
        "chat_id": "chat",
        "disable_notification": "boolean",
        "protect_content": "boolean",
        "reply_parameters": "object",
    }
)
CAPTION: Mapping[str, Kind] = MappingProxyType(
    {"caption": "string", "parse_mode": "string", "caption_entities": "array", "reply_markup": "object"}
)
TEXT: Mapping[str, Kind] = MappingProxyType(
    {
        "text": "string",
        "parse_mode": "string",
        "entities": "array",
        "link_preview_options": "object",
        "reply_markup": "object",
    }
)
EDITED: Mapping[str, Kind] = MappingProxyType({"chat_id": "chat", "message_id": "integer"})
SCOPE: Mapping[str, Kind] = MappingProxyType({"scope": "object", "language_code": "string"})

METHODS: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "getMe": {},
        "getUpdates": {
            "offset": "integer",
            "limit": "integer",
            "timeout": "integer",
            "allowed_updates": "array",
        },
        "setWebhook": {
            "url": "string",
            "max_connections": "integer",
            "allowed_updates": "array",
            "ip_address": "string",
            "drop_pending_updates": "boolean",
            "secret_token": "string",
        },
        "deleteWebhook": {"drop_pending_updates": "boolean"},
        "getWebhookInfo": {},
        "sendMessage": {**REPLYING, **TEXT},
        "sendPhoto": {**REPLYING, **CAPTION, "photo": "file", "has_spoiler": "boolean"},
        "sendDocument": {
            **REPLYING,
            **CAPTION,
            "document": "file",
            "disable_content_type_detection": "boolean",
        },
        "sendVoice": {**REPLYING, **CAPTION, "voice": "file", "duration": "integer"},
        "sendVideo": {
            **REPLYING,
            **CAPTION,
            "video": "file",
            "duration": "integer",
            "width": "integer",
            "height": "integer",
            "supports_streaming": "boolean",
            "has_spoiler": "boolean",
        },
        "sendMediaGroup": {**REPLYING, "media": "media"},
        "editMessageText": {**EDITED, **TEXT},
        "editMessageCaption": {**EDITED, **CAPTION},
        "editMessageReplyMarkup": {**EDITED, "reply_markup": "object"},
        "deleteMessage": EDITED,
        "deleteMessages": {"chat_id": "chat", "message_ids": "array"},
        "answerCallbackQuery": {
            "callback_query_id": "string",
            "text": "string",
            "show_alert": "boolean",
            "url": "string",
            "cache_time": "integer",
        },
        "sendChatAction": {"chat_id": "chat", "action": "string"},
        "getFile": {"file_id": "string"},
        "getChat": {"chat_id": "chat"},
        "leaveChat": {"chat_id": "chat"},
        "setMyCommands": {**SCOPE, "commands": "array"},
        "getMyCommands": SCOPE,
        "deleteMyCommands": SCOPE,
        "setMyDescription": {"description": "string", "language_code": "string"},
        "getMyDescription": {"language_code": "string"},
        "setMyShortDescription": {"short_description": "string", "language_code": "string"},
        "getMyShortDescription": {"language_code": "string"},
    }
)
BY_LOWER_CASE: Mapping[str, str] = MappingProxyType({name.lower(): name for name in METHODS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a multipart request."""

    filename: str | None
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The parameters of one request, checked and typed."""

    values: Json
    uploads: Mapping[str, Upload]

    def text(self, name: str, default: str = "") -> str:
        """A string parameter."""
        return str(self.values.get(name, default))

    def integer(self, name: str, default: int = 0) -> int:
        """An integer parameter."""
        return int(self.values.get(name, default))

    def flag(self, name: str) -> bool:
        """A boolean parameter, false when absent."""
        return bool(self.values.get(name, False))

    def array(self, name: str) -> list[Any] | None:
        """An array parameter, None when absent."""
        found: list[Any] | None = self.values.get(name)
        return found

    def json(self, name: str) -> Json | None:
        """An object parameter, None when absent."""
        found: Json | None = self.values.get(name)
        return found

    @property
    def chat_id(self) -> int | str:
        """The chat that the request is about."""
        if self.values.get("chat_id", "") == "":
            raise bad_request("chat_id is empty")
        chat_id: int | str = self.values["chat_id"]
        return chat_id

    def upload(self, name: str, value: object) -> Upload | None:
        """The uploaded file that ``value`` (``attach://part``) or the parameter itself stands for."""
        if isinstance(value, str):
            return self.uploads.get(value.removeprefix("attach://")) if value.startswith("attach://") else None
        return self.uploads.get(name)


def method_named(name: str) -> str:
    """The method's proper name; names are matched without regard to case, as on the platform."""
    if name.lower() not in BY_LOWER_CASE:
        raise BotApiError("Not Found: method not found", code=404)
    return BY_LOWER_CASE[name.lower()]


def checked_arguments(method: str, given: Json, uploads: Mapping[str, Upload]) -> Arguments:
    """The arguments of ``method``, typed; `BotApiError` for an unknown or ill-typed one."""
    table = METHODS[method]
    values: Json = {}
    for name, value in given.items():
        if name not in table:
            raise bad_request(f'unknown parameter "{name}"')
        if value is not None and not (value == "" and table[name] in ("array", "object", "media")):
            values[name] = _typed(name, table[name], value)
            _check_unicode(values[name])
    takes_attachments = "media" in table.values() or "file" in table.values()
    stray = [name for name in uploads if name not in table and not takes_attachments]
    if stray:
        raise bad_request(f'unknown parameter "{stray[0]}"')
    return Arguments(values=values, uploads=uploads)


def _typed(name: str, kind: Kind, value: Any) -> Any:
    match kind:
        case "integer":
            return _integer(name, value)
        case "boolean":
            return _boolean(name, value)
        case "string" | "file":
            return _of_type(name, value, str, "String")
        case "array" | "media":
            return _of_type(name, _decoded(name, value), list, "Array")
        case "object":
            return _of_type(name, _decoded(name, value), dict, "Object")
        case "chat":
            is_name = isinstance(value, str) and (value.startswith("@") or not value)
            return value if is_name else _integer(name, value)
        case _:
            assert_never(kind)


def _check_unicode(value: Any) -> None:
    """Half a surrogate pair can be written in JSON, and is no text."""
    try:
        (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _of_type(name: str, value: Any, expected: type, called: str) -> Any:
    if not isinstance(value, expected):
        raise bad_request(f'parameter "{name}" must be of type {called}')
    return value


def _integer(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    digits = value.strip() if isinstance(value, str) else ""
    if not digits.removeprefix("-").isdecimal():
        raise bad_request(f'parameter "{name}" must be of type Integer')
    return int(digits)


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in ("true", "yes", "1", "false", "no", "0"):
        raise bad_request(f'parameter "{name}" must be of type Boolean')
    return word in ("true", "yes", "1")


def _decoded(name: str, value: Any) -> Any:
    """Arrays and objects come as JSON text except inside a JSON body."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {_called(name)} JSON object") from None


def _called(name: str) -> str:
    return {"reply_markup": "reply keyboard markup", "scope": "BotCommandScope"}.get(name, name.replace("_", " "))
