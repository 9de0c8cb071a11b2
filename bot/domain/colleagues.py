"""Who can get a ticket by hand, as a list to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.message import Choice
from bot.domain.process import Process
from bot.domain.roles import Staff
from bot.domain.routing import role_at
from bot.domain.text import Phrase, phrase
from bot.domain.ticket import Ticket


def colleagues(process: Process, ticket: Ticket, staff: Iterable[Staff]) -> tuple[Choice, ...]:
    """Everybody of the ticket's level but whoever has it: those on shift first, then those with fewer open tickets."""
    role = role_at(process, ticket.level)
    fit = [each for each in staff if role in each.roles and each.person != ticket.assignee]
    fit.sort(key=lambda each: (not each.on_shift, each.load, each.name.folded, each.person))
    return tuple(Choice(id=each.person, label=_described(each)) for each in fit)


def _described(member: Staff) -> Phrase:
    shift = phrase("on shift") if member.on_shift else phrase("off shift")
    return phrase("%(name)s · %(shift)s · open tickets: %(count)s", name=member.name, shift=shift, count=member.load)
