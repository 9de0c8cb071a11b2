"""How a form looks in Slack: a modal view. Pure."""

from __future__ import annotations

from adapters.slack.limits import INPUT, INPUT_LABEL, VIEW_TITLE
from adapters.slack.read import FORM
from adapters.slack.show import Json, cut, plain, plain_text, sections
from bot.domain.message import Entry, Form
from bot.domain.text import clean


def show_form(form: Form) -> Json:
    """The modal. What is entered comes back with the form's own data."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": form.data,
        "notify_on_close": False,
        "title": plain_text(plain(form.title), VIEW_TITLE),
        "submit": plain_text(plain(form.submit), VIEW_TITLE),
        "blocks": [*sections(form.intro), *(_input(entry) for entry in form.entries)],
    }


def _input(entry: Entry) -> Json:
    most = min(entry.max_length, INPUT)
    element: Json = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": entry.multiline,
        "min_length": min(entry.min_length, most),
        "max_length": most,
    }
    if entry.initial is not None:
        element["initial_value"] = cut(clean(entry.initial.untrusted), most)
    block: Json = {
        "type": "input",
        "block_id": entry.id,
        "optional": entry.min_length == 0,
        "label": plain_text(plain(entry.label), INPUT_LABEL),
        "element": element,
    }
    return {**block, "hint": plain_text(plain(entry.hint), INPUT_LABEL)} if entry.hint else block
