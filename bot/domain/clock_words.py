"""A ticket's clocks as the desk reads them on the card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain.clocks import Clock, Reason, Run, State, Which, due, remaining, run_of
from bot.domain.process import Process
from bot.domain.text import Moment, Phrase, Text, lines, phrase
from bot.domain.ticket import Ticket
from bot.domain.ticket_clocks import calendars_of

CLOCK_WORDS: Mapping[Which, Phrase] = {
    Which.FIRST_RESPONSE: phrase("First response"),
    Which.NEXT_RESPONSE: phrase("Next response"),
    Which.RESOLUTION: phrase("Resolution"),
    Which.ANSWER: phrase("Development's answer"),
    Which.FIX: phrase("Development's delivery"),
}
"""What each clock is called."""

REASON_WORDS: Mapping[Reason, Phrase] = {
    Reason.REQUESTER: phrase("waiting for the requester"),
    Reason.DESK: phrase("paused by the desk"),
    Reason.DEVELOPMENT: phrase("development has it"),
    Reason.AGREED: phrase("until the agreed time"),
}
"""Why a clock stands still."""


def clock_lines(process: Process, ticket: Ticket) -> Text:
    """A line for each clock that goes on: when it is due, or why it stands still and what is left. A deadline that was
    past when the ticket last changed is marked."""
    return lines_of(process, ticket.clocks, ticket.updated_at)


def lines_of(process: Process, clocks: Iterable[Clock], at: datetime) -> Text:
    """The same for any clocks, as they were at that instant."""
    return lines(*(_line(process, clock, at) for clock in clocks))


def in_words(time: timedelta) -> Phrase:
    """Hours and minutes of work, such as `2 h 10 min`; a part of a minute counts as a minute."""
    minutes = -(-max(time, timedelta(0)) // timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return phrase("%(minutes)s min", minutes=rest)
    if not rest:
        return phrase("%(hours)s h", hours=hours)
    return phrase("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def _line(process: Process, clock: Clock, now: datetime) -> Text:
    run, calendars = run_of(clock), calendars_of(process)
    if run is None or run.state is State.STOPPED:
        return ()
    at = due(clock, calendars)
    name: Text = (CLOCK_WORDS[clock.which], ": ")
    if at is not None and at <= now:
        return ("⚠️ ", *name, phrase("overdue since %(when)s", when=Moment(at, process.desk.zone)), *_still(run))
    if run.state is State.PAUSED:
        left = remaining(clock, now, calendars) or timedelta(0)
        return ("⏸ ", *name, phrase("stopped, %(time)s left", time=in_words(left)), *_still(run))
    return (*name, Moment(at, process.desk.zone)) if at is not None else ()


def _still(run: Run) -> Text:
    """Why it stands still, if it does."""
    if run.state is not State.PAUSED:
        return ()
    return (" (", REASON_WORDS[next(each for each in Reason if each in run.reasons)], ")")
