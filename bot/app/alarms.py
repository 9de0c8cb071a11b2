"""Timers of tickets: what is due, done inside its transaction."""

from __future__ import annotations

from bot.app.deadlines import step_due
from bot.app.dispatching import ROOM
from bot.app.effecting import Effecting
from bot.app.erasure_desk import PURPOSE as ERASURE
from bot.app.ports import UnitOfWork
from bot.app.shifts import give_out
from bot.domain import finishing, letting_go, locking, rating, readying, stepping, ticket_offers
from bot.domain.deeds import SYSTEM, Deed
from bot.domain.effects import Dispatch
from bot.domain.events import Due
from bot.domain.message import Entered
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Ticket

_SYSTEM = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))


_PURPOSES = (
    finishing.AUTO_CLOSE,
    finishing.CLOSE_NOTICE,
    rating.REMINDER,
    ticket_offers.OFFER_ENDS,
    stepping.CLOCK_STEP,
    locking.EXPIRES,
    readying.REMOTE_DUE,
    letting_go.ACCESS_ENDS,
)


def rang(uow: UnitOfWork, event: Due, effecting: Effecting) -> bool:
    """Does what a timer of a ticket asks; False for a timer of something else."""
    if event.purpose == ROOM:
        give_out(uow, effecting)
        return True
    if event.purpose == ERASURE:
        effecting.erasures.due(event)
        return True
    if event.ticket is None or event.purpose not in _PURPOSES:
        return False
    ticket = uow.tickets.get(event.ticket)
    if ticket is not None:
        _ring(event, ticket, effecting)
    return True


def _ring(event: Due, ticket: Ticket, effecting: Effecting) -> None:
    match event.purpose:
        case finishing.AUTO_CLOSE:
            effecting.act(ticket, Deed(action=Action.CLOSE, actor=_SYSTEM, at=event.at, channel="timer"))
        case finishing.CLOSE_NOTICE:
            effecting.perform(finishing.noticed(effecting.process_of(ticket), ticket, event.at))
        case ticket_offers.OFFER_ENDS:
            effecting.dispatch(Dispatch(ticket=ticket.id, call=True))
        case stepping.CLOCK_STEP:
            step_due(ticket, event.at, _SYSTEM, effecting)
        case locking.EXPIRES:
            lock = Entered(choices=(locking.lock_of_timer(event.timer),))
            deed = Deed(action=Action.EXPIRE, actor=_SYSTEM, at=event.at, channel="timer", values={"lock": lock})
            effecting.act(ticket, deed)
        case readying.REMOTE_DUE:
            effecting.act(ticket, Deed(action=Action.REMOTE, actor=_SYSTEM, at=event.at, channel="timer"))
        case letting_go.ACCESS_ENDS:
            effecting.act(ticket, Deed(action=Action.LAPSE, actor=_SYSTEM, at=event.at, channel="timer"))
        case rating.REMINDER:
            effecting.perform(rating.reminded(ticket))
