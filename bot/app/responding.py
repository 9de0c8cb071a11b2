"""What a requester gave to a question is put on the ticket; after the last one, the work on it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from bot.app.ports import UnitOfWork
from bot.domain.deeds import SYSTEM, Deed
from bot.domain.effects import Respond
from bot.domain.ids import gateway_of
from bot.domain.remote import Phase, Reply
from bot.domain.roles import Actor, Role
from bot.domain.text import Phrase, Untrusted
from bot.domain.ticket import Action, Ticket

ACTIONS: Mapping[Reply | None, Action] = {
    Reply.YES: Action.CHECK,
    Reply.NO: Action.CHECK,
    Reply.LATER: Action.POSTPONE,
}
"""What is given to a question before remote help."""

Act: TypeAlias = Callable[[Ticket, Deed], Phrase | None]


def respond(uow: UnitOfWork, effect: Respond, act: Act, at: datetime) -> None:
    """Does the effect, with two lines in the history: the answer, and that nothing is waited for any more."""
    ticket = uow.tickets.get(effect.ticket)
    if ticket is None:
        return
    if effect.message is not None:
        uow.correspondence.put({effect.message: ticket.id})
    requester = Actor(person=ticket.requester.person, name=Untrusted(""), roles=frozenset({Role.REQUESTER}))
    answered = Deed(
        action=ACTIONS.get(effect.given.reply, Action.ANSWER),
        actor=requester,
        at=at,
        channel=gateway_of(ticket.requester.chat),
        text=effect.text,
        given=effect.given,
    )
    before = {each.id: each.what for each in ticket.asked}
    refused = act(ticket, answered)
    now = uow.tickets.get(effect.ticket)
    if refused is None and now is not None and before and not now.asked and not rests(now):
        system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
        what = Untrusted(before.get(effect.given.question, ""))
        act(now, Deed(action=Action.RESUME, actor=system, at=at, channel="system", text=what))


def rests(ticket: Ticket) -> bool:
    """Whether the requester is waited for all the same: until the time agreed for remote help, or for what is asked then."""
    return ticket.remote is not None and ticket.remote.phase in (Phase.LATER, Phase.READY)
