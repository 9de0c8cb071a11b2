"""What stands in the fields of a form that came back from Slack. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.message import Entered, File
from bot.domain.text import Untrusted, clean

FORM = "form"
"""The callback id of every form of ours."""

VALUE = "value"
"""The action id of what is entered; the block's id is the field's."""

Body = Mapping[str, Any]


def fields_of(view: Body, file: Callable[[Body], File]) -> dict[str, Entered]:
    """The fields by their ids, in the order of the form. Text is plain, without Slack's escaping. `file` reads a file."""
    values = view["state"]["values"]
    blocks = (block for block in view["blocks"] if block["type"] == "input")
    held = ((block["block_id"], values.get(block["block_id"], {}).get(VALUE, {})) for block in blocks)
    return {name: _entered(each, file) for name, each in held}


def _entered(held: Body, file: Callable[[Body], File]) -> Entered:
    options = [held["selected_option"]] if held.get("selected_option") else held.get("selected_options") or ()
    return Entered(
        text=Untrusted(clean(held["value"])) if held.get("value") else None,
        choices=tuple(str(option["value"]) for option in options),
        files=tuple(map(file, held.get("files") or ())),
    )
