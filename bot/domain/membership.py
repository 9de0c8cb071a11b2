"""What a person is to the workspace. Only its full members can be given a role."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.text import Phrase, phrase


class Membership(StrEnum):
    """As the platform says. `STRANGER` is somebody of another workspace; `UNKNOWN`, that the platform did not answer."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    STRANGER = "stranger"
    UNKNOWN = "unknown"


NO_ROLE_FOR: Mapping[Membership, Phrase] = {
    Membership.GUEST: phrase("A guest of the workspace can have no role at the desk."),
    Membership.BOT: phrase("A bot can have no role at the desk."),
    Membership.DEACTIVATED: phrase("That account is deactivated: it can have no role at the desk."),
    Membership.STRANGER: phrase("Somebody of another workspace can have no role at the desk."),
    Membership.UNKNOWN: phrase("I could not ask the platform about this person. Please try again."),
}
"""Why somebody cannot be given a role."""
