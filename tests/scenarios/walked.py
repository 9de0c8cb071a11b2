"""The ways into the desk that were really walked: read from what went over the wire between Slack and the service."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.slack.journal import Journal
from adapters.sandbox.slack.server import SlackSandbox
from adapters.slack.read import STAFF_COMMAND
from bot.app.typed_order import read_order
from bot.domain.buttons import CannedPress, HomePress, IncidentPress, Press, ShiftPress, TicketPress, decode
from bot.domain.card import BUTTONS, MENU

Json = Mapping[str, Any]

WARNING = "⚠️"
"""Stands before what is wrong with a field of a form."""


BROKEN = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "msg_too_long", "no_text"}) | {
    "metadata_too_large",
    "view_too_large",
}
"""What Slack says of a message or a view that is none."""

NOTHING_OPEN = "root view"
"""Slack says with the same word that the page is gone over which another should open."""


ON_THE_CARD = frozenset({action.value for action, _, _ in BUTTONS} | {action.value for action, _ in MENU})
"""Every action that the card offers in some state."""

FORMS: Mapping[str, Mapping[str, bool]] = {
    "asking._form": {"ask": True},
    "attesting._form": {"attest": True},
    "assigning.asked": {"assign": True, "release": True, "escalate": True, "give_back": True, "prioritize": True},
    "appointing.ask_what": {"staff of a person": True},
    "appointing.ask_who": {"staff": True},
    "curating.choosing": {"canned pick": False},
    "curating.editing": {"canned save": True},
    "erasure_card.refuse_form": {},  # test_erasing.py
    "erasure_card.sure_form": {},
    "forms._form": {"questionnaire": True, "questionnaire of a caller": True},
    "handing_over.ask_form": {"shift": False},
    "incident_developing.asked": {},  # test_a_day_in_development.py
    "locked_work._form": {"begin": True},
    "noting._ask": {"note": True},
    "pausing._form": {"pause": True},
    "pointing._offer": {"choose": False},
    "raising._asked": {"incident": True},
    "reasons.ask": {"reopen": True, "cancel": True},
    "relations.asked": {"merge": True, "link": True},
    "remote_access._form": {},  # the requester's: test_remote_credentials.py
    "replying._asked": {"reply": True},
    "replying._preview": {"reply, as it will be read": True},
    "resolving._ask": {"resolve": True},
    "revealing._confirm": {"reveal": False},
    "ticket_search.search_form": {"search": True},
    "waiving._ask": {"waive": True},
}
"""Where a form is made → the forms, and whether something can be wrong in them: where one only chooses, nothing can."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Walked:
    """Actions pressed on a ticket, and on an incident; orders pressed on the Home tab; words typed (by their English names),
    shortcuts by their ids, forms that were sent, and forms that came back with what was wrong in them."""

    pressed: frozenset[str]
    pressed_on_incidents: frozenset[str]
    pressed_at_home: frozenset[str]
    typed: frozenset[str]
    shortcuts: frozenset[str]
    sent: frozenset[str]
    mended: frozenset[str]


def walked(journal: Journal) -> Walked:
    """Everything since the stage was opened."""
    payloads = [each.payload for each in journal.envelopes] + [each.payload for each in journal.posts]
    presses = [press for each in payloads if each.get("type") == "block_actions" for press in _presses(each)]
    views = [
        _view(call.params) for call in journal.calls if call.method in ("views.open", "views.update", "views.push")
    ]
    words = [read_order(each.get("text") or "").word for each in payloads if each.get("command") == STAFF_COMMAND]
    return Walked(
        pressed=frozenset(each.action for each in presses if isinstance(each, TicketPress)),
        pressed_on_incidents=frozenset(each.action for each in presses if isinstance(each, IncidentPress)),
        pressed_at_home=frozenset(each.order for each in presses if isinstance(each, HomePress)),
        typed=frozenset(word.english for word in words if word is not None),
        shortcuts=frozenset(
            str(each["callback_id"]) for each in payloads if each.get("type") in ("shortcut", "message_action")
        ),
        sent=frozenset(form_of(each["view"]) for each in payloads if each.get("type") == "view_submission"),
        mended=frozenset(form_of(view) for view in views if WARNING in json.dumps(view["blocks"], ensure_ascii=False)),
    )


def form_of(view: Json) -> str:
    """Which form it is, by what it carries."""
    match decode(str(view.get("private_metadata") or "")):
        case TicketPress(action=action, author=author):
            return action if author is None else f"{action}, as it will be read"
        case IncidentPress(action=action):
            return f"incident: {action}"
        case CannedPress(doing=doing):
            return f"canned {doing}"
        case ShiftPress():
            return "shift"
        case HomePress(order=order, value=value):
            return f"{order} of a person" if value else order
        case Press(value=value):
            return "questionnaire of a caller" if value else "questionnaire"
        case _:
            return ""


def malformed(slack: SlackSandbox) -> list[Json]:
    """The refusals of messages and views that Slack would not take: a limit of Block Kit was broken, or of a text. Everything
    passes these rules on its way: `block_kit.message_problems` in methods_chat.py and response_urls.py, `view_problems` in
    views.py."""
    refusals = [call.answer for call in slack.journal.calls if call.answer is not None and not call.answer["ok"]]
    return [each for each in (*refusals, *slack.journal.refused_answers) if _is_about_form(each)]


def _is_about_form(refusal: Json) -> bool:
    told = json.dumps(refusal)
    return refusal["error"] in BROKEN and NOTHING_OPEN not in told


def _presses(payload: Json) -> Iterator[object]:
    for action in payload["actions"]:
        chosen = action.get("selected_option") or {}
        yield decode(str(action.get("value") or chosen.get("value") or ""))


def _view(params: Json) -> Json:
    view = params["view"]
    return json.loads(view) if isinstance(view, str) else view  # type: ignore[no-any-return]  # JSON of our own
