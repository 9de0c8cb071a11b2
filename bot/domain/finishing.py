"""How a ticket ends: resolved, closed, cancelled; and how it is opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import merging, rating, reasons
from bot.domain.buttons import Press, TicketPress, Verb, encode
from bot.domain.deeds import SYSTEM, Change, Refusal, Work, requester_name
from bot.domain.effects import CancelTimer, Dispatch, Effect, Say, SetTimer
from bot.domain.message import Button, Message, Style
from bot.domain.process import Notice, Process
from bot.domain.replying import tracked, with_call
from bot.domain.roles import Role
from bot.domain.text import Code, Moment, Phrase, Text, Untrusted, lines, phrase, plural
from bot.domain.ticket import STATUS_WORDS, Action, Status, Ticket
from bot.domain.ticket_clocks import business_days_later

AUTO_CLOSE = "close"
"""The purpose of the timer that closes a resolved ticket."""

NEVER_SEEN = 0
"""The revision of a ticket that a button does not know."""

CLOSE_NOTICE = "close_notice"
"""The purpose of the timer that says so beforehand."""


def resolve(work: Work, after: Status) -> Change:
    """The requester reads the solution and says whether it works; silence closes the ticket."""
    ticket, text = work.ticket, work.deed.text
    solution: Text = (phrase("Solution: %(text)s", text=text),) if text is not None and text.untrusted else ()
    delivery = tracked(work, text or Untrusted(""), resolved=True)
    work.tell(
        Notice.RESOLVED,
        solution,
        proof=delivery.post,
        specialist=work.deed.actor.name,
        buttons=(works_or_not(ticket, ticket.revision + 1),),
    )
    for follower in ticket.followers:
        if follower.ticket is not None:
            again = Button(
                label=phrase("↺ Still the same"), data=encode(TicketPress(Action.REOPEN, follower.ticket, NEVER_SEEN))
            )
            asked = phrase("%(number)s: if it does not work for you, say so.", number=Code(follower.code or ""))
            work.to_follower(follower, Message(body=(asked,), buttons=((again,),)))
    resolved = replace(
        ticket, status=after, resolution=text, finished_at=work.deed.at, calls=with_call(ticket, delivery)
    )
    return work.change(closing(work, resolved))


def works_or_not(ticket: Ticket, revision: int) -> tuple[Button, ...]:
    """The requester's verdict; of what development delivered, it is the incident's as well."""
    press = {
        each: encode(TicketPress(each, ticket.id, revision)) for each in (Action.CLOSE, Action.CONFIRM, Action.REOPEN)
    }
    by_desk = Button(label=phrase("✔ It works: close it"), data=press[Action.CLOSE], style=Style.PRIMARY)
    delivered = Button(label=phrase("✔ It works now"), data=press[Action.CONFIRM], style=Style.PRIMARY)
    return (
        by_desk if ticket.incident is None else delivered,
        Button(label=phrase("↺ Still the same"), data=press[Action.REOPEN]),
    )


def closing(work: Work, ticket: Ticket) -> Ticket:
    """The resolved ticket closes by itself when nobody objects from now on, after a notice."""
    periods = work.process.periods
    closes_at = business_days_later(work.process, ticket, work.deed.at, periods.close_days)
    work.effects.append(_timer(ticket, AUTO_CLOSE, closes_at))
    if 0 < periods.close_notice_days < periods.close_days:
        days = periods.close_days - periods.close_notice_days
        told_at = business_days_later(work.process, ticket, work.deed.at, days)
        work.effects.append(_timer(ticket, CLOSE_NOTICE, told_at))
    return replace(ticket, closes_at=closes_at)


def _timer(ticket: Ticket, purpose: str, due: datetime) -> SetTimer:
    return SetTimer(
        key=f"{purpose}:{ticket.id}",
        due=due,
        purpose=purpose,
        chat=ticket.requester.chat,
        person=SYSTEM,
        ticket=ticket.id,
    )


def noticed(process: Process, ticket: Ticket, at: datetime) -> tuple[Effect, ...]:
    """The requester of a resolved ticket is told that, and when, it closes by itself; not when it is about to."""
    if ticket.status is not Status.RESOLVED or ticket.closes_at is None or ticket.closes_at <= at:
        return ()
    words = phrase(
        "%(number)s closes by itself: %(at)s. Does it work now?",
        number=Code(ticket.code),
        at=Moment(ticket.closes_at, process.desk.zone),
    )
    message = Message(body=(words,), buttons=(works_or_not(ticket, ticket.revision),))
    requester = ticket.requester
    return (Say(chat=requester.chat, message=message, language=requester.language, ticket=ticket.id),)


def finish(work: Work, after: Status, which: Notice) -> Change:
    """Nothing more is expected of anybody; whoever asked may say how they were served."""
    ticket = work.ticket
    work.tell(which, specialist=ticket.assignee_name or "—")
    _why(work, after)
    work.effects.extend(_kept_open(ticket))
    finished = replace(ticket, status=after, finished_at=work.deed.at, closes_at=None)
    if which is Notice.CLOSED:
        rating.ask(work, finished)
    return work.change(finished)


def _kept_open(ticket: Ticket) -> tuple[Effect, ...]:
    return tuple(CancelTimer(key=f"{purpose}:{ticket.id}") for purpose in (AUTO_CLOSE, CLOSE_NOTICE))


def _why(work: Work, after: Status) -> None:
    """Who of the desk ended it, and why, under the card."""
    if not work.deed.actor.roles & {Role.REQUESTER, Role.SYSTEM}:
        work.thread(lines((work.deed.actor.name, ": ", STATUS_WORDS[after]), reasons.told(work)))


def is_late(work: Work) -> bool:
    """Whether the days are over in which the desk takes a finished ticket up again."""
    finished, days = work.ticket.finished_at, timedelta(days=work.process.periods.reopen_days)
    return work.deed.action is Action.REOPEN and finished is not None and work.deed.at > finished + days


def reopen(work: Work, after: Status) -> Change | Refusal:
    """The work goes on, within the days in which the desk allows that; afterwards a new request follows this one."""
    ticket, days = work.ticket, work.process.periods.reopen_days
    asked = Role.REQUESTER in work.deed.actor.roles
    if is_late(work):
        if not asked:
            return Refusal(_too_late(ticket, days))
        work.to_requester(Message(body=(_too_late(ticket, days),), buttons=((follow_button(ticket),),)))
        return Change(ticket, None, tuple(work.effects))
    work.tell(Notice.REOPENED, specialist=ticket.assignee_name or "—")
    work.effects.extend((*_kept_open(ticket), CancelTimer(key=rating.timer_of(ticket))))
    who = requester_name(work.process, ticket) if asked else work.deed.actor.name
    work.thread(lines(("↺ ", who, ": ", STATUS_WORDS[after]), () if asked else reasons.told(work)))
    if ticket.assignee is not None:
        work.whisper_to(ticket.assignee, phrase("%(number)s was reopened", number=Code(ticket.code)), ticket)
    apart, also = merging.taken_out(work, ticket)
    then = (Dispatch(ticket=ticket.id, call=True),) if apart.assignee is None else ()
    change = work.change(replace(apart, status=after, finished_at=None, closes_at=None, rating=None), then=then)
    return replace(change, also=also)


def follow_button(ticket: Ticket) -> Button:
    """Begins a request that follows the finished ticket."""
    data = encode(Press(Verb.FOLLOW, mark=str(ticket.id)))
    return Button(label=phrase("➕ A new request about it"), data=data, style=Style.PRIMARY)


def _too_late(ticket: Ticket, days: int) -> Phrase:
    return plural(
        "%(number)s was closed more than a day ago and is not reopened any more.",
        "%(number)s was closed more than %(count)s days ago and is not reopened any more.",
        days,
        number=Code(ticket.code),
    )
