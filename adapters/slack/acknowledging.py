"""What a payload is answered with once it is committed. Pure."""

from __future__ import annotations

import json

from adapters.slack.fields import STAYS
from adapters.slack.payload import Body, inner

CLEARED = json.dumps({"response_action": "clear"})
"""A form over another page: both close, and what came of it is seen elsewhere."""

_KEPT = ("title", "close", "private_metadata")
_WAITING = {"type": "context", "elements": [{"type": "plain_text", "text": "⏳", "emoji": False}]}


def acknowledgement(body: Body) -> str:
    """Nothing, unless it is a form that was sent and must not simply be closed."""
    view = inner(body, "view")
    if body.get("type") != "view_submission":
        return ""
    if view.get("callback_id") == STAYS:
        return json.dumps({"response_action": "update", "view": _while_it_is_done(view)})
    return CLEARED if view.get("previous_view_id") else ""


def _while_it_is_done(view: Body) -> dict[str, object]:
    """The same page without what sends it, until its answer takes its place: that does not hang on the press, which dies
    within three seconds."""
    said = [block for block in view.get("blocks") or () if block.get("type") != "input"]
    kept = {name: view[name] for name in _KEPT if view.get(name)}
    return {"type": "modal", "callback_id": STAYS, **kept, "blocks": [*said, _WAITING]}
