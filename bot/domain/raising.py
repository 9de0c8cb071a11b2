"""A ticket becomes an incident: asked in a form, new or one that is open already; and what its requester is told."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.deeds import Change, Refusal, Work, requester_name
from bot.domain.effects import AskForm, News, OnIncident, OpenIncident
from bot.domain.incident import ENDED, INCIDENT_KIND_WORDS, IncidentAction, IncidentKind, LinkedTicket
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form
from bot.domain.process import Fills, Kind, Process
from bot.domain.questions import filled
from bot.domain.roles import Role
from bot.domain.text import Code, Moment, Phrase, Text, Untrusted, clean, lines, phrase
from bot.domain.ticket import Status

INCIDENT, KIND, TITLE, DESCRIPTION = "incident", "kind", "title", "description"
"""The fields: one that is open already, else what is new about it."""

LONGEST_TITLE = 120
LONGEST = 3000
NOTHING = Entered()


DESK = frozenset({Role.SPECIALIST, Role.SECOND_LEVEL, Role.SUPERVISOR})


def raise_incident(work: Work, after: Status) -> Change | Refusal:
    """Development gets it: as a new incident, or with one that it has already."""
    deed = work.deed
    if deed.news is not None:
        return _became(work, after, deed.news)
    if work.process.incidents is None:
        return Refusal(phrase("This desk has no development to pass tickets on to."))
    named, problem = deed.incident, _unfit(work)
    if problem is not None:
        return _asked(work, problem)
    if named is not None:
        link = OnIncident(
            incident=named.id,
            action=IncidentAction.LINK,
            actor=deed.actor,
            channel=deed.channel,
            ticket=linked(work),
        )
        return Change(work.ticket, None, (link,))
    title, description = _typed(work, TITLE), _typed(work, DESCRIPTION)
    if title is None or description is None:
        missing = phrase("Write a title and a description, or choose an open incident.")
        return _asked(work, missing if deed.values else None)
    opened = OpenIncident(
        ticket=linked(work),
        process=work.ticket.process,
        kind=_kind(work),
        title=Untrusted(" ".join(title.untrusted.split())[:LONGEST_TITLE]),
        description=description,
        actor=deed.actor,
        channel=deed.channel,
        priority=work.ticket.priority,
    )
    return Change(work.ticket, None, (opened,))


def modification_of(process: Process) -> Kind | None:
    """The kind of consultation that goes to development at once, where there is one."""
    return next((kind for kind in process.kinds if kind.incident), None)


def linked(work: Work) -> LinkedTicket:
    """The ticket as its incident knows it."""
    ticket = work.ticket
    return LinkedTicket(ticket=ticket.id, code=ticket.code, name=requester_name(work.process, ticket))


def _became(work: Work, after: Status, news: News) -> Change:
    """Development has it; whoever asked reads so, and until when."""
    reference, zone = Code(news.incident.code), work.process.desk.zone
    has = phrase("The development team has it, and reads what you write here.")
    until: Text = (phrase("Committed time: %(at)s", at=Moment(news.due, zone)),) if news.due is not None else ()

    def told(code: str) -> Text:
        error = phrase("%(number)s is now the incident %(incident)s.", number=Code(code), incident=reference)
        wish = phrase(
            "Your modification is registered as the incident %(incident)s; we follow it with %(number)s.",
            number=Code(code),
            incident=reference,
        )
        return lines((error if news.kind is IncidentKind.ERROR else wish,), (has,), until)

    work.tell_everybody(told)
    name = work.deed.actor.name
    who: Text = (phrase("🛠 With development: %(incident)s", incident=reference),)
    work.thread((*who, " · ", name) if name.untrusted else who)
    waits = replace(work.ticket, status=after, incident=news.incident)
    if waits.assignee is None and work.deed.actor.roles & DESK:  # whoever passes it on follows it
        waits = replace(waits, assignee=work.deed.actor.person, assignee_name=name)
    return work.change(waits, data={INCIDENT: news.incident.code})


def _unfit(work: Work) -> Phrase | None:
    """Why the incident that was named is none to join; None when it is, or when none was named."""
    entered, named = work.deed.values.get(INCIDENT), work.deed.incident
    typed = entered.text if entered is not None else None
    if named is None and typed is not None and typed.untrusted.strip():
        return phrase("There is no incident %(number)s.", number=typed)
    if named is not None and named.status in ENDED:
        return phrase("%(number)s has ended; open a new incident.", number=Code(named.code))
    return None


def _typed(work: Work, name: str) -> Untrusted | None:
    typed = work.deed.values.get(name, NOTHING).text
    text = clean(typed.untrusted) if typed is not None else ""
    return Untrusted(text) if text else None


def _kind(work: Work) -> IncidentKind:
    chosen = work.deed.values.get(KIND, NOTHING).choices
    return next((each for each in IncidentKind if each.value in chosen), IncidentKind.ERROR)


def _asked(work: Work, problem: Phrase | None) -> Change | Refusal:
    """The form, with what the ticket says already."""
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        how = phrase("Write the number of an open incident after it: /ticket incident 12 I-3")
        return Refusal(problem or how)
    form = Form(
        title=(phrase("Pass it on to development"),),
        submit=(phrase("Pass on"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=_entries(work, problem),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))


def _entries(work: Work, problem: Phrase | None) -> tuple[Entry, ...]:
    kinds = tuple(Choice(id=each.value, label=INCIDENT_KIND_WORDS[each]) for each in IncidentKind)
    title = Entry(
        id=TITLE,
        label=(phrase("Title"),),
        max_length=LONGEST_TITLE,
        initial=_typed(work, TITLE) or work.ticket.title,
        error=(problem,) if problem is not None else (),
    )
    kind = Entry(id=KIND, label=(phrase("Kind"),), kind=EntryKind.CHOICE, choices=kinds, chosen=(_kind(work).value,))
    description = Entry(
        id=DESCRIPTION,
        label=(phrase("Description for development"),),
        multiline=True,
        max_length=LONGEST,
        initial=_typed(work, DESCRIPTION) or _described(work),
    )
    return (title, kind, description, *_open_ones(work))


def _open_ones(work: Work) -> tuple[Entry, ...]:
    """The incidents that are open already, when there are any."""
    choices = tuple(
        Choice(id=str(each.id), label=phrase("%(number)s · %(title)s", number=each.code, title=each.title))
        for each in work.deed.incidents
    )
    before = work.ticket.incident
    chosen = (str(before.id),) if before is not None else ()
    entry = Entry(
        id=INCIDENT,
        label=(phrase("Or add it to an open incident"),),
        hint=(phrase("Then the fields above do not count."),),
        kind=EntryKind.CHOICE,
        choices=choices,
        chosen=tuple(each for each in chosen if each in {choice.id for choice in choices}),
        optional=True,
    )
    return (entry,) if choices else ()


def _described(work: Work) -> Untrusted | None:
    """What the requester wrote, as development will read it."""
    process, answers = work.process, work.ticket.answers
    first = filled(process, answers, Fills.DESCRIPTION)
    texts = [] if first is None or first.text is None else [first.text.untrusted]
    texts += [
        f"{step.label.get(work.desk_language, step.id)}: {answer.text.untrusted}"
        for step in process.steps
        if (answer := answers.get(step.id)) is not None
        and answer.text is not None
        and step.section.value == "case"
        and step.fills not in (Fills.DESCRIPTION, Fills.TITLE)
    ]
    whole = "\n".join(texts)[:LONGEST]
    return Untrusted(whole) if whole else None
