"""A ticket that waits goes to the next by the desk's rules: it is given to somebody, or offered for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.assignment import AssignmentMode
from bot.domain.deeds import SYSTEM, Change, Deed, Work
from bot.domain.effects import SetTimer
from bot.domain.ids import DESK, PostKey
from bot.domain.process import Notice, Process
from bot.domain.queueing import tell_queued
from bot.domain.roles import Actor, Role, Staff
from bot.domain.routing import choose
from bot.domain.text import Code, Untrusted, phrase
from bot.domain.ticket import TRANSITIONS, Action, Offer, Ticket
from bot.domain.ticket_offers import OFFER_ENDS, said, timer_of


def placed(
    process: Process, ticket: Ticket, bench: Sequence[Staff], *, at: datetime, bounded: bool = True
) -> Change | None:
    """The waiting ticket is given or offered to the next of the bench. None when there is nobody: it stays in the queue.
    `bounded`: nobody more is asked than the process says."""
    rules = process.assignment
    by_offer = rules.mode is AssignmentMode.OFFER
    if by_offer and bounded and len(ticket.offered_to) >= rules.most_offers:
        return None
    chosen = choose(process, ticket, bench)
    if chosen is None:
        return None
    return _offered(process, ticket, chosen, at) if by_offer else given(process, ticket, chosen, at=at)


def given(process: Process, ticket: Ticket, specialist: Staff, *, at: datetime) -> Change:
    """The ticket is that specialist's; both sides are told."""
    work = _by_the_rules(process, ticket, Action.ASSIGN, at)
    changed = replace(
        ticket,
        status=TRANSITIONS[(ticket.status, Action.ASSIGN)],
        assignee=specialist.person,
        assignee_name=specialist.name,
    )
    work.tell(Notice.ASSIGNED, specialist=specialist.name)
    work.whisper_to(specialist.person, phrase("A ticket is yours: %(number)s", number=Code(ticket.code)), changed)
    return work.change(changed)


def put_to_everybody(process: Process, ticket: Ticket, *, at: datetime, tell: bool) -> Change:
    """Nobody is left to be asked: the ticket stays in the queue, and the desk's channel is told; with `tell` the requester
    is, too."""
    work = _by_the_rules(process, ticket, Action.OFFER, at)
    offer = Offer(post=_post(ticket))
    changed = replace(ticket, offer=offer)
    work.effects.append(said(process, replace(changed, revision=ticket.revision + 1), offer))
    if tell:
        tell_queued(work)
    return work.change(changed, data={"to": DESK})


def _offered(process: Process, ticket: Ticket, member: Staff, at: datetime) -> Change:
    work = _by_the_rules(process, ticket, Action.OFFER, at)
    until = at + timedelta(minutes=process.assignment.offer_minutes)
    offer = Offer(post=_post(ticket), person=member.person, name=member.name, until=until)
    changed = replace(ticket, offer=offer, offered_to=(*ticket.offered_to, member.person))
    work.effects.append(said(process, replace(changed, revision=ticket.revision + 1), offer))
    work.effects.append(
        SetTimer(key=timer_of(ticket), due=until, purpose=OFFER_ENDS, chat=DESK, person=SYSTEM, ticket=ticket.id)
    )
    return work.change(changed, data={"to": member.person})


def _by_the_rules(process: Process, ticket: Ticket, action: Action, at: datetime) -> Work:
    system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
    return Work(process, ticket, Deed(action=action, actor=system, at=at, channel="system"))


def _post(ticket: Ticket) -> PostKey:
    """A name for the message with an offer; each has its own."""
    return PostKey(f"offer:{ticket.id}:{ticket.revision + 1}")
