"""How a form looks in Slack: a modal view. Pure."""

from __future__ import annotations

from typing import assert_never

from adapters.slack.fields import FORM, STAYS, VALUE
from adapters.slack.limits import (
    FILES_IN_INPUT,
    INPUT,
    INPUT_LABEL,
    OPTION,
    OPTIONS,
    OPTIONS_IN_SIGHT,
    VIEW_BLOCKS,
    VIEW_TITLE,
)
from adapters.slack.show import Json, cut, plain, plain_text, sections
from bot.domain.message import Choice, Entry, EntryKind, Form
from bot.domain.text import clean


def show_form(form: Form) -> Json:
    """The modal. What is entered comes back with the form's own data."""
    fields = [block for entry in form.entries for block in _field(entry)]
    quote = [{"type": "divider"}, *sections(form.quote), {"type": "divider"}] if form.quote else []
    above = [*sections(form.intro), *quote]
    view: Json = {
        "type": "modal",
        "callback_id": STAYS if form.stays else FORM,
        "private_metadata": form.data,
        "notify_on_close": bool(form.close),
        "title": plain_text(plain(form.title), VIEW_TITLE),
        "submit": plain_text(plain(form.submit), VIEW_TITLE),
        "blocks": [*above[: VIEW_BLOCKS - len(fields)], *fields],
    }
    return {**view, "close": plain_text(plain(form.close), VIEW_TITLE)} if form.close else view


def _field(entry: Entry) -> list[Json]:
    """The field, with what is wrong with it above."""
    label = plain_text(plain(entry.label), INPUT_LABEL)
    block: Json = {
        "type": "input",
        "block_id": entry.id,
        "optional": entry.optional or entry.min_length == 0,
        "label": label,
        "element": {"action_id": VALUE, **_element(entry)},
    }
    if entry.hint:
        block["hint"] = plain_text(plain(entry.hint), INPUT_LABEL)
    return [*(sections(("⚠️ ", *entry.error)) if entry.error else ()), block]


def _element(entry: Entry) -> Json:
    match entry.kind:
        case EntryKind.TEXT:
            return _text(entry)
        case EntryKind.CHOICE:
            return _choice(entry)
        case EntryKind.CHOICES:
            return _choices(entry)
        case EntryKind.FILES:
            return {"type": "file_input", "max_files": FILES_IN_INPUT}
        case EntryKind.PERSON:
            return {"type": "users_select"}
        case _:
            assert_never(entry.kind)


def _text(entry: Entry) -> Json:
    most = min(entry.max_length, INPUT)
    element: Json = {
        "type": "plain_text_input",
        "multiline": entry.multiline,
        "min_length": 0 if entry.optional else min(entry.min_length, most),
        "max_length": most,
    }
    if entry.initial is not None:
        element["initial_value"] = cut(clean(entry.initial.untrusted), most)
    return element


def _choice(entry: Entry) -> Json:
    options = [_option(choice) for choice in entry.choices[:OPTIONS]]
    chosen = [option for option in options if option["value"] in entry.chosen]
    kind = "radio_buttons" if len(options) <= OPTIONS_IN_SIGHT else "static_select"
    element: Json = {"type": kind, "options": options}
    return {**element, "initial_option": chosen[0]} if chosen else element


def _choices(entry: Entry) -> Json:
    options = [_option(choice) for choice in entry.choices[:OPTIONS]]
    chosen = [option for option in options if option["value"] in entry.chosen]
    kind = "checkboxes" if len(options) <= OPTIONS_IN_SIGHT else "multi_static_select"
    element: Json = {"type": kind, "options": options}
    return {**element, "initial_options": chosen} if chosen else element


def _option(choice: Choice) -> Json:
    return {"text": plain_text(plain((choice.label,)), OPTION), "value": choice.id}
