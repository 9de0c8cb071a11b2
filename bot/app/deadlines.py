"""The timer of a ticket's deadlines rang: what is to be done is read from the ledgers once more, and one step is done. The
next one has a timer again, which rings at once when its time has passed, too."""

from __future__ import annotations

from datetime import datetime

from bot.app.effecting import Effecting
from bot.domain.clock_steps import StepDoes
from bot.domain.deeds import Deed
from bot.domain.effects import Dispatch
from bot.domain.roles import Actor
from bot.domain.stepping import armed, may_be_done, next_step
from bot.domain.ticket import Action, Status, Ticket


def step_due(ticket: Ticket, at: datetime, system: Actor, effecting: Effecting) -> None:
    """Does the step, or sets the timer anew when it is too early for it."""
    process = effecting.process_of(ticket)
    pending = next_step(process, ticket)
    if pending is None:
        return
    begins = pending.at if pending.at > at else may_be_done(process, ticket, at)
    if begins is None:
        return
    if begins > at:
        effecting.perform((armed(ticket, begins, system.person),))
        return
    effecting.act(ticket, Deed(action=Action.WARN, actor=system, at=at, channel="timer"))
    warned = effecting.again(ticket)
    match pending.step.do:
        case StepDoes.ESCALATE:
            effecting.act(warned, Deed(action=Action.ESCALATE, actor=system, at=at, channel="timer"))
        case StepDoes.REOFFER if warned.is_waiting:
            effecting.dispatch(Dispatch(ticket=ticket.id, call=True, anew=True))
        case StepDoes.REOFFER if warned.status is Status.ASSIGNED:
            effecting.act(warned, Deed(action=Action.RELEASE, actor=system, at=at, channel="timer"))
        case _:
            pass  # a warning was said, or somebody works on what was to be offered
