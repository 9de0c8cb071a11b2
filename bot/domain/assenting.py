"""A requester says whether the modification that they asked for is approved; why not, if it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.buttons import Press
from bot.domain.conversation import Objecting
from bot.domain.effects import Approve
from bot.domain.events import Said
from bot.domain.ids import IncidentId
from bot.domain.incident_approving import APPROVED
from bot.domain.message import Message
from bot.domain.text import Untrusted, phrase
from bot.domain.turn import Turn

PATIENCE = timedelta(hours=1)
"""How long the next words are taken for the reason that was asked for."""


def decided(turn: Turn, press: Press) -> None:
    """Approved: passed on at once. Not approved: asked why."""
    turn.toast()
    if not press.mark.isdecimal():
        return
    incident = IncidentId(int(press.mark))
    if press.value == APPROVED:
        turn.settle(Message(body=(phrase("✔ It is approved"),)))
        turn.effects.append(_said(turn, incident, approved=True))
    else:
        turn.state = replace(turn.state, objecting=Objecting(incident=incident, since=turn.event.at))
        turn.tell(phrase("Write why it is not approved, in one message."))


def objected(turn: Turn, event: Said) -> bool:
    """Whether the words are the reason that was asked for; then they are passed on."""
    asked = turn.state.objecting
    turn.state = replace(turn.state, objecting=None)
    if asked is None or event.files or not event.text.folded or event.at > asked.since + PATIENCE:
        return False
    turn.effects.append(_said(turn, asked.incident, approved=False, why=event.text))
    return True


def _said(turn: Turn, incident: IncidentId, *, approved: bool, why: Untrusted | None = None) -> Approve:
    return Approve(
        incident=incident,
        by=turn.state.chat,
        person=turn.event.person,
        language=turn.language,
        approved=approved,
        why=why,
    )
