"""A ticket rests for a reason of the desk's own, and is taken up again. The requester is not told: what they are asked for
tells them by itself."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.asked import Pause
from bot.domain.asking import up_to_date
from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import is_caller
from bot.domain.card import headline
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.message import Entered, Entry, Form
from bot.domain.resting import awaited
from bot.domain.roles import Role
from bot.domain.text import Code, Text, Untrusted, lines, phrase
from bot.domain.ticket import Action, Status


def rest(work: Work, after: Status) -> Change | Refusal:
    """The ticket is paused, or resumed: whichever the deed is."""
    return pause(work, after) if work.deed.action is Action.PAUSE else resume(work, after)


def pause(work: Work, after: Status) -> Change | Refusal:
    """The clock rests, for the reason given."""
    ticket, deed = work.ticket, work.deed
    if ticket.pause is not None:
        return Refusal(
            phrase("%(number)s is paused already, by %(name)s.", number=Code(ticket.code), name=ticket.pause.name)
        )
    reason = deed.values.get("reason", Entered()).text or deed.text
    if reason is None or not reason.untrusted.strip():
        return _form(work)
    said = phrase("⏸ %(name)s paused it:", name=deed.actor.name)
    work.thread(lines((said,), (reason,)))
    rest = Pause(reason=reason, by=deed.actor.person, name=deed.actor.name, at=deed.at)
    return work.change(replace(ticket, status=after, pause=rest), reason=reason)


def resume(work: Work, after: Status) -> Change | Refusal:
    """The work goes on. What the requester was asked for and has not answered is no longer needed."""
    ticket, deed = work.ticket, work.deed
    of_itself = Role.SYSTEM in deed.actor.roles
    if ticket.status is not Status.WAITING_REQUESTER and ticket.pause is None and not ticket.asked and not of_itself:
        return Refusal(phrase("%(number)s is not paused.", number=Code(ticket.code)))
    withdrawn = awaited(work.process, ticket)
    if not of_itself:
        no_more: Text = (phrase("No longer asked for: %(what)s", what=withdrawn),) if withdrawn else ()
        work.thread(lines((phrase("▶ %(name)s resumed it.", name=deed.actor.name),), no_more))
    if ticket.asked and not is_caller(ticket.requester.chat):
        work.effects.append(up_to_date(ticket, work.deed.at))
    paused_for = ticket.pause.reason if ticket.pause is not None else None
    why = Untrusted(withdrawn) if withdrawn else paused_for
    return work.change(replace(ticket, status=after, asked=(), pause=None), reason=deed.text or why)


def _form(work: Work) -> Change | Refusal:
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        return Refusal(phrase("Write the reason after the number: /ticket pause 12 Waiting for the supplier"))
    entered = bool(deed.values)
    form = Form(
        title=(phrase("Pause the ticket"),),
        submit=(phrase("Pause"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=(
            Entry(
                id="reason",
                label=(phrase("What the desk waits for"),),
                hint=(phrase("The card shows it. The requester is not told."),),
                error=(phrase("A reason is needed."),) if entered else (),
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))
