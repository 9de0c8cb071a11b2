"""Keyboards under messages, checked the way the platform checks them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from adapters.sandbox.telegram.api_error import Json, bad_request

LARGEST_KEYBOARD = 100
LARGEST_ROW = 8
INLINE_ROWS = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
KINDS = frozenset({"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"})
OPTIONS = frozenset({"is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective"})
ACTIONS = frozenset({"url", "callback_data", "copy_text", "web_app", "switch_inline_query_current_chat"})
LOOKS = frozenset({"text", "style", "icon_custom_emoji_id"})
REPLY_BUTTON_FIELDS = LOOKS | {"request_contact", "request_location"}


def checked_markup(value: Any, *, inline_only: bool = False) -> Json | None:
    """The markup as it will be shown; None when there is no button to show.

    Two things the platform passes over in silence are refused, because they lose a button: a button without
    a label and a row of more than 8.
    """
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if not value:
        return None
    unknown = sorted(set(value) - KINDS - OPTIONS)
    if unknown:
        raise bad_request(f'can\'t parse reply keyboard markup JSON object: unknown field "{unknown[0]}"')
    if "inline_keyboard" in value:
        rows = _rows(value["inline_keyboard"], INLINE_ROWS, _inline_button)
        return {"inline_keyboard": rows} if rows else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in value:
        rows = _rows(value["keyboard"], 'field "keyboard" must be an Array of Arrays', _reply_button)
        return value | {"keyboard": rows} if rows else None
    return value if value.get("remove_keyboard") is True or value.get("force_reply") is True else None


def _rows(rows: Any, complaint: str, checked: Callable[[Any], Json]) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(complaint)
    if sum(len(row) for row in rows) > LARGEST_KEYBOARD or any(len(row) > LARGEST_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return [[checked(button) for button in row] for row in rows if row]


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    _label(button, "inline keyboard button")
    unknown = sorted(set(button) - ACTIONS - LOOKS)
    if unknown:
        raise bad_request(f'can\'t parse inline keyboard button: unknown field "{unknown[0]}"')
    actions = [name for name in button if name in ACTIONS and button[name] not in ("", None)]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action must be specified")
    if actions == ["callback_data"]:
        data = button["callback_data"]
        if not isinstance(data, str):
            raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
        if len(data.encode()) > 64:
            raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not re.match(r"(?:https?|tg)://[^\s/]+\S*$", str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return button


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    _label(button, "keyboard button")
    unknown = sorted(set(button) - REPLY_BUTTON_FIELDS)
    if unknown:
        raise bad_request(f'can\'t parse keyboard button: unknown field "{unknown[0]}"')
    return button


def _label(button: Json, kind: str) -> None:
    if "text" not in button:
        raise bad_request(f"can't parse {kind}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request(f'can\'t parse {kind}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request(f"{kind} text must be non-empty")
