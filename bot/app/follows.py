"""Whoever is told of a ticket besides its requester: what they may do with it, found inside the transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.app.ports import UnitOfWork
from bot.domain.admitting import LEAVE, SAID, WHO, mark_of
from bot.domain.colleague import same_as
from bot.domain.deeds import Deed
from bot.domain.effects import Act, AskToFollow
from bot.domain.ids import ChatRef, PersonRef, gateway_of
from bot.domain.process import Fills, Process
from bot.domain.questions import filled
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted, phrase
from bot.domain.ticket import FINISHED, Action, Follower, Requester, Ticket

NO_SUCH = phrase("I find no open ticket of your organisation with that number.")
"""The same words for a ticket that does not exist, is finished, or is of somebody else."""

_ASKER = frozenset({Role.REQUESTER})


def writing(uow: UnitOfWork, ticket: Ticket, by: ChatRef | None) -> Actor:
    """Whoever wrote about the ticket: its requester, or somebody who follows it, by their name."""
    chats = uow.identities.chats_of(by) if by is not None else ()
    follower = next((each for each in ticket.followers if each.requester.chat in chats), None)
    if follower is None or ticket.requester.chat in chats:
        return Actor(person=ticket.requester.person, name=Untrusted(""), roles=_ASKER)
    return Actor(person=follower.requester.person, name=follower.name, roles=_ASKER)


def acting(uow: UnitOfWork, ticket: Ticket, effect: Act) -> Actor:
    """Whoever pressed: the requester may do what requesters may; somebody who follows may only stop that."""
    owns = ticket.requester.chat in uow.identities.chats_of(effect.by)
    said, who = (effect.values[each].choices if each in effect.values else () for each in (SAID, WHO))
    leaves = said == (LEAVE,) and who == (mark_of(effect.by),)
    roles = _ASKER if owns or leaves else frozenset[Role]()
    person = ticket.requester.person if owns else PersonRef(effect.by)  # a chat of one's own is called as its person
    return Actor(person=person, name=Untrusted(""), roles=roles)


def asking(effect: AskToFollow, at: datetime) -> Deed:
    """The deed of a colleague who asks."""
    requester = Requester(chat=effect.chat, person=effect.person, language=effect.language)
    return Deed(
        action=Action.FOLLOW,
        actor=Actor(person=effect.person, name=effect.name, roles=_ASKER),
        at=at,
        channel=gateway_of(effect.chat),
        colleague=Follower(requester=requester, name=effect.name),
    )


def colleagues_ticket(uow: UnitOfWork, effect: AskToFollow, process_of: Callable[[Ticket], Process]) -> Ticket | None:
    """The open ticket of somebody else of the same organisation; None when there is none such. Where no ticket has the
    number, another one is looked at in its place: the time taken tells nothing either."""
    found, last = uow.tickets.named(effect.number.untrusted.strip().lstrip("#")), uow.tickets.last()
    looked_at = found or last
    ticket = uow.tickets.get(looked_at) if looked_at is not None else None
    if ticket is None:
        return None
    theirs = same_as(filled(process_of(ticket), ticket.answers, Fills.ORGANISATION))
    own = ticket.requester.chat in uow.identities.chats_of(effect.chat)
    fits = ticket.status not in FINISHED and theirs == effect.organisation and not own
    return ticket if fits and found is not None else None
