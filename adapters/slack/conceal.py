"""What may be kept of the words in a payload. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.slack.fields import VALUE
from adapters.slack.payload import Body, inner, key_of
from bot.app.ports import Change, Typed
from bot.domain.buttons import TicketPress, decode
from bot.domain.ids import EventId

_WORDS = ("text", "fallback", "name", "title", "preview", "plain_text")
_FORMATTED = ("blocks", "attachments")
"""The same words once more, cut up at every bold letter: nobody reads them, so they are not kept."""

OTHER = "…"
"""Stands in place of the words before an edit."""


def conceal(body: Body, change: Change) -> Body:
    """The payload with every text that a person typed changed; see `bot.app.ports.Conceal`."""
    match body.get("type"):
        case "event_callback" if inner(body, "event").get("type") == "message":
            return {**body, "event": _event(body, inner(body, "event"), change)}
        case "message_action":
            return {**body, "message": _message(inner(body, "message"), change, Typed())}
        case "view_submission" | "view_closed" | "block_actions" if "view" in body:
            return {**body, "view": _view(inner(body, "view"), change)}
    if "command" in body and isinstance(body.get("text"), str):
        return {**body, "text": change(body["text"], Typed())}
    return body


def _event(body: Body, event: Body, change: Change) -> dict[str, Any]:
    """Of an edit, the words are in `message`, and those before it in `previous_message`: these are read only when the
    message was deleted. A change that is none (a preview of Slack's own) says nothing."""
    now, before = inner(event, "message"), inner(event, "previous_message")
    kept = _message(event, change, Typed(said=True, at=_written(event)))
    is_same = bool(now) and now.get("text") == before.get("text")
    is_gone = event.get("subtype") == "message_deleted" or now.get("subtype") == "tombstone"
    if before:
        said = _message_key(body, event, before) if is_gone else None
        again = _echoing(change, said) if said is not None else _nothing if is_same else _otherwise
        kept["previous_message"] = _message(before, again, Typed())
    if now:
        typed = Typed(said=True, at=_written(event))
        kept["message"] = _message(now, change if not is_same else _nothing, typed)
    return kept


def _message_key(body: Body, event: Body, message: Body) -> EventId:
    """The key under which the message arrived as it is; empty when it was changed since, and none did."""
    if "edited" in message:
        return EventId("")
    written = {"type": "message", "channel": event.get("channel"), "ts": event.get("deleted_ts") or message.get("ts")}
    return key_of({**body, "event": written})


def _written(event: Body) -> datetime | None:
    """When it was written, or changed."""
    try:
        return datetime.fromtimestamp(float(event.get("event_ts") or event["ts"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _message(message: Body, change: Change, typed: Typed) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in message.items():
        if name in _FORMATTED:
            continue
        if name == "text" and isinstance(value, str):
            kept[name] = change(value, typed)
        elif name in ("message", "previous_message", "root") and isinstance(value, Mapping):
            kept[name] = _message(value, _nothing, Typed())
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
    data = decode(str(view.get("private_metadata") or ""))
    ticket = data.ticket if isinstance(data, TicketPress) else None
    values = {
        block: {name: _entered(Typed(field=block, ticket=ticket), name, held, change) for name, held in actions.items()}
        for block, actions in inner(state, "values").items()
        if isinstance(actions, Mapping)
    }
    blocks = [_blank(block) for block in view.get("blocks") or ()]
    return {**view, "blocks": blocks, "state": {**state, "values": values}}


def _entered(typed: Typed, name: str, held: Any, change: Change) -> Any:
    if name != VALUE or not isinstance(held, Mapping) or not isinstance(held.get("value"), str) or not held["value"]:
        return held
    return {**held, "value": change(held["value"], typed)}


def _blank(block: Any) -> Any:
    element = block.get("element") if isinstance(block, Mapping) else None
    if not isinstance(element, Mapping) or "initial_value" not in element:
        return block
    return {**block, "element": {name: value for name, value in element.items() if name != "initial_value"}}


def _echoing(change: Change, said: EventId) -> Change:
    """For what was said before, by the arrival of that key, and stands there once more."""
    return lambda text, _typed: change(text, Typed(echo=said))


def _otherwise(_text: str, _typed: Typed) -> str:
    """Only that it was another one."""
    return OTHER


def _nothing(_text: str, _typed: Typed) -> str:
    return ""
