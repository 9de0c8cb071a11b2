"""Troubles that keep deliveries from leaving, told once: in the log with what to do, and to the administrators where they
can still be reached. What cannot be delivered meanwhile waits, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.app.handle import Handler
from bot.app.outbox import Later, Letter, Parcel, ParcelKind, Trouble, TroubleRow, Waiting
from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef, EventId, gateway_of
from bot.domain.message import Message
from bot.domain.roles import Role
from bot.domain.text import Phrase, lines, phrase

log = structlog.get_logger(__name__)

WHAT_TO_DO: Mapping[Trouble, str] = {
    Trouble.ARCHIVED: "The channel is archived. Un-archive it, or set another one in VENTANILLA_SLACK__TRIAGE_CHANNEL.",
    Trouble.NOT_A_MEMBER: "The app is not a member of the channel. Type /invite and the app's name there.",
    Trouble.NO_CHANNEL: (
        "There is no such channel, or it is private and the app is not in it. Type /invite and the app's name there, or set"
        " another one in VENTANILLA_SLACK__TRIAGE_CHANNEL."
    ),
    Trouble.RESTRICTED: "Only some people may post in the channel. Allow the app to, in the channel's settings.",
    Trouble.TOKEN: (
        "The platform does not let the app in: it was removed, or its token revoked. Install the app again (`ventanilla"
        " slack manifest` prints what it needs), set VENTANILLA_SLACK__BOT_TOKEN and start again."
    ),
    Trouble.SCOPE: (
        "The app lacks a permission. Install it again from the manifest that `ventanilla slack manifest` prints."
    ),
}
"""For the log, which is in English."""

_WAIT = phrase("The cards wait, and nothing is lost.")

_TOLD: Mapping[Trouble, Phrase] = {
    Trouble.ARCHIVED: phrase("🚨 The desk's channel is archived. Please un-archive it."),
    Trouble.NOT_A_MEMBER: phrase("🚨 I am not in the desk's channel any more. Please type /invite and my name there."),
    Trouble.NO_CHANNEL: phrase(
        "🚨 I cannot find the desk's channel. If it is private, please type /invite and my name there."
    ),
    Trouble.RESTRICTED: phrase("🚨 I may not post in the desk's channel. Please allow it in the channel's settings."),
}
"""For the administrators. Who is not let in at all cannot tell anybody."""


class Alarms:
    """Called by delivery, inside the transaction that settles the letter."""

    def __init__(self, handler: Handler, desk: ChatRef) -> None:
        self._handler = handler
        self._desk = desk

    def met(self, uow: UnitOfWork, parcel: Parcel, outcome: Later, now: datetime) -> tuple[Waiting, ...]:
        """A letter is held; returns what waits then: words to the administrators, the first time."""
        trouble = outcome.trouble
        if trouble is None:
            return ()
        place = gateway_of(parcel.letter.chat) if outcome.everybody else self._place(parcel.letter)
        if not uow.troubles.begin(TroubleRow(place=place, trouble=trouble, since=now)):
            return ()
        log.error("delivery.held", place=place, why=outcome.why, what_to_do=WHAT_TO_DO[trouble])
        if place != self._desk or trouble not in _TOLD:
            return ()
        effecting = self._handler.effecting(uow, EventId(f"trouble:{place}:{trouble}:{now.timestamp():.6f}"), now)
        told = Message(body=lines((_TOLD[trouble],), (_WAIT,)))
        for staff in uow.staff.everybody():
            if Role.ADMINISTRATOR in staff.roles and gateway_of(staff.person) == gateway_of(self._desk):
                effecting.say(ChatRef(staff.person), told, self._handler.desk_language)
        return effecting.post()

    def over(self, uow: UnitOfWork, parcel: Parcel) -> None:
        """Something was delivered: the next trouble there is told again."""
        for place in (gateway_of(parcel.letter.chat), self._place(parcel.letter)):
            if uow.troubles.end(place):
                log.info("delivery.works_again", place=place)

    def _place(self, letter: Letter) -> str:
        """Where it goes; files are put into threads of the desk's from lanes that are no chats."""
        return self._desk if letter.kind is ParcelKind.FORWARD else letter.chat
