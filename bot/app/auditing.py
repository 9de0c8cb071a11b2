"""What is denied for want of a right is remembered, in the transaction that denied it."""

from __future__ import annotations

from datetime import datetime

from bot.app.ports import UnitOfWork
from bot.domain.audit import Audited, Ground, Kind, Outcome
from bot.domain.deeds import Deed
from bot.domain.disclosure import Disclose
from bot.domain.events import Acted, Happening
from bot.domain.ids import TicketId, gateway_of
from bot.domain.roles import Staff
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Ticket

LONGEST = 100
"""Characters of what was asked that are kept: an unknown action may be anything."""


def denied(
    uow: UnitOfWork, event: Happening, kind: Kind, what: str, ground: Ground, ticket: TicketId | None = None
) -> None:
    """Somebody asked for what they may not do."""
    uow.audit.add(
        Audited(
            at=event.at,
            person=event.person,
            gateway=gateway_of(event.person),
            kind=kind,
            what=Untrusted(what[:LONGEST]),
            outcome=Outcome.DENIED,
            reason=Ground.FOREIGN if event.foreign else ground,
            ticket=ticket,
        )
    )


def denied_deed(uow: UnitOfWork, deed: Deed, ticket: TicketId, ground: Ground = Ground.NO_ROLE) -> None:
    """A deed was refused, for want of a right or on another ground that is remembered."""
    uow.audit.add(_audited(deed, ticket, Outcome.DENIED, ground))


def allowed_deed(uow: UnitOfWork, deed: Deed, ticket: TicketId) -> None:
    """A deed was done that must be remembered."""
    uow.audit.add(_audited(deed, ticket, Outcome.ALLOWED, ""))


def _audited(deed: Deed, ticket: TicketId, outcome: Outcome, reason: str) -> Audited:
    return Audited(
        at=deed.at,
        person=deed.actor.person,
        gateway=deed.channel,
        kind=Kind.ACTION,
        what=Untrusted(deed.action.value),
        outcome=outcome,
        reason=reason,
        ticket=ticket,
    )


def disclosed(uow: UnitOfWork, asked: Disclose, now: datetime) -> None:
    """Somebody asked in their chat for all that is held about them."""
    uow.audit.add(
        Audited(
            at=now,
            person=asked.person,
            gateway=gateway_of(asked.chat),
            kind=Kind.DATA,
            what=Untrusted("export"),
            outcome=Outcome.ALLOWED,
            reason="asked in the chat",
            about=asked.person,
        )
    )


def member(uow: UnitOfWork, event: Happening) -> Staff | None:
    """The member of the desk who did it; None for anybody else. Whoever comes from another workspace is none, whatever
    roles somebody gave them."""
    return None if event.foreign else uow.staff.get(event.person)


def forged(event: Acted, ticket: Ticket | None) -> Ground | None:
    """What no button of ours ever carried: a ticket that is not there, an action unknown, a revision still to come."""
    if ticket is None:
        return Ground.NO_SUCH_TICKET
    if event.action not in set(Action):
        return Ground.UNKNOWN
    return Ground.FROM_THE_FUTURE if event.seen is not None and event.seen > ticket.revision else None
