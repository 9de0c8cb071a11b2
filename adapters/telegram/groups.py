"""Groups: whether somebody there spoke to the bot. What they said is dropped before anything is stored. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ADDRESSED = "addressed"
"""The kind of update that is kept of a group: somebody spoke to the bot, or took it in."""

_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
_IN = ("member", "administrator", "restricted")
_OUT = ("left", "kicked")
_COMMAND = re.compile(r"/\w+(?:@(\w+))?")


def is_group(raw: Mapping[str, Any]) -> bool:
    """Whether the update is of a place where others read along."""
    return any(_inner(_place(raw, kind), "chat").get("type") in ("group", "supergroup", "channel") for kind in _KINDS)


def kept_of(raw: Mapping[str, Any], username: str) -> dict[str, Any] | None:
    """What is kept of an update of a group: that the bot (known by its `username`) was addressed, where and by whom. None
    for everything else that is said there."""
    message, change = _inner(raw, "message"), _inner(raw, "my_chat_member")
    found = message if _speaks_to(message, username) else change if _takes_in(change) else None
    if found is None:
        return None
    who = _inner(found, "from")
    person = {name: who[name] for name in ("id", "language_code") if name in who}
    return {"update_id": raw.get("update_id"), ADDRESSED: {"chat": _inner(found, "chat").get("id"), "from": person}}


def _speaks_to(message: Mapping[str, Any], username: str) -> bool:
    if _inner(message, "from").get("is_bot", True) or "via_bot" in message:
        return False
    answered = _inner(_inner(message, "reply_to_message"), "from")
    if answered.get("is_bot") and str(answered.get("username", "")).lower() == username.lower():
        return True
    text = str(message.get("text") or message.get("caption") or "")
    command = _COMMAND.match(text)
    if command is not None:
        return command[1] is None or command[1].lower() == username.lower()
    return re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE) is not None


def _takes_in(change: Mapping[str, Any]) -> bool:
    before, after = (_inner(change, name).get("status") for name in ("old_chat_member", "new_chat_member"))
    return before in _OUT and after in _IN


def _place(raw: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    body = _inner(raw, kind)
    return _inner(body, "message") if kind == "callback_query" else body


def _inner(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
