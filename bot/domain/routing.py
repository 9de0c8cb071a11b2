"""Who gets a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.process import Process
from bot.domain.roles import Role, Staff
from bot.domain.ticket import Ticket


def role_at(process: Process, level: str) -> Role:
    """The role that works at a level."""
    return Role.SPECIALIST if level == process.levels[0].id else Role.SECOND_LEVEL


def has_room(process: Process, member: Staff) -> bool:
    """Whether one more ticket fits beside what the member has open and what is offered to them."""
    most = process.assignment.capacity if member.capacity is None else member.capacity
    return most is None or member.load + member.offers < most


def knows(member: Staff, module: str | None) -> bool:
    """Whether the module is one of theirs."""
    return module is None or not member.skills or module in member.skills


def choose(process: Process, ticket: Ticket, bench: Sequence[Staff]) -> Staff | None:
    """The member on shift who works at the ticket's level, knows its module, has room, and was not asked yet: the one with
    the fewest open tickets; among equals, the one whose last ticket is the longest ago (the order of `bench`).

    Where none of them knows the module, the process says whether it is somebody else of the level. None when nobody is
    there: the ticket waits in the queue.
    """
    role = role_at(process, ticket.level)
    able = [
        each
        for each in bench
        if each.on_shift and role in each.roles and has_room(process, each) and each.person not in ticket.offered_to
    ]
    skilled = [each for each in able if knows(each, ticket.module)]
    if not skilled and not process.assignment.others:
        return None
    return min(skilled or able, key=lambda each: (each.load, each.offers), default=None)
