"""A card that was deleted in the desk's channel is posted anew, and what belongs into its thread follows it there.

That it is gone is found out by whatever comes first: the platform tells, a change of it fails, or a letter into its thread.
The new card's key is made of the message that was lost, so that it is posted once however often that is found out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.app.effecting import Effecting
from bot.app.outbox import Letter, Parcel, ParcelKind, Reason, Refused, Waiting
from bot.app.ports import UnitOfWork
from bot.domain.ids import MessageRef, PostKey, TicketId
from bot.domain.ticket import FINISHED, Ticket, card_of

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
    ticket = _ticket(uow, letter.thread or letter.target_post)
    if refused.reason is not Reason.LOST or lost is None or ticket is None:
        return None
    if letter.kind is ParcelKind.REVISE:
        effecting.card_again(ticket, lost)
        return effecting.post()
    if (again := _again(letter, now)) is None:
        return None
    effecting.card_again(ticket, lost)
    return (*effecting.post(), *uow.outbox.add([again]))


def _ticket(uow: UnitOfWork, post: PostKey | None) -> Ticket | None:
    """The ticket whose card that is, if it is one."""
    number = post.removeprefix(_CARD) if post is not None and post.startswith(_CARD) else ""
    return uow.tickets.get(TicketId(int(number))) if number.isascii() and number.isdecimal() else None


def _again(letter: Letter, now: datetime) -> Letter | None:
    """The letter once more, behind the new card. Files go in lanes of their own, and give the card time to be there."""
    moves = len(letter.key) - len(letter.key.rstrip(_MOVED))
    if moves >= MOST_MOVES:
        return None
    wait = timedelta(seconds=2.0**moves) if letter.kind is ParcelKind.FORWARD else timedelta()
    return replace(letter, key=letter.key + _MOVED, at=now + wait)
