"""When each step of each clock had to be done, by the ledgers and the histories alone: it counts minutes and knows no calendar
arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.clock_steps import ClockStep
from bot.domain.clocks import Clock, Run, State, Turn, run_of
from bot.domain.ticket import Action, HistoryEntry, Ticket
from tests.simulation.clock_desk import AFTERWARDS, BEGIN, YEARS, Desk, minutes_of_work, saacg


@dataclass(frozen=True, order=True)
class Step:
    """A step: of which clock and run, and at which minute."""

    clock: str
    run: int
    do: str
    percent: float
    minute: int


def done(history: tuple[HistoryEntry, ...]) -> list[Step]:
    """The steps that the ticket's history tells of."""
    return sorted(
        Step(
            each.data["clock"], int(each.data["run"]), each.data["step"], float(each.data["percent"]), _minute(each.at)
        )
        for each in history
        if each.action is Action.WARN
    )


def _minute(at: datetime) -> int:
    return -((BEGIN - at) // timedelta(minutes=1))


@dataclass(frozen=True)
class Moment:
    """What counts from a minute on: how the ticket stands, and how far each clock's entries go."""

    minute: int
    level: str
    priority: str
    open: bool


class Oracle:
    """When each step had to be done, by the ledgers and the history alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._minutes = minutes_of_work()

    def expected(self, ticket: Ticket, history: tuple[HistoryEntry, ...]) -> list[Step]:
        """The steps, as `done` tells them."""
        moments = list(_moments(ticket, history))
        found: list[Step] = []
        for clock in ticket.clocks:
            for run, first, last in runs(clock):
                for step in saacg().warnings:
                    if step.clock is clock.which:
                        found += self._of_step(ticket, clock, run, (first, last), step, moments)
        return sorted(found)

    def _of_step(
        self,
        ticket: Ticket,
        clock: Clock,
        run: int,
        entries: tuple[int, int],
        step: ClockStep,
        moments: list[Moment],
    ) -> Iterator[Step]:
        times, since = 0, 0
        most = 1 if step.repeat is None else 1 + step.repeat.at_most
        for now, then in pairwise(moments):
            newest = _until(clock, entries, now.minute)
            if newest is None or newest.state is not State.RUNNING or not now.open:
                continue
            if not step.fits(ticket.kind, now.level, now.priority):
                continue
            urgent = now.priority == "urgent"
            while times < most:
                if not times:
                    passes = self._threshold(newest, step)
                elif urgent:
                    passes = since + int(step.repeat.every_minutes) if step.repeat else 0
                else:
                    passes = self._minutes.used_up(since, step.repeat.every_minutes if step.repeat else 0)
                may = self._desk._awake(max(passes, now.minute))
                if not urgent:
                    while (opens := self._desk._awake(self._minutes.opening(may))) != may:
                        may = opens
                if may > then.minute:
                    break
                times, since = times + 1, may
                yield Step(clock.which.value, run, step.do.value, step.at, may)

    def _threshold(self, run: Run, step: ClockStep) -> int:
        """The minute at which that much of the target is used up, counted through the while in which it ran."""
        need = round(run.target.total_seconds() / 60 * step.at / 100)
        for spell in run.spells:
            if spell.reasons:
                continue
            start = _minute(spell.start)
            if spell.end is not None:
                ran = self._minutes.worked[_minute(spell.end)] - self._minutes.worked[start]
                if ran < need:
                    need -= ran
                    continue
            return self._minutes.used_up(start, need)
        raise AssertionError("a clock that runs has a last while")


def _moments(ticket: Ticket, history: tuple[HistoryEntry, ...]) -> Iterator[Moment]:
    """Each minute from which on something is otherwise, and the end of all days."""
    level, priority, is_open = saacg().levels[0].id, "normal", True
    told = [each.at for each in history] + [entry.at for clock in ticket.clocks for entry in clock.entries]
    minutes: dict[int, list[HistoryEntry]] = {_minute(each): [] for each in told}
    for entry in history:
        minutes[_minute(entry.at)].append(entry)
    for minute in sorted(minutes):
        for entry in minutes[minute]:
            level = entry.data.get("level", level)
            if entry.action is Action.PRIORITIZE:
                priority = entry.data["to"]
            is_open = entry.after.value not in ("resolved", "closed", "cancelled")
            yield Moment(minute, level, priority, is_open)
        if not minutes[minute]:
            yield Moment(minute, level, priority, is_open)
    yield Moment(YEARS + AFTERWARDS, level, priority, is_open)


def runs(clock: Clock) -> Iterator[tuple[int, int, int]]:
    """Each run: its number, and from which entry to which."""
    starts = [place for place, entry in enumerate(clock.entries) if entry.turn is Turn.START]
    for number, (first, last) in enumerate(pairwise([*starts, len(clock.entries)]), 1):
        yield number, first, last


def _until(clock: Clock, entries: tuple[int, int], minute: int) -> Run | None:
    """The run as its entries told it at that minute."""
    first, last = entries
    told = tuple(each for each in clock.entries[first:last] if _minute(each.at) <= minute)
    return run_of(Clock(which=clock.which, entries=told)) if told else None
