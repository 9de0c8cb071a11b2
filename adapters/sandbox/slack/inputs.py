"""Filling in a form: what an input holds, what a person may put in, and how Slack reports it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from adapters.sandbox.slack.block_kit import elements_of
from adapters.sandbox.slack.rendering import unescape

Json = dict[str, Any]

STATELESS = ("button", "overflow", "image")
EXTERNAL = ("external_select", "multi_external_select")
"""Menus whose options the app is asked for while a person types."""
_LISTS = {
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
_SINGLES = {
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


class NoSuchChoiceError(LookupError):
    """A person cannot choose what is not on the screen."""


def initial_state(blocks: Iterable[Mapping[str, Any]]) -> Json:
    """``state.values`` of freshly shown blocks."""
    values: Json = {}
    for block in blocks:
        for element, _ in elements_of(block):
            if element["type"] not in STATELESS:
                values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return values


def carried_over(before: Json, blocks: Iterable[Mapping[str, Any]]) -> Json:
    """The state after an update: what was typed stays where block id, action id and type stay."""
    values = initial_state(blocks)
    for block_id, actions in values.items():
        for action_id, fresh in actions.items():
            kept = before.get(block_id, {}).get(action_id)
            if kept is not None and kept["type"] == fresh["type"]:
                actions[action_id] = kept
    return values


def _initial(element: Mapping[str, Any]) -> Json:
    kind = element["type"]
    if kind in _SINGLES:
        held, initial = _SINGLES[kind]
        return {"type": kind, held: element.get(initial)}
    if kind in _LISTS:
        return {"type": kind, _LISTS[kind]: list(element.get(_LISTS[kind].replace("selected", "initial")) or [])}
    match kind:
        case "checkboxes" | "multi_static_select" | "multi_external_select":
            return {"type": kind, "selected_options": list(element.get("initial_options") or [])}
        case "radio_buttons" | "static_select" | "external_select":
            return {"type": kind, "selected_option": element.get("initial_option")}
        case "file_input":
            return {"type": kind, "files": []}
        case "rich_text_input":
            return {"type": kind, "rich_text_value": element.get("initial_value")}
        case _:
            return {"type": kind, "value": element.get("initial_value")}


def filled(element: Mapping[str, Any], value: Any) -> Json:
    """What the element holds after a person put ``value`` in; NoSuchChoiceError if it is not on offer.

    Options are named by their value or by the text shown; several by a list; dates and times as Slack writes
    them; files as file objects.
    """
    kind = element["type"]
    if kind in _SINGLES:
        return {"type": kind, _SINGLES[kind][0]: value}
    if kind in _LISTS:
        return {"type": kind, _LISTS[kind]: list(value)}
    match kind:
        case "checkboxes" | "multi_static_select" | "multi_external_select":
            return {"type": kind, "selected_options": [chosen(element, one) for one in value]}
        case "radio_buttons" | "static_select" | "external_select":
            return {"type": kind, "selected_option": None if value is None else chosen(element, value)}
        case "file_input":
            return {"type": kind, "files": list(value)}
        case "rich_text_input":
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
            return {"type": kind, "rich_text_value": {"type": "rich_text", "elements": [section]} if value else None}
        case _:
            return {"type": kind, "value": str(value) if value not in (None, "") else None}


def options_of(element: Mapping[str, Any]) -> list[Json]:
    """The options on offer, those in groups included."""
    groups = element.get("option_groups") or ()
    return list(element.get("options") or ()) + [option for group in groups for option in group["options"]]


def chosen(element: Mapping[str, Any], wanted: str) -> Json:
    """The option with this value or this text."""
    options = options_of(element)
    for option in options:
        if wanted in (option["value"], unescape(option["text"]["text"])):
            return option
    offered = ", ".join(f"{unescape(option['text']['text'])} ({option['value']})" for option in options)
    raise NoSuchChoiceError(f"{wanted!r} is not on offer; there are: {offered}")


def _held(state: Mapping[str, Any]) -> Any:
    return next((value for name, value in state.items() if name != "type"), None)


def complaint(block: Mapping[str, Any], state: Mapping[str, Any]) -> str | None:
    """What Slack's own client says about one input on submission, before the app hears of it; None when fine."""
    element = block["element"]
    held = _held(state)
    if held in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] == "number_input":
        return _number_complaint(element, str(held))
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(held)):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not re.match(r"https?://\S+", str(held)):
        return "Please enter a valid URL."
    if element["type"] == "plain_text_input":
        return _length_complaint(element, str(held))
    most = element.get("max_files" if element["type"] == "file_input" else "max_selected_items")
    if isinstance(held, list) and most is not None and len(held) > most:
        return f"Please select {most} or fewer."
    return None


def _length_complaint(element: Mapping[str, Any], text: str) -> str | None:
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if len(text) < least:
        return f"Please enter at least {least} characters."
    if len(text) > most:
        return f"Please enter {most} characters or fewer."
    return None


def _number_complaint(element: Mapping[str, Any], text: str) -> str | None:
    allowed = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(allowed, text):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(text) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(text) > float(most):
        return f"Please enter a number of at most {most}."
    return None
