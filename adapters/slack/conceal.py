"""What may be kept of the words in a payload. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack.fields import VALUE
from adapters.slack.payload import Body, inner
from bot.app.ports import Change, Typed

_WORDS = ("text", "fallback", "name", "title", "preview", "plain_text")
_FORMATTED = ("blocks", "attachments")
"""The same words once more, cut up at every bold letter: nobody reads them, so they are not kept."""


def conceal(body: Body, change: Change) -> Body:
    """The payload with every text that a person typed changed; see `bot.app.ports.Conceal`."""
    match body.get("type"):
        case "event_callback" if inner(body, "event").get("type") == "message":
            return {**body, "event": _message(inner(body, "event"), change, said=True)}
        case "message_action":
            return {**body, "message": _message(inner(body, "message"), change, said=False)}
        case "view_submission" | "view_closed" | "block_actions" if "view" in body:
            return {**body, "view": _view(inner(body, "view"), change)}
    if "command" in body and isinstance(body.get("text"), str):
        return {**body, "text": change(body["text"], Typed())}
    return body


def _message(message: Body, change: Change, *, said: bool) -> dict[str, Any]:
    """Of an edit, the words are in `message`, and those before it in `previous_message`."""
    kept: dict[str, Any] = {}
    for name, value in message.items():
        if name in _FORMATTED:
            continue
        if name == "text" and isinstance(value, str):
            kept[name] = change(value, Typed(said=said))
        elif name in ("message", "previous_message", "root") and isinstance(value, Mapping):
            again = change if name == "message" else _echoing(change)
            kept[name] = _message(value, again, said=said and name == "message")
        elif name == "files" and isinstance(value, list):
            kept[name] = [_file(each, change) if isinstance(each, Mapping) else each for each in value]
        else:
            kept[name] = value
    return kept


def _file(file: Body, change: Change) -> dict[str, Any]:
    """What a snippet begins with is in `preview`. Addresses end in the name, in small letters, and are not kept: Slack is
    asked for them when the file is fetched."""
    return {
        name: change(value, Typed()) if name in _WORDS and isinstance(value, str) and value else value
        for name, value in file.items()
        if not (isinstance(value, str) and value.startswith(("http://", "https://")) and name not in _WORDS)
    }


def _view(view: Body, change: Change) -> dict[str, Any]:
    """What was entered stands once more in no other place: what the form showed at first is not kept with it."""
    state = inner(view, "state")
    values = {
        block: {name: _entered(block, name, held, change) for name, held in actions.items()}
        for block, actions in inner(state, "values").items()
        if isinstance(actions, Mapping)
    }
    blocks = [_blank(block) for block in view.get("blocks") or ()]
    return {**view, "blocks": blocks, "state": {**state, "values": values}}


def _entered(block: str, name: str, held: Any, change: Change) -> Any:
    if name != VALUE or not isinstance(held, Mapping) or not isinstance(held.get("value"), str) or not held["value"]:
        return held
    return {**held, "value": change(held["value"], Typed(field=block))}


def _blank(block: Any) -> Any:
    element = block.get("element") if isinstance(block, Mapping) else None
    if not isinstance(element, Mapping) or "initial_value" not in element:
        return block
    return {**block, "element": {name: value for name, value in element.items() if name != "initial_value"}}


def _echoing(change: Change) -> Change:
    """For what was said before, and stands there once more."""
    return lambda text, _typed: change(text, Typed(echo=True))
