"""What somebody is told who takes a ticket that a colleague has."""

from __future__ import annotations

from bot.domain.deeds import Refusal, Work, dated
from bot.domain.text import Code, Untrusted, phrase
from bot.domain.ticket import Status

_IN_HAND = (Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.INCIDENT)


def taken_already(work: Work) -> Refusal | None:
    """Why the ticket is not taken; None when nothing stands against it. What is only assigned can be taken over, but not
    with a button from before it was."""
    ticket, deed = work.ticket, work.deed
    if ticket.assignee is None:
        return None
    name, number = ticket.assignee_name or Untrusted("—"), Code(ticket.code)
    mine = ticket.assignee == deed.actor.person
    if ticket.status in _IN_HAND and mine:
        return Refusal(phrase("%(number)s is yours already.", number=number))
    if ticket.status in _IN_HAND:
        why = phrase("%(number)s was already taken by %(name)s.", number=number, name=name)
        return Refusal(dated(why, ticket, work.process.desk.zone))
    saw_another = deed.seen is not None and ticket.since is not None and deed.seen < ticket.since.revision
    if ticket.status is Status.ASSIGNED and saw_another and not mine:
        why = phrase(
            "%(number)s is %(name)s's meanwhile. To take it over, press the card's new button.",
            number=number,
            name=name,
        )
        return Refusal(dated(why, ticket, work.process.desk.zone))
    return None
