"""Who has a ticket, as people say it: taken, declined, given to somebody by hand, given back to the queue."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.colleagues import colleagues
from bot.domain.deeds import Change, Deed, Refusal, Work
from bot.domain.effects import AskForm, Dispatch
from bot.domain.message import Choice, Entry, EntryKind, Form
from bot.domain.process import Notice
from bot.domain.roles import Role
from bot.domain.routing import role_at
from bot.domain.taken import taken_already
from bot.domain.text import Code, Phrase, Text, Untrusted, lines, phrase
from bot.domain.ticket import Status

QUEUE = "-"
"""Stands for the queue where a person is chosen."""

LONGEST_REASON = 500

_IN_HAND = (Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.INCIDENT)


def take(work: Work, after: Status) -> Change | Refusal:
    """The ticket is the actor's. What is with the second level is taken by them, or by a supervisor."""
    ticket, actor, number = work.ticket, work.deed.actor, Code(work.ticket.code)
    taken = taken_already(work)
    if taken is not None:
        return taken
    above = role_at(work.process, ticket.level)
    if above is Role.SECOND_LEVEL and not actor.roles & {above, Role.SUPERVISOR}:
        return Refusal(phrase("%(number)s is with the second level: somebody there takes it.", number=number))
    work.tell(Notice.TAKEN, specialist=actor.name)
    if ticket.assignee is not None and ticket.assignee != actor.person:
        work.whisper_to(
            ticket.assignee, phrase("%(name)s took over %(number)s", name=actor.name, number=number), ticket
        )
    return work.change(replace(ticket, status=after, assignee=actor.person, assignee_name=actor.name))


def decline(work: Work) -> Change | Refusal:
    """The offer ends, and goes to the next."""
    ticket, offer = work.ticket, work.ticket.offer
    if offer is None or offer.person != work.deed.actor.person:
        return Refusal(phrase("%(number)s is not offered to you now.", number=Code(ticket.code)))
    return work.change(replace(ticket, offer=None), then=(Dispatch(ticket=ticket.id, call=True),))


def assign(work: Work, after: Status) -> Change | Refusal:
    """The ticket is somebody else's, who is told by whom and why."""
    deed, ticket, number = work.deed, work.ticket, Code(work.ticket.code)
    chosen = _chosen(work)
    if chosen is None:
        return _ask_whom(work)
    member = next((each for each in deed.staff if each.person == chosen), None)
    if member is None or role_at(work.process, ticket.level) not in member.roles:
        return _ask_whom(work, error=phrase("They do not work at the level of this ticket. Choose somebody else."))
    if member.person == ticket.assignee:
        return _ask_whom(work, error=phrase("%(name)s has it already.", name=member.name))
    reason = reason_of(deed)
    work.tell(Notice.ASSIGNED, specialist=member.name)
    if member.person != deed.actor.person:
        given = phrase("%(name)s gave you %(number)s", name=deed.actor.name, number=number)
        work.whisper_to(member.person, given, ticket, *_line(reason))
    if ticket.assignee not in (None, deed.actor.person):
        gone = phrase("%(name)s gave %(number)s to %(other)s", name=deed.actor.name, number=number, other=member.name)
        work.whisper_to(ticket.assignee, gone, ticket, *_line(reason))
    moved = phrase("🔁 %(name)s gave it to %(other)s.", name=deed.actor.name, other=member.name)
    work.thread(lines((moved,), *_line(reason)))
    changed = replace(ticket, status=after, assignee=member.person, assignee_name=member.name)
    return work.change(changed, reason=reason, data={"to": member.person})


def goes_to_queue(work: Work) -> bool:
    """Whether the queue was chosen instead of a person, and it was said why."""
    return _chosen(work) == QUEUE and reason_of(work.deed) is not None


