"""Two tickets about one matter become one. Whoever asked with the other keeps their number, and keeps being told."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.deeds import Change, Refusal, Work, requester_name
from bot.domain.message import Message
from bot.domain.relations import asked, related, unfit
from bot.domain.text import Code, Phrase, lines, phrase
from bot.domain.ticket import FINISHED, Follower, Link, Relation, Status, Ticket, merged_into


def merge(work: Work, after: Status) -> Change | Refusal:
    """This ticket is closed into the one that stays. It has no end of its own: "still the same" takes it out again."""
    ticket, other = work.ticket, work.deed.other
    problem = unfit(work, other) or _cannot(other)
    if other is None or problem is not None:
        return asked(work, problem)
    told = phrase(
        "Your ticket %(number)s is about the same as %(other)s, and goes on together with it. I tell you here how it goes.",
        number=Code(ticket.code),
        other=Code(other.code),
    )
    work.to_requester(Message(body=(told,)))
    into = phrase("🔀 Merged into %(number)s by %(name)s.", number=Code(other.code), name=work.deed.actor.name)
    work.thread((into,))
    closed = replace(ticket, status=after, finished_at=None, closes_at=None, followers=())
    mine = related(work, closed, other, Relation.MERGED_INTO)
    return replace(mine, also=((other, _takes_in(work, other)),))


def _cannot(other: Ticket | None) -> Phrase | None:
    if other is None:
        return None
    into = merged_into(other)
    if into is not None:
        return phrase("%(number)s was itself merged into %(other)s.", number=Code(other.code), other=Code(into.code))
    if other.status in FINISHED:
        return phrase("%(number)s is finished; a ticket can only be merged into an open one.", number=Code(other.code))
    return None


def _takes_in(work: Work, other: Ticket) -> Change:
    """The ticket that stays: its thread says what came, and it tells whoever asked with the other one."""
    ticket = work.ticket
    name = requester_name(work.process, ticket)
    theirs = Work(work.process, other, replace(work.deed, other=ticket))
    came = phrase("🔀 Merged in: %(number)s of %(name)s", number=Code(ticket.code), name=name)
    theirs.thread(lines((came,), (ticket.title,)))
    follower = Follower(requester=ticket.requester, name=name, ticket=ticket.id, code=ticket.code)
    followers = (*other.followers, *ticket.followers, follower)
    both = replace(other, followers=followers, incident=other.incident or ticket.incident)
    return related(theirs, both, ticket, Relation.MERGED_FROM)


def taken_out(work: Work, ticket: Ticket) -> tuple[Ticket, tuple[tuple[Ticket, Change], ...]]:
    """The merged ticket goes on by itself again; the one that had taken it in no longer tells its requester."""
    other = work.deed.other
    apart = replace(ticket, links=_without(ticket, Relation.MERGED_INTO, None))
    if other is None or merged_into(ticket) is None:
        return apart, ()
    theirs = Work(work.process, other, replace(work.deed, other=ticket))
    theirs.thread((phrase("🔀 %(number)s goes on by itself again.", number=Code(ticket.code)),))
    left = replace(
        other,
        links=_without(other, Relation.MERGED_FROM, ticket),
        followers=tuple(each for each in other.followers if each.ticket != ticket.id),
    )
    return replace(apart, incident=apart.incident or other.incident), ((other, theirs.change(left)),)


def _without(ticket: Ticket, relation: Relation, other: Ticket | None) -> tuple[Link, ...]:
    return tuple(
        each
        for each in ticket.links
        if each.relation is not relation or (other is not None and each.ticket != other.id)
    )
