"""A ticket's clocks as the desk reads them on the card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.clocks import Clock, Reason, Run, State, Which, due, remaining, run_of
from bot.domain.process import Process
from bot.domain.text import Moment, Phrase, Text, lines, phrase
from bot.domain.ticket import Ticket
from bot.domain.ticket_clocks import calendars_of

CLOCK_WORDS: Mapping[Which, Phrase] = {
    Which.FIRST_RESPONSE: phrase("First response"),
    Which.NEXT_RESPONSE: phrase("Next response"),
    Which.RESOLUTION: phrase("Resolution"),
}
"""What each clock is called."""

REASON_WORDS: Mapping[Reason, Phrase] = {
    Reason.REQUESTER: phrase("waiting for the requester"),
    Reason.DESK: phrase("paused by the desk"),
}
"""Why a clock stands still."""


def clock_lines(process: Process, ticket: Ticket) -> Text:
    """A line for each clock that goes on: when it is due, or why it stands still and what is left. A deadline that was
    past when the ticket last changed is marked."""
    return lines(*(_line(process, ticket, clock) for clock in ticket.clocks))


def in_words(time: timedelta) -> Phrase:
    """Hours and minutes of work, such as `2 h 10 min`; a part of a minute counts as a minute."""
    minutes = -(-max(time, timedelta(0)) // timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return phrase("%(minutes)s min", minutes=rest)
    if not rest:
        return phrase("%(hours)s h", hours=hours)
    return phrase("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def _line(process: Process, ticket: Ticket, clock: Clock) -> Text:
    run, calendars = run_of(clock), calendars_of(process)
    if run is None or run.state is State.STOPPED:
        return ()
    at = due(clock, calendars)
    name: Text = (CLOCK_WORDS[clock.which], ": ")
    if at is not None and at <= ticket.updated_at:
        return ("⚠️ ", *name, phrase("overdue since %(when)s", when=Moment(at, process.desk.zone)), *_still(run))
    if run.state is State.PAUSED:
        left = remaining(clock, ticket.updated_at, calendars) or timedelta(0)
        return ("⏸ ", *name, phrase("stopped, %(time)s left", time=in_words(left)), *_still(run))
    return (*name, Moment(at, process.desk.zone)) if at is not None else ()


def _still(run: Run) -> Text:
    """Why it stands still, if it does."""
    if run.state is not State.PAUSED:
        return ()
    return (" (", *(REASON_WORDS[Reason.REQUESTER if Reason.REQUESTER in run.reasons else Reason.DESK],), ")")
