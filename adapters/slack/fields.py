"""What stands in the fields of a form that came back from Slack. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.domain.message import Entered, File
from bot.domain.text import Untrusted, clean

FORM = "form"
"""The callback id of every form of ours that is closed by sending it."""

STAYS = "stays"
"""The callback id of the others: the answer takes the place of what was sent."""

FORMS = frozenset({FORM, STAYS})

VALUE = "value"
"""The action id of what is entered; the block's id is the field's."""

Body = Mapping[str, Any]


def fields_of(view: Body, file: Callable[[Body], File], person: Callable[[str], str]) -> dict[str, Entered]:
    """The fields by their ids, in the order of the form. Text is plain, without Slack's escaping. `file` reads a file,
    `person` makes a reference of a user's id."""
    values = view["state"]["values"]
    blocks = (block for block in view["blocks"] if block["type"] == "input")
    held = ((block["block_id"], values.get(block["block_id"], {}).get(VALUE, {})) for block in blocks)
    return {name: _entered(each, file, person) for name, each in held}


def selected_users(view: Body) -> Iterator[str]:
    """Whoever stands in the fields of the form that take a person."""
    values = (view.get("state") or {}).get("values") or {}
    held = (each.get(VALUE) or {} for each in values.values())
    return (str(each["selected_user"]) for each in held if each.get("selected_user"))


def _entered(held: Body, file: Callable[[Body], File], person: Callable[[str], str]) -> Entered:
    if held.get("selected_user"):
        return Entered(choices=(person(held["selected_user"]),))
    options = [held["selected_option"]] if held.get("selected_option") else held.get("selected_options") or ()
    return Entered(
        text=Untrusted(clean(held["value"])) if held.get("value") else None,
        choices=tuple(str(option["value"]) for option in options),
        files=tuple(map(file, held.get("files") or ())),
    )
