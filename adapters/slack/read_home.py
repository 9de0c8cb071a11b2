"""What people do on the Home tab, understood; and who is no full member any more. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack.acquaintance import KEPT, membership
from adapters.slack.fields import STAYS
from adapters.slack.references import person_ref
from bot.domain.buttons import HomePress, decode
from bot.domain.events import Place
from bot.domain.ids import PersonRef
from bot.domain.membership import Membership

Body = Mapping[str, Any]

_FACTS = ("id", "team_id", "deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")
"""What of a user object says what somebody is to the workspace."""


def place_of(body: Body) -> Place:
    """Where a button stood."""
    view = body.get("view")
    if not isinstance(view, Mapping):
        return Place.MESSAGE
    return Place.HOME if view.get("type") == "home" else Place.PAGE


def surface_of(body: Body) -> str | None:
    """Where an answer belongs that only the person sees: over the Home tab, also when it was a form that closed by being
    sent; over a page, or in its place; in place of a form that stays."""
    view = body.get("view")
    if not isinstance(view, Mapping):
        return None
    if body.get("type") == "view_submission" and view.get("callback_id") == STAYS:
        return f"form:{view.get('id')}"
    if body.get("type") == "view_submission":
        return "home" if isinstance(decode(str(view.get("private_metadata") or "")), HomePress) else None
    if body.get("type") != "block_actions":
        return None
    return "home" if view.get("type") == "home" else f"page:{view.get('id')}"


def people_of(body: Body, team: str) -> Mapping[PersonRef, Membership]:
    """What the people are whom the payload names, as far as Slack was asked."""
    known = body.get(KEPT)
    if not isinstance(known, Mapping):
        return {}
    return {person_ref(team, user): Membership(value) for user, value in known.items()}


def kept_of_user(event: Body) -> Body | None:
    """What is kept of a changed profile: nothing of an ordinary member's, who can only have changed what we do not keep."""
    user = event.get("user")
    if not isinstance(user, Mapping) or membership(user, frozenset()) is Membership.MEMBER:
        return None
    return {"type": event["type"], "user": {name: user[name] for name in _FACTS if name in user}}
