"""What may be kept of the words in an update. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.app.ports import Change, Typed

_SAID = ("message", "edited_message")
_WORDS = ("text", "caption", "file_name", "title", "question", "explanation", "vcard")
_ECHOES = ("reply_to_message", "quote", "external_reply", "pinned_message")
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
            kept[kind] = _concealed(value, change, said=kind in _SAID)
    return kept


def _concealed(body: Mapping[str, Any], change: Change, *, said: bool) -> dict[str, Any]:
    return {name: _kept(name, value, change, said=said) for name, value in body.items()}


def _kept(name: str, value: Any, change: Change, *, said: bool) -> Any:
    if isinstance(value, str) and value and name in _WORDS:
        return change(value, Typed(said=said and name in ("text", "caption")))
    if isinstance(value, Mapping):
        return _concealed(value, change if name not in _ECHOES else _echoing(change), said=False)
    if isinstance(value, list):
        return [_kept(name, each, change, said=False) if isinstance(each, Mapping) else each for each in value]
    return value


def _echoing(change: Change) -> Change:
    """For what was said before, and stands there once more."""
    return lambda text, _typed: change(text, Typed(echo=True))
