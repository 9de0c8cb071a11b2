"""Tickets that belong together: about the same matter, or one after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.deeds import OTHER, SYSTEM, Change, Deed, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.message import Entry, Form
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Code, Phrase, Text, Untrusted, phrase
from bot.domain.ticket import Action, Link, Relation, Ticket


def link(work: Work) -> Change | Refusal:
    """Both tickets name each other from now on."""
    ticket, other = work.ticket, work.deed.other
    problem = unfit(work, other)
    if other is None or problem is not None:
        return asked(work, problem)
    if any(each.ticket == other.id for each in ticket.links):
        words = phrase("%(number)s and %(other)s are linked already.", number=Code(ticket.code), other=Code(other.code))
        return asked(work, words)
    changed = related(work, work.ticket, other, Relation.RELATED)
    theirs = Work(work.process, other, replace(work.deed, other=ticket))
    return replace(changed, also=((other, related(theirs, other, ticket, Relation.RELATED)),))


def related(work: Work, ticket: Ticket, other: Ticket, relation: Relation) -> Change:
    """The ticket with its relation to the other one."""
    link = Link(ticket=other.id, code=other.code, relation=relation)
    return work.change(replace(ticket, links=(*ticket.links, link)), data={OTHER: other.code})


def followed_by(process: Process, old: Ticket, new: Ticket, at: datetime) -> Change:
    """The finished ticket says which one goes on from it."""
    system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
    work = Work(process, old, Deed(action=Action.LINK, actor=system, at=at, channel="system"))
    work.thread((phrase("🔗 %(number)s goes on from here.", number=Code(new.code)),))
    return related(work, old, new, Relation.FOLLOWED_BY)


def unfit(work: Work, other: Ticket | None) -> Phrase | None:
    """Why the ticket that was named is none to go with this one; None when it is, or when none was named."""
    entered = work.deed.values.get(OTHER)
    typed = entered.text if entered is not None else None
    if typed is None or not typed.untrusted.strip():
        return None
    if other is None:
        return phrase("There is no ticket %(number)s.", number=typed)
    if other.id == work.ticket.id:
        return phrase("That is the same ticket. Write the number of the other one.")
    return None


def asked(work: Work, problem: Phrase | None) -> Change | Refusal:
    """Which other ticket? Asked in a form, with what is wrong with the one that was named."""
    ticket, deed = work.ticket, work.deed
    merging = deed.action is Action.MERGE
    if deed.interaction is None:
        how = phrase("Write the other number after it: /ticket %(word)s 12 15", word=deed.action.value)
        return Refusal(problem or how)
    entered = deed.values.get(OTHER)
    error: Text = (problem,) if problem is not None else ()
    form = Form(
        title=(phrase("Merge the ticket") if merging else phrase("Link the ticket"),),
        submit=(phrase("Merge") if merging else phrase("Link"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=(
            Entry(
                id=OTHER,
                label=(phrase("Number of the ticket that stays") if merging else phrase("Number of the other ticket"),),
                hint=(phrase("This one is closed; whoever asked is told how the other one goes."),) if merging else (),
                max_length=40,
                initial=entered.text if entered is not None else None,
                error=error,
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))
