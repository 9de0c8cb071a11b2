"""Tickets that belong together: what one of them is told when another comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.deeds import SYSTEM, Change, Deed, Work
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Code, Untrusted, phrase
from bot.domain.ticket import Action, Link, Relation, Ticket


def followed_by(process: Process, old: Ticket, new: Ticket, at: datetime) -> Change:
    """The finished ticket says which one goes on from it."""
    system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
    work = Work(process, old, Deed(action=Action.LINK, actor=system, at=at, channel="system"))
    link = Link(ticket=new.id, code=new.code, relation=Relation.FOLLOWED_BY)
    work.thread((phrase("🔗 %(number)s goes on from here.", number=Code(new.code)),))
    return work.change(replace(old, links=(*old.links, link)), data={"other": new.code})
