"""What may be kept of the words in an update. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.app.ports import Change, Typed

_SAID = ("message", "edited_message")
_WORDS = (
    *("text", "caption", "file_name", "title", "question", "explanation", "vcard"),
    *("url", "address", "description", "data"),  # of links behind words, places, games
)
_ECHOES = ("reply_to_message", "quote", "external_reply", "pinned_message")
"""What was said before, and stands there once more: nobody reads it, and it may have been sealed whole."""
_LAST = 2**33
"""Seconds after which a number is no instant."""

_NOT_TYPED = ("callback_query",)
"""Under a pressed button stand our own words."""


def conceal(raw: Mapping[str, Any], change: Change) -> Mapping[str, Any]:
    """The update with every text that a person typed changed; see `bot.app.ports.Conceal`."""
    kept: dict[str, Any] = {}
    for kind, value in raw.items():
        if kind in _NOT_TYPED:
            kept[kind] = value
        elif isinstance(value, str):  # of an update that is none
            kept[kind] = change(value, Typed())
        elif not isinstance(value, Mapping):
            kept[kind] = value
        else:
            said = Typed(said=True, at=_written(value)) if kind in _SAID else Typed()
            kept[kind] = {name: _kept(name, each, change, said) for name, each in value.items()}
    return kept


def _kept(name: str, value: Any, change: Change, said: Typed) -> Any:
    if isinstance(value, str) and value and name in _WORDS:
        return change(value, said if name in ("text", "caption") else Typed())
    if isinstance(value, Mapping):
        within = change if name not in _ECHOES else _nothing
        return {inner: _kept(inner, each, within, Typed()) for inner, each in value.items()}
    if isinstance(value, list):
        return [_kept(name, each, change, Typed()) if isinstance(each, Mapping) else each for each in value]
    return value


def _nothing(_text: str, _typed: Typed) -> str:
    return ""


def _written(message: Mapping[str, Any]) -> datetime | None:
    """When it was sent, or changed for the last time."""
    seconds = message.get("edit_date") or message.get("date")
    is_instant = isinstance(seconds, int) and 0 < seconds < _LAST
    return datetime.fromtimestamp(seconds, UTC) if is_instant and seconds is not None else None
