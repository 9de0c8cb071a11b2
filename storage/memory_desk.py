"""The audit, Home tabs, the index of tickets and the desk's numbers in memory. The same contract as SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import mean, median
from typing import Any

from bot.domain.audit import Audited
from bot.domain.ids import PersonRef, TicketId
from bot.domain.tally import Tally
from bot.domain.ticket import OPEN, Ticket
from storage.memory_rows import Rows


class MemoryAuditLog:
    """`bot.app.desk_ports.AuditLog`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[int, Audited] = rows()

    def add(self, line: Audited) -> None:
        self._rows[max(self._rows, default=0) + 1] = line

    def newest(self, limit: int) -> tuple[Audited, ...]:
        return tuple(each for _, each in sorted(self._rows.items(), reverse=True))[:limit]


@dataclass(frozen=True, slots=True)
class _Home:
    opened_at: datetime
    desk: bool
    outdated: bool = False


class MemoryHomes:
    """`bot.app.desk_ports.Homes`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[PersonRef, _Home] = rows()

    def opened(self, person: PersonRef, at: datetime, *, desk: bool) -> None:
        self._rows[person] = _Home(at, desk)

    def outdate(self, since: datetime, requester: PersonRef) -> tuple[PersonRef, ...]:
        found = sorted(
            person
            for person, home in self._rows.items()
            if home.opened_at >= since and not home.outdated and (home.desk or person == requester)
        )
        for person in found:
            self._rows[person] = replace(self._rows[person], outdated=True)
        return tuple(found)

    def updated(self, person: PersonRef) -> bool:
        home = self._rows.get(person)
        if home is None:
            return False
        self._rows[person] = replace(home, outdated=False)
        return home.desk


class MemoryTicketIndex:
    """`bot.app.ticket_ports.TicketIndex`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[TicketId, frozenset[str]] = rows()

    def put(self, ticket: TicketId, marks: Sequence[str]) -> None:
        self._rows[ticket] = frozenset(marks)

    def find(self, marks: Sequence[str], limit: int) -> tuple[TicketId, ...]:
        wanted = set(marks)
        found = (each for each, has in self._rows.items() if wanted and wanted <= has)
        return tuple(sorted(found, reverse=True))[:limit]


class MemoryTallies:
    """`bot.app.desk_ports.Tallies`."""

    def __init__(self, tickets: Callable[[], list[Ticket]]) -> None:
        self._tickets = tickets

    def desk(self, today: datetime, week: datetime, month: datetime) -> Tally:
        everything = self._tickets()
        unfinished = [each for each in everything if each.status in OPEN]
        opened = [each.opened_at for each in everything]
        taken = [
            (each.taken_at - each.opened_at) // timedelta(microseconds=1)
            for each in everything
            if each.taken_at is not None and each.opened_at >= week
        ]
        lately = [each for each in everything if each.finished_at is not None and each.finished_at >= month]
        scores = [each.rating.score for each in lately if each.rating is not None]
        ended = [each.finished_at for each in everything if each.finished_at is not None]
        return Tally(
            open=Counter(each.status for each in unfinished),
            unassigned=sum(each.assignee is None for each in unfinished),
            opened_today=sum(each >= today for each in opened),
            opened_in_week=sum(each >= week for each in opened),
            ended_today=sum(each >= today for each in ended),
            ended_in_week=sum(each >= week for each in ended),
            to_take=timedelta(microseconds=median(taken)) if taken else None,
            rated=len(scores),
            satisfaction=mean(scores) if scores else None,
        )
