"""Remote help ends with what ends the reason for it: what was given is destroyed, and the requester told.

Called wherever a ticket changes (`bot.domain.deeds`), so that no action can forget it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.access_words import told_over
from bot.domain.effects import CancelTimer, Effect, Say
from bot.domain.process import Process
from bot.domain.remote import ACCESS, Over, Phase, Remote
from bot.domain.secret_effects import Destroy
from bot.domain.ticket import FINISHED, Status, Ticket

ACCESS_ENDS = "remote-access"
"""The purpose of the timer at whose end the credentials of remote help are destroyed, or no longer waited for."""


def timer_of(ticket: Ticket) -> str:
    """The key of that timer."""
    return f"{ACCESS_ENDS}:{ticket.id}"


def let_go(process: Process, before: Ticket, after: Ticket, at: datetime) -> tuple[Ticket, tuple[Effect, ...]]:
    """The changed ticket without remote help, if the change ended that: it is finished, or somebody else's."""
    remote = after.remote
    if before.remote is not None and before.remote.phase in ACCESS and _called_off(remote):
        return over(process, replace(after, remote=before.remote), Over.FINISHED, at)
    if remote is None or remote.phase not in ACCESS:
        return after, ()
    if after.status in FINISHED or after.status is Status.RESOLVED:
        return over(process, after, Over.FINISHED, at)
    if after.assignee != before.assignee and remote == before.remote:
        return over(process, after, Over.HANDED_ON, at)
    return after, ()


def _called_off(remote: Remote | None) -> bool:
    """Whether it ended otherwise than here."""
    return remote is None or (remote.phase is Phase.ENDED and remote.over is None)


def over(process: Process, ticket: Ticket, why: Over, at: datetime) -> tuple[Ticket, tuple[Effect, ...]]:
    """The ticket once its remote help is over. A session in which they were shown ends with a request to the requester."""
    remote, requester = ticket.remote, ticket.requester
    if remote is None:
        return ticket, ()
    told = told_over(process, ticket, remote, why)
    gone = Destroy(secrets=tuple(remote.held.values()), ticket=ticket.id, no_more_for=ticket.id)
    say = (
        () if told is None else (Say(chat=requester.chat, message=told, language=requester.language, ticket=ticket.id),)
    )
    ended = replace(remote, phase=Phase.ENDED, since=at, held={}, expires=None, until=None, over=why)
    return replace(ticket, remote=ended), (gone, CancelTimer(key=timer_of(ticket)), *say)
