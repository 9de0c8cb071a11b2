"""A named member of the desk lets an unmet condition of a ticket pass, with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.finding import listed
from bot.domain.process import Process, Result, Section, Step
from bot.domain.text import Code, Phrase, Untrusted, fold, phrase
from bot.domain.ticket import Ticket

_UNMET = frozenset({Result.FAILED, Result.REMEDIABLE})


@dataclass(frozen=True, slots=True)
class Waiver:
    """The ticket with the condition waived, which condition it is, and why."""

    ticket: Ticket
    step: str
    reason: Untrusted


def waived(process: Process, ticket: Ticket, words: Untrusted | None, by: Untrusted) -> Waiver | Phrase:
    """Waives the condition that the first word names (its id), with the rest as the reason; or why that is not possible."""
    unmet = [step for step in process.steps if _open(ticket, step)]
    if not unmet:
        return phrase("%(number)s has no unmet condition to waive.", number=Code(ticket.code))
    name, *rest = (words.untrusted if words is not None else "").split(None, 1)[:2] or [""]
    step = next((each for each in unmet if fold(name) == each.id), None)
    if step is None or not rest:
        known = listed(each.id for each in unmet)
        return phrase("Write the condition and the reason: /ticket waive 12 CONDITION reason (%(known)s).", known=known)
    answer = replace(ticket.answers[step.id], result=Result.WAIVED, waived_by=by)
    changed = replace(ticket, answers={**ticket.answers, step.id: answer})
    return Waiver(changed, step.id, Untrusted(rest[0]))


def _open(ticket: Ticket, step: Step) -> bool:
    answer = ticket.answers.get(step.id)
    return step.section is Section.CHECKLIST and answer is not None and answer.result in _UNMET
