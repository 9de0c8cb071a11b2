"""The conditions of a ticket: which of them are still unmet."""

from __future__ import annotations

from bot.domain.process import Process, Result, Section, Step
from bot.domain.ticket import Ticket

_UNMET = frozenset({Result.FAILED, Result.REMEDIABLE})


def unmet(process: Process, ticket: Ticket) -> tuple[Step, ...]:
    """The conditions that the requester does not meet and nobody let pass, in the order of the process."""
    return tuple(step for step in process.steps if step.section is Section.CHECKLIST and _is_unmet(ticket, step))


def _is_unmet(ticket: Ticket, step: Step) -> bool:
    answer = ticket.answers.get(step.id)
    return answer is not None and answer.result in _UNMET
