"""Whether work that is locked may begin: read from what the requester answered and from the ticket's ledger, never kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.answers import Answer
from bot.domain.chips import attesting_id
from bot.domain.effects import CancelTimer, Effect, SetTimer
from bot.domain.ids import DESK, PersonRef
from bot.domain.lock import Lock, LockEntry, LockTurn, Told
from bot.domain.process import Process, StepKind
from bot.domain.ticket import OPEN, Ticket

EXPIRES = "lock"
"""The purpose of the timer at which work that may begin is locked again. Every lock of a ticket has one of its own."""

CHOSEN = (StepKind.CHOICE, StepKind.CONFIRMATION, StepKind.MULTI_CHOICE)
"""Questions whose options say whether what they ask for is there."""


class Why(StrEnum):
    """Why something counts as not attested: nobody said it, it is not so, it was not understood, it was too long ago when it
    was said, or it was said so long ago that it holds no more."""

    UNSAID = "unsaid"
    NOT_SO = "not_so"
    UNREAD = "unread"
    TOO_OLD = "too_old"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lacking:
    """What is not attested, and why; what has expired, since when."""

    told: Told
    why: Why
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LockState:
    """How a lock of a ticket stands. `concerns`: the ticket needs that work. `until`: it may begin until then, None when it
    is closed; `leave`: because a supervisor said so. `lacking` is what the requester has not attested; `begun` the last
    time that it began."""

    lock: Lock
    concerns: bool
    until: datetime | None
    lacking: tuple[Lacking, ...] = ()
    leave: LockEntry | None = None
    begun: LockEntry | None = None

    @property
    def is_open(self) -> bool:
        return self.until is not None


def state_of(process: Process, lock: Lock, ticket: Ticket, at: datetime) -> LockState:
    """How the lock stands at that instant."""
    ledger = [each for each in ticket.locks if each.lock == lock.id]
    lacking = tuple(_lacking(process, lock, ticket, at))
    leave = next((each for each in reversed(ledger) if each.turn is LockTurn.OVERRIDDEN), None)
    given_leave = leave is not None and at < leave.at + _time(lock)
    attested = None if lacking else _attested_until(lock, ticket)
    return LockState(
        lock=lock,
        concerns=_concerns(lock, ticket),
        until=attested or (leave.at + _time(lock) if leave is not None and given_leave else None),
        lacking=lacking,
        leave=leave if given_leave and attested is None else None,
        begun=next((each for each in reversed(ledger) if each.turn is LockTurn.BEGUN), None),
    )


def states(process: Process, ticket: Ticket, at: datetime) -> tuple[LockState, ...]:
    """The locks of work that the ticket needs."""
    found = (state_of(process, lock, ticket, at) for lock in process.locks)
    return tuple(each for each in found if each.concerns)


def asked_by(process: Process, what: str) -> tuple[Lock, Told] | None:
    """The lock that asks a requester with the chip of that id, and what it asks; None for every other chip."""
    for lock in process.locks:
        for told in lock.attests:
            if attesting_id(lock.id, told.step) == what:
                return lock, told
    return None


def judged(process: Process, told: Told, answer: Answer | None, given: datetime) -> Why | None:
    """Why an answer that was given at that instant attests nothing; None when it does."""
    step = process.step(told.step)
    if step is None or answer is None:
        return Why.UNSAID
    if step.kind in CHOSEN:
        if not answer.options:
            return Why.UNSAID
        return None if set(answer.options) <= set(told.one_of) else Why.NOT_SO
    if step.kind is StepKind.FILES:
        return None if answer.files else Why.UNSAID
    if step.kind is StepKind.MOMENT:
        return _judged_moment(step.validation.hours_back if step.validation is not None else None, answer, given)
    return None if answer.text is not None else Why.UNSAID


def lock_timers(
    process: Process, before: Ticket | None, after: Ticket, at: datetime, system: PersonRef
) -> tuple[Effect, ...]:
    """The timers (of the `system`) at which locks close again, where a change made them others. `before` is None for a new
    ticket."""
    effects: list[Effect] = []
    for lock in process.locks:
        was = None if before is None else _closes(process, lock, before)
        comes, key = _closes(process, lock, after), f"{EXPIRES}:{lock.id}:{after.id}"
        if comes == was:
            continue
        if comes is not None and comes > at:
            timer = SetTimer(key=key, due=comes, purpose=EXPIRES, chat=DESK, person=system, ticket=after.id)
            effects.append(timer)
        else:
            effects.append(CancelTimer(key=key))
    return tuple(effects)


def lock_of_timer(key: str) -> str:
    """The id of the lock that such a timer is about."""
    return key.split(":")[1]


def _closes(process: Process, lock: Lock, ticket: Ticket) -> datetime | None:
    """When the work is closed again, or was; None when it may not begin, or nothing is to be done any more."""
    if ticket.status not in OPEN or not _concerns(lock, ticket):
        return None
    leaves = [
        each.at + _time(lock) for each in ticket.locks if (each.lock, each.turn) == (lock.id, LockTurn.OVERRIDDEN)
    ]
    attested = None if any(_unmet(process, lock, ticket)) else _attested_until(lock, ticket)
    return max((*leaves, *((attested,) if attested is not None else ())), default=None)


def _concerns(lock: Lock, ticket: Ticket) -> bool:
    """By what the requester answered, or because the desk saw to it."""
    answers = ticket.answers
    said = all(each.step in answers and set(answers[each.step].options) & set(each.one_of) for each in lock.about)
    return said or any(each.lock == lock.id for each in ticket.locks)


def _time(lock: Lock) -> timedelta:
    return timedelta(hours=lock.hours)


def _given(lock: Lock, told: Told, ticket: Ticket) -> tuple[Answer | None, datetime]:
    """The answer that counts, and when it was given: what was asked for anew counts only once it is answered anew."""
    answer = ticket.answers.get(told.step)
    later = answer.given if answer is not None else None
    asked = [each.at for each in ticket.locks if _asks(each, lock) and told.step in each.steps]
    counts = not asked or (later is not None and later >= max(asked))
    return (answer if counts else None), later or ticket.opened_at


def _asks(entry: LockEntry, lock: Lock) -> bool:
    return (entry.lock, entry.turn) == (lock.id, LockTurn.ASKED)


def _unmet(process: Process, lock: Lock, ticket: Ticket) -> Iterator[Lacking]:
    """What is not attested, however long ago the rest was."""
    for told in lock.attests:
        answer, given = _given(lock, told, ticket)
        why = judged(process, told, answer, given)
        if why is not None and not told.optional:
            yield Lacking(told=told, why=why)


def _lacking(process: Process, lock: Lock, ticket: Ticket, at: datetime) -> Iterator[Lacking]:
    unmet = {each.told.step: each for each in _unmet(process, lock, ticket)}
    for told in lock.attests:
        if told.step in unmet:
            yield unmet[told.step]
        elif not told.optional:
            ends = _given(lock, told, ticket)[1] + _time(lock)
            if at >= ends:
                yield Lacking(told=told, why=Why.EXPIRED, since=ends)


def _attested_until(lock: Lock, ticket: Ticket) -> datetime:
    """Until when all that was attested holds: the oldest of it decides."""
    return min(_given(lock, told, ticket)[1] for told in lock.attests if not told.optional) + _time(lock)


def _judged_moment(hours_back: int | None, answer: Answer, given: datetime) -> Why | None:
    if answer.moment is None:
        return Why.UNREAD
    if answer.moment > given:
        return Why.UNREAD
    return Why.TOO_OLD if hours_back is not None and given - answer.moment > timedelta(hours=hours_back) else None
