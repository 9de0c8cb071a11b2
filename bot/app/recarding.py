"""A card that was deleted in the desk's channel is posted anew, and what belongs into its thread follows it there.

That it is gone is found out by whatever comes first: the platform tells, a change of it fails, or a letter into its thread.
The new card's key is made of the message that was lost, so that it is posted once however often that is found out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.app.effecting import Effecting
from bot.app.outbox import Letter, Parcel, ParcelKind, Reason, Refused, Waiting
from bot.app.ports import UnitOfWork
from bot.domain.ids import IncidentId, MessageRef, PostKey, TicketId
from bot.domain.incident import CARD
from bot.domain.ticket import FINISHED, card_of

MOST_MOVES = 6
"""How often one letter follows a card that is lost again and again; then it is refused like any other."""

_MOVED = "~"
"""What a letter's key ends with, once for each card that it lost."""

_CARD = card_of(TicketId(0)).removesuffix("0")


def restore(uow: UnitOfWork, effecting: Effecting, lost: MessageRef) -> None:
    """The platform tells that a message of ours was deleted: if it was the card of a ticket that is not finished, the card
    is posted anew."""
    of = uow.correspondence.find(lost)
    ticket = uow.tickets.get(of) if of is not None else None
    if ticket is not None and ticket.status not in FINISHED:
        effecting.card_again(ticket, lost)


def moved(
    uow: UnitOfWork, effecting: Effecting, parcel: Parcel, refused: Refused, now: datetime
) -> tuple[Waiting, ...] | None:
    """What waits after a letter about a card that is gone: the new card, and the letter again if it says something. None
    when that is not what the letter was refused for."""
    letter = parcel.letter
    lost = parcel.thread or parcel.target
    if refused.reason is not Reason.LOST or lost is None:
        return None
    anew = _card(uow, effecting, letter.thread or letter.target_post, lost)
    if anew is None:
        return None
    if letter.kind is ParcelKind.REVISE:
        anew()
        return effecting.post()
    if (again := _again(letter, now)) is None:
        return None
    anew()
    return (*effecting.post(), *uow.outbox.add([again]))


def _card(uow: UnitOfWork, effecting: Effecting, post: PostKey | None, lost: MessageRef) -> Callable[[], None] | None:
    """Posts the card of that name anew, of a ticket or of an incident; None when it is no card."""
    number, incident = _numbered(post, _CARD), _numbered(post, CARD)
    ticket = uow.tickets.get(TicketId(number)) if number is not None else None
    if ticket is not None:
        return partial(effecting.card_again, ticket, lost)
    return partial(effecting.incident_card_again, IncidentId(incident), lost) if incident is not None else None


def _numbered(post: PostKey | None, kind: str) -> int | None:
    number = post.removeprefix(kind) if post is not None and post.startswith(kind) else ""
    return int(number) if number.isascii() and number.isdecimal() else None


def _again(letter: Letter, now: datetime) -> Letter | None:
    """The letter once more, behind the new card. Files go in lanes of their own, and give the card time to be there."""
    moves = len(letter.key) - len(letter.key.rstrip(_MOVED))
    if moves >= MOST_MOVES:
        return None
    wait = timedelta(seconds=2.0**moves) if letter.kind is ParcelKind.FORWARD else timedelta()
    return replace(letter, key=letter.key + _MOVED, at=now + wait)
