"""Each deadline of a ticket in words, from its ledger: for the desk, and for the requester, who reads nothing internal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.chips import chips_of
from bot.domain.clock_words import CLOCK_WORDS, REASON_WORDS, in_words
from bot.domain.clocks import Clock, Reason, Run, Spell, State, Turn, Which, due, elapsed, remaining, run_of
from bot.domain.process import Process
from bot.domain.text import Code, Moment, Phrase, Span, Text, Untrusted, lines, phrase
from bot.domain.ticket import OPEN, Ticket
from bot.domain.ticket_clocks import calendars_of

_NONE = timedelta(0)

_FIRST_OF = (Reason.REQUESTER, Reason.AGREED, Reason.DEVELOPMENT, Reason.DESK)
"""Of several reasons at once, the one that is told."""


def explained(process: Process, ticket: Ticket, at: datetime) -> Text:
    """For the desk: every clock that ever ran, with its target, its pauses and what is left."""
    told = [_of_clock(process, clock, run, at) for clock in ticket.clocks if (run := run_of(clock)) is not None]
    return lines(*told) or (phrase("Nothing is promised for this ticket."),)


def explained_to_requester(process: Process, ticket: Ticket, at: datetime, zone: str) -> Text:
    """For the requester: when they are answered and when it is to be solved, and how long it waited for what."""
    number = Code(ticket.code)
    if ticket.status not in OPEN:
        return (phrase("%(number)s: nothing is due any more.", number=number),)
    clocks = [(clock, run) for clock in ticket.clocks if (run := run_of(clock)) is not None and _goes_on(run)]
    if not clocks:
        return (phrase("%(number)s is open, and has no fixed time.", number=number),)
    answers = [each for each in clocks if each[0].which is not Which.RESOLUTION][-1:]
    solution = [each for each in clocks if each[0].which is Which.RESOLUTION]
    parts = [_promised(process, clock, run, at, zone) for clock, run in (*answers, *solution)]
    waits = list(_waited(process, solution[0], at, ticket.requester.language)) if solution else []
    return lines(*((number, " · ", each) if not place else (each,) for place, each in enumerate(parts)), *waits[-1:])


def _goes_on(run: Run) -> bool:
    return run.state is not State.STOPPED


def _of_clock(process: Process, clock: Clock, run: Run, at: datetime) -> Text:
    calendars, zone = calendars_of(process), process.desk.zone
    begun = phrase(
        "%(clock)s: from %(start)s, %(target)s of working time.",
        clock=CLOCK_WORDS[clock.which],
        start=Moment(run.spells[0].start, zone),
        target=in_words(run.target),
    )
    pauses = [_pause(process, clock, spell, at) for spell in run.spells if spell.reasons]
    return lines((begun,), *pauses, ("• ", _outcome(clock, run, at, due(clock, calendars), process)))


def _pause(process: Process, clock: Clock, spell: Spell, at: datetime) -> Text:
    """How long it stood still, and for what, as it was said."""
    length = calendars_of(process)(spell.calendar).elapsed(spell.start, spell.end or at)
    who = REASON_WORDS[next(each for each in _FIRST_OF if each in spell.reasons)]
    time, words = in_words(length), _said(clock, spell)
    reason: Text = (": ", words) if words is not None else ()
    if spell.end is None:
        return ("• ", phrase("Stopped for %(time)s now, %(why)s", time=time, why=who), *reason)
    return ("• ", phrase("It was stopped for %(time)s, %(why)s", time=time, why=who), *reason)


def _said(clock: Clock, spell: Spell) -> Untrusted | None:
    """What was said when it began to stand still."""
    paused = (each for each in clock.entries if each.turn is Turn.PAUSE and each.reason in spell.reasons)
    before = [each.words for each in paused if each.at <= spell.start and each.words is not None]
    return before[-1] if before else None


def _outcome(clock: Clock, run: Run, at: datetime, ends: datetime | None, process: Process) -> Phrase:
    calendars, zone = calendars_of(process), process.desk.zone
    left = remaining(clock, at, calendars) or _NONE
    if run.state is State.STOPPED:
        used = in_words(elapsed(clock, at, calendars))
        if left >= _NONE:
            return phrase("Done after %(used)s, in time.", used=used)
        return phrase("Done after %(used)s, %(late)s late.", used=used, late=in_words(-left))
    if ends is not None and ends <= at:
        return phrase("Overdue since %(when)s: %(late)s.", when=Moment(ends, zone), late=in_words(-left))
    if run.state is State.PAUSED or ends is None:
        return phrase("%(time)s are left once it runs again.", time=in_words(left))
    return phrase("Due %(when)s, %(time)s are left.", when=Moment(ends, zone), time=in_words(left))


def _promised(process: Process, clock: Clock, run: Run, at: datetime, zone: str) -> Phrase:
    ends = due(clock, calendars_of(process))
    answer = clock.which is not Which.RESOLUTION
    if ends is not None and ends <= at:
        when: Span = Moment(ends, zone)
        if answer:
            return phrase("We should have answered you by %(when)s. We are sorry for the delay.", when=when)
        return phrase("It should have been solved by %(when)s. We are sorry for the delay.", when=when)
    if run.state is State.PAUSED or ends is None:
        left = in_words(remaining(clock, at, calendars_of(process)) or _NONE)
        if answer:
            return phrase("We owe you an answer: %(time)s of our hours are left once we go on.", time=left)
        return phrase("To solve it, %(time)s of our hours are left once we go on.", time=left)
    if answer:
        return phrase("We answer you by %(when)s at the latest.", when=Moment(ends, zone))
    return phrase("We mean to solve it by %(when)s at the latest.", when=Moment(ends, zone))


def _waited(process: Process, of: tuple[Clock, Run], at: datetime, language: str) -> Iterator[Text]:
    """How long the clock stood still, once for each pause; the desk's own reasons are its own."""
    clock, run = of
    for spell in run.spells:
        if not spell.reasons:
            continue
        time = in_words(calendars_of(process)(spell.calendar).elapsed(spell.start, spell.end or at))
        if Reason.REQUESTER not in spell.reasons and Reason.DEVELOPMENT in spell.reasons:
            if spell.end is None:
                yield (phrase("The clock is stopped while development works on it (%(time)s).", time=time),)
            else:
                yield (phrase("The clock was stopped for %(time)s while development worked on it.", time=time),)
            continue
        if Reason.REQUESTER not in spell.reasons and Reason.AGREED in spell.reasons:
            yield (_until_agreed(clock, spell, time),)
            continue
        if Reason.REQUESTER not in spell.reasons:
            if spell.end is None:
                yield (phrase("The clock is stopped while we look at it with other people (%(time)s).", time=time),)
            else:
                yield (
                    phrase("The clock was stopped for %(time)s while we looked at it with other people.", time=time),
                )
            continue
        what = _asked_for(process, _said(clock, spell), language)
        if spell.end is None:
            yield (
                phrase(
                    "The clock is stopped while we wait for this from you: %(what)s (%(time)s).", what=what, time=time
                ),
            )
        else:
            yield (
                phrase(
                    "The clock was stopped for %(time)s while we waited for this from you: %(what)s.",
                    time=time,
                    what=what,
                ),
            )


def _until_agreed(clock: Clock, spell: Spell, time: Phrase) -> Phrase:
    when = _said(clock, spell) or "—"
    if spell.end is None:
        return phrase("The clock is stopped until the time that you chose for remote help: %(when)s.", when=when)
    return phrase(
        "The clock was stopped for %(time)s, until the time that you chose for remote help: %(when)s.",
        time=time,
        when=when,
    )


def _asked_for(process: Process, words: Untrusted | None, language: str) -> Span:
    """What they were asked for, in their language where the desk has a name for it."""
    if words is None:
        return phrase("your answer")
    if process.remote is not None and words.untrusted in process.remote.label.values():
        return process.remote.label.get(language, words)
    for chip in chips_of(process):
        if chip.named(process.languages[0]) == words.untrusted:
            return chip.named(language)
    return words
