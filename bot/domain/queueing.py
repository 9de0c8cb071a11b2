"""What a requester is told while nobody has their ticket: the truth, and when somebody will be there."""

from __future__ import annotations

from datetime import datetime

from bot.domain.deeds import Work
from bot.domain.process import Notice, Process
from bot.domain.text import Moment, Text, phrase
from bot.domain.ticket import Ticket
from bot.domain.ticket_clocks import calendars_of


def tell_queued(work: Work) -> None:
    """The ticket waits: so says the desk's own notice, and one line says until when, by the requester's clock."""
    work.tell(Notice.QUEUED, expected(work.process, work.ticket, work.deed.at))


def expected(process: Process, ticket: Ticket, at: datetime) -> Text:
    """When somebody of its level will be there, as far as the desk's hours tell."""
    opens = next_opening(process, ticket.level, at)
    if opens is None:
        return ()
    if opens <= at:
        return (phrase("We are within our hours: whoever is free first will take it."),)
    return (phrase("We open again on %(at)s.", at=Moment(opens, ticket.requester.zone or process.desk.zone)),)


def next_opening(process: Process, level: str, at: datetime) -> datetime | None:
    """The first instant, not before `at`, at which that level works; None when the process says no hours for it, or it
    never works again."""
    name = next((each.calendar for each in process.levels if each.id == level), None)
    return None if name is None else calendars_of(process)(name).next_opening(at)
