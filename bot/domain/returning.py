"""A ticket goes back to the level below, with the reason why."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.assigning import asked, reason_entry, reason_of
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import Dispatch
from bot.domain.escalating import goes_on
from bot.domain.text import Code, Text, lines, phrase
from bot.domain.ticket import Status


def go_back(work: Work, after: Status) -> Change | Refusal:
    """The level below has it again, and whoever of them is next is asked; the requester reads that, and repeats nothing."""
    ticket, actor, reason = work.ticket, work.deed.actor, reason_of(work.deed)
    number, level = Code(ticket.code), work.process.level_before(ticket.level)
    if level is None:
        return Refusal(phrase("%(number)s is at the first level.", number=number))
    if reason is None:
        return _ask_why(work)
    name = level.name.get(work.desk_language, level.id)
    said = phrase("⤵️ %(name)s gave it back to %(level)s.", name=actor.name, level=name)
    work.thread(lines((said,), (reason,)))
    if ticket.assignee not in (None, actor.person):
        gone = phrase("%(name)s gave %(number)s back to %(level)s", name=actor.name, number=number, level=name)
        work.whisper_to(ticket.assignee, gone, ticket, (reason,))
    work.to_requester(goes_on(level, ticket.code, ticket.requester.language))
    for each in ticket.followers:
        work.to_follower(each, goes_on(level, each.code or ticket.code, each.requester.language))
    changed = replace(
        ticket, status=after, level=level.id, assignee=None, assignee_name=None, offer=None, offered_to=()
    )
    then = (Dispatch(ticket=ticket.id, call=True, tell=True),)
    return work.change(changed, reason=reason, data={"level": level.id}, then=then)


def _ask_why(work: Work) -> Change | Refusal:
    if work.deed.interaction is None:
        return Refusal(phrase("Write the reason after the number: /ticket return 12 It is a matter of settings…"))
    unsaid: Text = (phrase("Say why in a few words."),) if work.deed.text is not None else ()
    why = reason_entry(phrase("What was found, and why does it go back?"), error=unsaid)
    return asked(work, phrase("Back to the level before"), phrase("Give back"), why)
