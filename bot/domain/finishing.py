"""How a ticket ends: resolved, closed, cancelled; and how it is opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.buttons import TicketPress, encode
from bot.domain.deeds import SYSTEM, Change, Refusal, Work, requester_name
from bot.domain.effects import CancelTimer, SetTimer
from bot.domain.message import Button, Style
from bot.domain.process import Notice
from bot.domain.roles import Role
from bot.domain.text import Code, Text, lines, phrase, plural
from bot.domain.ticket import STATUS_WORDS, Action, Status

AUTO_CLOSE = "close"
"""The purpose of the timer that closes a resolved ticket."""


def resolve(work: Work, after: Status) -> Change:
    """The requester reads the solution and says whether it works; silence closes the ticket."""
    ticket, text = work.ticket, work.deed.text
    press = {each: encode(TicketPress(each, ticket.id, ticket.revision + 1)) for each in (Action.CLOSE, Action.REOPEN)}
    solution: Text = (phrase("Solution: %(text)s", text=text),) if text is not None and text.untrusted else ()
    work.tell(
        Notice.RESOLVED,
        solution,
        specialist=work.deed.actor.name,
        buttons=(
            (
                Button(label=phrase("✔ It works: close it"), data=press[Action.CLOSE], style=Style.PRIMARY),
                Button(label=phrase("↺ Still the same"), data=press[Action.REOPEN]),
            ),
        ),
    )
    work.thread(lines((phrase("✅ %(name)s resolved it.", name=work.deed.actor.name),), solution))
    work.effects.append(closing(work))
    return work.change(replace(ticket, status=after, resolution=text, finished_at=work.deed.at))


def closing(work: Work) -> SetTimer:
    """The ticket closes by itself when nobody objects."""
    ticket = work.ticket
    return SetTimer(
        key=f"{AUTO_CLOSE}:{ticket.id}",
        due=work.deed.at + timedelta(days=work.process.periods.close_days),
        purpose=AUTO_CLOSE,
        chat=ticket.requester.chat,
        person=SYSTEM,
        ticket=ticket.id,
    )


def finish(work: Work, after: Status, which: Notice) -> Change:
    """Nothing more is expected of anybody."""
    ticket = work.ticket
    work.tell(which, specialist=ticket.assignee_name or "—")
    work.effects.append(CancelTimer(key=f"{AUTO_CLOSE}:{ticket.id}"))
    return work.change(replace(ticket, status=after, finished_at=work.deed.at))


def reopen(work: Work, after: Status) -> Change | Refusal:
    """The work goes on, within the days in which the desk allows that."""
    ticket, days = work.ticket, work.process.periods.reopen_days
    if ticket.finished_at is not None and work.deed.at > ticket.finished_at + timedelta(days=days):
        return Refusal(
            plural(
                "%(number)s was closed more than a day ago. /new opens a new one.",
                "%(number)s was closed more than %(count)s days ago. /new opens a new one.",
                days,
                number=Code(ticket.code),
            )
        )
    work.tell(Notice.REOPENED, specialist=ticket.assignee_name or "—")
    work.effects.append(CancelTimer(key=f"{AUTO_CLOSE}:{ticket.id}"))
    asked = Role.REQUESTER in work.deed.actor.roles
    who = requester_name(work.process, ticket) if asked else work.deed.actor.name
    work.thread(("↺ ", who, ": ", STATUS_WORDS[after]))
    if ticket.assignee is not None:
        work.whisper_to(ticket.assignee, phrase("%(number)s was reopened", number=Code(ticket.code)), ticket)
    return work.change(replace(ticket, status=after, finished_at=None))