def release(work: Work, after: Status) -> Change | Refusal:
    """Back to the queue, where it goes to somebody else at once if it can."""
    ticket, actor, reason = work.ticket, work.deed.actor, reason_of(work.deed)
    if ticket.assignee is None:
        return Refusal(phrase("%(number)s is in the queue already.", number=Code(ticket.code)))
    of_itself = Role.SYSTEM in actor.roles
    if reason is None and not work.deed.leaving and not of_itself:
        return _ask_why_released(work)
    back = phrase("↩️ %(name)s put it back into the queue.", name=actor.name)
    if of_itself:
        back = phrase("↩️ %(name)s did not take it in time: it is back in the queue.", name=ticket.assignee_name or "—")
    if work.deed.leaving:
        back = phrase("↩️ %(name)s went off shift: it is back in the queue.", name=actor.name)
    work.thread(lines((back,), *_line(reason)))
    if ticket.assignee != actor.person:
        gone = phrase("%(name)s put %(number)s back into the queue", name=actor.name, number=Code(ticket.code))
        if of_itself:
            gone = phrase("%(number)s was not taken in time: it goes to somebody else", number=Code(ticket.code))
        work.whisper_to(ticket.assignee, gone, ticket, *_line(reason))
    waiting = replace(ticket, status=after, assignee=None, assignee_name=None, offered_to=(ticket.assignee,))
    return work.change(waiting, reason=reason, then=(Dispatch(ticket=ticket.id, call=True, tell=True),))


def reason_of(deed: Deed) -> Untrusted | None:
    """The reason that was entered; None when none was."""
    entered = deed.values.get("reason")
    text = entered.text if entered is not None else deed.text if not deed.values else None
    return text if text is not None and text.untrusted else None


def reason_entry(label: Phrase, *, initial: Untrusted | None = None, optional: bool = False, error: Text = ()) -> Entry:
    """The field of a form in which a reason stands; colleagues read it."""
    hint: Text = (phrase("Your colleagues read it, the requester does not."),)
    return Entry(
        id="reason",
        label=(label,),
        hint=hint,
        multiline=True,
        max_length=LONGEST_REASON,
        initial=initial,
        optional=optional,
        error=error,
    )


def asked(work: Work, title: Phrase, submit: Phrase, *entries: Entry) -> Change:
    """A form about the ticket opens for whoever acted; what is entered comes back as the same action."""
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        raise ValueError("nobody is there to fill in a form")
    form = Form(
        title=(title,),
        submit=(submit,),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=entries,
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))


def _chosen(work: Work) -> str | None:
    entered = work.deed.values.get("person")
    return next(iter(entered.choices), None) if entered is not None else None


def _ask_whom(work: Work, *, error: Phrase | None = None) -> Change | Refusal:
    chosen = _chosen(work)
    if work.deed.interaction is None:
        return Refusal(error or phrase("Write the number and the person: /ticket assign 12 @person [reason]"))
    choices = colleagues(work.process, work.ticket, work.deed.staff)
    if work.ticket.assignee is not None:
        choices = (*choices, Choice(id=QUEUE, label=phrase("Back to the queue")))
    if not choices:
        return Refusal(phrase("Nobody else works at the level of %(number)s.", number=Code(work.ticket.code)))
    person = Entry(
        id="person",
        label=(phrase("Who gets it?"),),
        kind=EntryKind.CHOICE,
        choices=choices,
        chosen=(chosen,) if chosen is not None else (),
        error=(error,) if error is not None else (),
    )
    unsaid: Text = (phrase("Say why it goes back."),) if chosen == QUEUE else ()
    why = reason_entry(phrase("Why?"), initial=reason_of(work.deed), optional=True, error=unsaid)
    return asked(work, phrase("Assign the ticket"), phrase("Assign"), person, why)


def _ask_why_released(work: Work) -> Change | Refusal:
    if work.deed.interaction is None:
        return Refusal(phrase("Write the reason after the number: /ticket release 12 I have no access…"))
    unsaid: Text = (phrase("Say why in a few words."),) if work.deed.text is not None else ()
    return asked(work, phrase("Back to the queue"), phrase("Put back"), reason_entry(phrase("Why?"), error=unsaid))


def _line(reason: Untrusted | None) -> tuple[Text, ...]:
    return () if reason is None else ((reason,),)
