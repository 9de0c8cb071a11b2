"""Work that is locked, in the desk's words: what is closed and why, or until when it may begin and on what grounds."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.folding import folded
from bot.domain.lock import Told
from bot.domain.locking import CHOSEN, LockState, Why, states
from bot.domain.process import Process, StepKind
from bot.domain.reading import Reading
from bot.domain.text import Moment, Text, join, lines, phrase
from bot.domain.ticket import OPEN, Ticket

LONGEST_TOLD = 120
"""Characters of an answer in such a line."""


def lock_lines(process: Process, ticket: Ticket) -> Text:
    """A line of the card for each lock, as the ticket stood when it last changed; empty when nobody works on it any more."""
    if ticket.status not in OPEN:
        return ()
    return lines(*(lock_line(process, ticket, each) for each in states(process, ticket, ticket.updated_at)))


def lock_line(process: Process, ticket: Ticket, state: LockState) -> Text:
    """How one lock stands."""
    name, zone = state.lock.named(process.languages[0]), process.desk.zone
    if state.until is None:
        return ("🔒 ", phrase("%(lock)s: closed.", lock=name), " ", *closed_because(process, ticket, state))
    until = Moment(state.until, zone)
    if state.leave is not None:
        by = phrase("%(lock)s: open until %(at)s, by %(name)s:", lock=name, at=until, name=state.leave.name)
        return ("🔓 ", by, " ", state.leave.reason or "—", *_begun(state, zone))
    told: Text = join(" · ", _attested(process, ticket, state))
    grounds: Text = (" (", *told, ")") if told else ()
    return ("🔓 ", phrase("%(lock)s: open until %(at)s", lock=name, at=until), *grounds, *_begun(state, zone))


def closed_because(process: Process, ticket: Ticket, state: LockState) -> Text:
    """Why it is closed, a sentence for each reason."""
    zone, reading = process.desk.zone, Reading(process=process, ticket=ticket)
    by: dict[Why, list[Told]] = {}
    for each in state.lacking:
        by.setdefault(each.why, []).append(each.told)
    named = {why: ", ".join(_label(process, told) for told in tolds) for why, tolds in by.items()}
    said: list[Text] = []
    if Why.EXPIRED in by:
        since = max(each.since for each in state.lacking if each.since is not None)
        said.append((phrase("What the requester attested expired on %(at)s.", at=Moment(since, zone)),))
    if Why.UNSAID in by:
        said.append((phrase("The requester has not attested: %(what)s.", what=named[Why.UNSAID]),))
    for told in by.get(Why.NOT_SO, ()):
        step = process.step(told.step)
        if step is not None:
            said.append((_label(process, told), ": ", *reading.shown(step, ticket.answers[step.id]), "."))
    if Why.UNREAD in by:
        said.append((phrase("It is not clear: %(what)s.", what=named[Why.UNREAD]),))
    for told in by.get(Why.TOO_OLD, ()):
        moment = ticket.answers[told.step].moment
        when: Text = (Moment(moment, zone),) if moment is not None else ()
        said.append((phrase("Too long ago: %(what)s", what=_label(process, told)), " ", *when, "."))
    return join(" ", said)


def _label(process: Process, told: Told) -> str:
    step = process.step(told.step)
    return told.step if step is None else step.label.get(process.languages[0], step.id)


def _attested(process: Process, ticket: Ticket, state: LockState) -> Iterator[Text]:
    """What was attested in words; that the rest is so goes without saying."""
    reading = Reading(process=process, ticket=ticket)
    for told in state.lock.attests:
        step, answer = process.step(told.step), ticket.answers.get(told.step)
        if step is None or answer is None or step.kind in CHOSEN:
            continue
        if step.kind is StepKind.MOMENT and answer.moment is not None:
            yield (_label(process, told), ": ", Moment(answer.moment, process.desk.zone))
        elif answer.text is not None or answer.files:
            yield (_label(process, told), ": ", *folded(reading.shown(step, answer), LONGEST_TOLD))


def _begun(state: LockState, zone: str) -> Text:
    if state.begun is None:
        return ()
    at = Moment(state.begun.at, zone)
    return (" · ", phrase("▶ begun by %(name)s, %(at)s", name=state.begun.name, at=at))
