"""How urgent a ticket is: proposed from what was answered, and changed by the desk, which says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.answers import Answer
from bot.domain.assigning import asked, reason_entry, reason_of
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.message import Choice, Entered, Entry, EntryKind
from bot.domain.process import Fills, Process
from bot.domain.questions import filled
from bot.domain.targets import Priority, usual
from bot.domain.text import Code, Phrase, Text, fold, lines, phrase

PRIORITY = "priority"
"""The field in which it stands."""


def proposed(process: Process, answers: Mapping[str, Answer]) -> str | None:
    """The priority that follows from impact and urgency, as they were answered; None for the usual one."""
    impact, urgency = (_chosen(process, answers, each) for each in (Fills.IMPACT, Fills.URGENCY))
    found = next((rule.priority for rule in process.priority_rules if rule.fits(impact, urgency)), None)
    return None if found == usual(process.priorities) else found


def prioritize(work: Work) -> Change | Refusal:
    """The ticket has that priority from now on; its deadlines follow."""
    ticket, process, number = work.ticket, work.process, Code(work.ticket.code)
    if not process.priorities:
        return Refusal(phrase("This desk has no priorities."))
    entered, reason = work.deed.values.get(PRIORITY, Entered()), reason_of(work.deed)
    wanted = _meant(process, entered)
    if wanted is None or reason is None:
        return _ask(work, wanted)
    before = ticket.priority or usual(process.priorities)
    if wanted.id == before:
        name = label_of(process, wanted.id, work.desk_language)
        return Refusal(phrase("%(number)s has that priority already: %(priority)s.", number=number, priority=name))
    name = label_of(process, wanted.id, work.desk_language)
    said = phrase("🚦 %(name)s changed the priority to “%(priority)s”:", name=work.deed.actor.name, priority=name)
    work.thread(lines((said,), (reason,)))
    changed = replace(ticket, priority=None if wanted.id == usual(process.priorities) else wanted.id)
    return work.change(changed, reason=reason, data={"from": before or "", "to": wanted.id})


def label_of(process: Process, priority: str | None, language: str) -> str:
    """What a priority is called."""
    found = next((each for each in process.priorities if each.id == priority), None)
    return found.label.get(language, found.id) if found is not None else priority or "—"


def _meant(process: Process, entered: Entered) -> Priority | None:
    """The priority that was chosen, or typed: by its id or by its name."""
    said = entered.choices[0] if entered.choices else entered.text.folded if entered.text is not None else ""
    for each in process.priorities:
        if said and said in (each.id, fold(each.id), *map(fold, each.label.values())):
            return each
    return None


def _ask(work: Work, wanted: Priority | None) -> Change | Refusal:
    process, language = work.process, work.desk_language
    if work.deed.interaction is None:
        names = ", ".join(label_of(process, each.id, language) for each in process.priorities)
        return Refusal(phrase("Write the number, the priority (%(names)s) and the reason.", names=names))
    entered = bool(work.deed.values)
    now = work.ticket.priority or usual(process.priorities)
    unknown: Phrase | None = phrase("Choose one of these.") if entered and wanted is None else None
    unsaid: Text = (phrase("Say why in a few words."),) if entered and reason_of(work.deed) is None else ()
    shown = wanted.id if wanted is not None else now
    choice = Entry(
        id=PRIORITY,
        label=(phrase("How urgent is it?"),),
        kind=EntryKind.CHOICE,
        choices=tuple(Choice(id=each.id, label=label_of(process, each.id, language)) for each in process.priorities),
        chosen=(shown,) if shown is not None else (),
        error=(unknown,) if unknown is not None else (),
    )
    why = reason_entry(phrase("Why?"), error=unsaid)
    return asked(work, phrase("Change the priority"), phrase("Change"), choice, why)


def _chosen(process: Process, answers: Mapping[str, Answer], fills: Fills) -> str | None:
    answer = filled(process, answers, fills)
    return answer.options[0] if answer is not None and answer.options else None
