"""Going off shift with open tickets: what is to become of each is asked in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.assignment import Leaving
from bot.domain.buttons import ShiftPress, encode
from bot.domain.card import headline
from bot.domain.colleagues import colleagues
from bot.domain.ids import TicketId
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form
from bot.domain.process import Process
from bot.domain.roles import Staff
from bot.domain.text import phrase, plural
from bot.domain.ticket import STATUS_WORDS, TRANSITIONS, Action, Ticket

MOST = 20
"""Tickets in one form."""

QUEUE = Leaving.QUEUE.value
KEEP = Leaving.KEEP.value
_FIELD = "ticket_"


def ask_form(tickets: Sequence[tuple[Process, Ticket]], staff: Sequence[Staff]) -> Form:
    """A field for each ticket: keep it, back to the queue, or a colleague; what the process proposes stands there."""
    return Form(
        title=(phrase("Before you go"),),
        submit=(phrase("Hand over"),),
        close=(phrase("They stay mine"),),
        data=encode(ShiftPress()),
        intro=(
            plural(
                "You have one open ticket. What should become of it?",
                "You have %(count)s open tickets. What should become of each?",
                len(tickets),
            ),
        ),
        entries=tuple(_entry(process, ticket, staff) for process, ticket in tickets[:MOST]),
    )


def wishes(values: Mapping[str, Entered]) -> Mapping[TicketId, str]:
    """What was chosen for each ticket: `keep`, `queue`, or a colleague."""
    chosen: dict[TicketId, str] = {}
    for name, entered in values.items():
        number = name.removeprefix(_FIELD)
        if name.startswith(_FIELD) and number.isascii() and number.isdecimal() and entered.choices:
            chosen[TicketId(int(number))] = entered.choices[0]
    return chosen


def _entry(process: Process, ticket: Ticket, staff: Sequence[Staff]) -> Entry:
    choices = [Choice(id=KEEP, label=phrase("It stays mine"))]
    if (ticket.status, Action.RELEASE) in TRANSITIONS:
        choices.append(Choice(id=QUEUE, label=phrase("Back to the queue")))
    choices += colleagues(process, ticket, staff)
    proposed = process.assignment.leaving.value
    return Entry(
        id=f"{_FIELD}{ticket.id}",
        label=headline(process, ticket),
        hint=(STATUS_WORDS[ticket.status],),
        kind=EntryKind.CHOICE,
        choices=tuple(choices),
        chosen=(proposed if any(each.id == proposed for each in choices) else KEEP,),
    )
