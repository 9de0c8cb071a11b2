"""A named member of the desk lets an unmet condition of a ticket pass, with a reason."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.conditions import unmet
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.finding import listed
from bot.domain.ids import Interaction
from bot.domain.message import Choice, Entry, EntryKind, Form
from bot.domain.process import Result, Step
from bot.domain.text import Code, Untrusted, fold, phrase

CONDITION = "what"
REASON = "reason"


def waive(work: Work) -> Change | Refusal:
    """The condition that is chosen in the form, or named by the first word (its id), is waived with the reason; what was
    not said is asked for."""
    ticket = work.ticket
    open_ones = unmet(work.process, ticket)
    if not open_ones:
        return Refusal(phrase("%(number)s has no unmet condition to waive.", number=Code(ticket.code)))
    named, reason = _said(work)
    step = next((each for each in open_ones if fold(named) == each.id), None)
    if step is None or not reason:
        if work.deed.interaction is not None and (CONDITION in work.deed.values or not named):
            return _ask(work, open_ones, work.deed.interaction)
        known = listed(each.id for each in open_ones)
        how = phrase("Write the condition and the reason: /ticket waive 12 CONDITION reason (%(known)s).", known=known)
        return Refusal(how)
    answer = replace(ticket.answers[step.id], result=Result.WAIVED, waived_by=work.deed.actor.name)
    changed = replace(ticket, answers={**ticket.answers, step.id: answer})
    return work.change(changed, reason=Untrusted(reason), data={"step": step.id})


def _said(work: Work) -> tuple[str, str]:
    """The condition and the reason, from the form or from the typed words."""
    values, text = work.deed.values, work.deed.text
    if CONDITION in values:
        reason = values[REASON].text if REASON in values else None
        return next(iter(values[CONDITION].choices), ""), reason.untrusted.strip() if reason is not None else ""
    named, *rest = (text.untrusted if text is not None else "").split(None, 1) or [""]
    return named, "".join(rest).strip()


def _ask(work: Work, steps: tuple[Step, ...], interaction: Interaction) -> Change:
    """The form; again with what was entered and what is missing, when it was sent."""
    ticket, deed = work.ticket, work.deed
    language = work.desk_language
    named, reason = _said(work)
    sent, known = CONDITION in deed.values, {each.id for each in steps}
    choices = tuple(Choice(id=each.id, label=each.label.get(language, each.id)) for each in steps)
    form = Form(
        title=(phrase("Waive a condition"),),
        submit=(phrase("Waive"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=(
            Entry(
                id=CONDITION,
                label=(phrase("Condition"),),
                kind=EntryKind.CHOICE,
                choices=choices,
                chosen=(choices[0].id,) if len(choices) == 1 else (named,) if named in known else (),
                error=(phrase("Choose one of these."),) if sent and named not in known else (),
            ),
            Entry(
                id=REASON,
                label=(phrase("Why?"),),
                hint=(phrase("Your name stands beside the condition, the reason in the history."),),
                multiline=True,
                initial=Untrusted(reason) if reason else None,
                error=(phrase("A reason is needed."),) if sent and not reason else (),
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=interaction, form=form, language=language),))
