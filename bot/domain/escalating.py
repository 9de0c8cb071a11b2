"""A ticket goes up to the next level, with everything that is known of it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.assigning import asked, reason_entry, reason_of
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import Dispatch
from bot.domain.message import Message
from bot.domain.process import Level
from bot.domain.roles import Role
from bot.domain.text import Code, Text, lines, phrase
from bot.domain.ticket import Status


def escalate(work: Work, after: Status) -> Change | Refusal:
    """The next level has it, and whoever of them is next is asked; the requester reads that, and repeats nothing."""
    ticket, actor, reason = work.ticket, work.deed.actor, reason_of(work.deed)
    number, level = Code(ticket.code), work.process.level_after(ticket.level)
    if level is None:
        return Refusal(phrase("%(number)s is at the last level already.", number=number))
    of_itself = Role.SYSTEM in actor.roles
    if reason is None and not of_itself:
        return _ask_why(work)
    name, why = level.name.get(work.desk_language, level.id), () if reason is None else ((reason,),)
    said = phrase("⤴️ %(name)s escalated it to %(level)s.", name=actor.name, level=name)
    gone = phrase("%(name)s escalated %(number)s", name=actor.name, number=number)
    if of_itself:
        said = phrase("⤴️ The time for its analysis is used up: it goes on to %(level)s.", level=name)
        gone = phrase(
            "The time for the analysis of %(number)s is used up: it goes on to %(level)s", number=number, level=name
        )
    work.thread(lines((said,), *why))
    if ticket.assignee not in (None, actor.person):
        work.whisper_to(ticket.assignee, gone, ticket, *why)
    work.to_requester(goes_on(level, ticket.code, ticket.requester.language))
    for each in ticket.followers:
        work.to_follower(each, goes_on(level, each.code or ticket.code, each.requester.language))
    changed = replace(
        ticket, status=after, level=level.id, assignee=None, assignee_name=None, offer=None, offered_to=()
    )
    then = (Dispatch(ticket=ticket.id, call=True, tell=True),)
    return work.change(changed, reason=reason, data={"level": level.id}, then=then)


def goes_on(level: Level, code: str, language: str) -> Message:
    """What the requester reads, with the number that they know."""
    name = level.name.get(language, level.id)
    on = phrase("%(number)s goes on to %(level)s.", number=Code(code), level=name)
    repeat = phrase("They have everything you told us: you need not explain it again.")
    return Message(body=lines((on,), (repeat,)))


def _ask_why(work: Work) -> Change | Refusal:
    if work.deed.interaction is None:
        return Refusal(phrase("Write the reason after the number: /ticket escalate 12 It needs the database…"))
    unsaid: Text = (phrase("Say why in a few words."),) if work.deed.text is not None else ()
    why = reason_entry(phrase("What was tried, and why does it go on?"), error=unsaid)
    return asked(work, phrase("Escalate the ticket"), phrase("Escalate"), why)
