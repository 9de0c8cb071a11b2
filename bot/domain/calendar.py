"""Business time: the hours in which a desk works, and arithmetic with nothing but those hours.

A calendar is written in wall-clock time, and reckoned in instants. Every boundary of a span is one instant: *the first at
which the wall clock of the zone shows that time or a later one*. So a time that the clock skips is the moment of the
jump, a time that it shows twice is its first showing, and spans that touch on paper touch in reality: whatever the clock
does, no minute of work is counted twice or falls between two spans.

Instants are aware; they come back in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

MIDNIGHT = 24 * 60
"""`24:00`, the end of a day, in minutes."""

_NONE = timedelta(0)
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_FAR = date(9998, 12, 31)
"""The last day that is looked at: after it, instants cannot be written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Working hours without a break: from `opens` (included) to `closes` (not included), in minutes after midnight;
    `closes` may be `MIDNIGHT`."""

    opens: int
    closes: int


DayHours: TypeAlias = tuple[Span, ...]
"""The hours of one day, in order, without overlap; () when the desk is closed."""

CLOSED: DayHours = ()
ALL_DAY: DayHours = (Span(opens=0, closes=MIDNIGHT),)


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """When a desk works: `week` from Monday to Sunday, and the `dates` that are otherwise (a holiday has no hours).

    ValueError when hours are reversed, overlap, are out of order or leave the day.
    """

    zone: str
    week: tuple[DayHours, ...]
    dates: Mapping[date, DayHours] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for hours in (*self.week, *self.dates.values()):
            if not _in_order(hours):
                raise ValueError(f"these are no hours of a day: {hours}")

    def hours(self, day: date) -> DayHours:
        """The hours of a local day, as they are on paper."""
        return self.dates.get(day, self.week[day.weekday()])

    def is_open(self, at: datetime) -> bool:
        """Whether the desk works at that instant."""
        return self.next_opening(at) == at

    def next_opening(self, at: datetime) -> datetime | None:
        """The first instant, not before `at`, at which the desk works; None when it never does again."""
        return next((opens for opens, _ in self._stretches(_utc(at))), None)

    def add(self, at: datetime, business: timedelta) -> datetime | None:
        """The first instant at which so much business time has passed since `at`; None when it never will have.

        With no time at all it is `at`. Where the time is used up exactly when the desk closes, it is that closing, not the
        next opening. ValueError for a negative time.
        """
        if business < _NONE:
            raise ValueError("business time is added, never taken away")
        start, left = _utc(at), business
        if not left:
            return start
        for opens, closes in self._stretches(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return None

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The business time between two instants; negative when `end` is the earlier one."""
        first, last = _utc(start), _utc(end)
        if last < first:
            return -self.elapsed(last, first)
        total = _NONE
        for opens, closes in self._stretches(first):
            if opens >= last:
                break
            total += min(closes, last) - opens
        return total

    def days_later(self, at: datetime, days: int) -> datetime | None:
        """When the `days`-th business day after the day of `at` closes; None when there are not so many.

        A business day is a local date on which the desk works at all; the day of `at` itself does not count. ValueError
        for less than one day.
        """
        if days < 1:
            raise ValueError("at least one business day")
        day, left = _utc(at).astimezone(ZoneInfo(self.zone)).date() + _DAY, days
        while day <= self._last_day():
            stretches = tuple(self._of(day))
            left -= bool(stretches)
            if not left:
                return stretches[-1][1]
            day += _DAY
        return None

    def _stretches(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work from `at` on, in order, none of them empty: for ever, or to the last."""
        # Nothing of an earlier date is left: a day is over as soon as the clock has shown a later one.
        day, last = at.astimezone(ZoneInfo(self.zone)).date(), self._last_day()
        while day <= last:
            for opens, closes in self._of(day):
                if closes > at:
                    yield max(opens, at), closes
            day += _DAY

    def _of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of one local day. One that the clock skips is none."""
        return iter(_stretches_of(self.zone, day, self.hours(day)))

    def _last_day(self) -> date:
        """Beyond it the desk never works, so that nothing is sought for ever."""
        if any(self.week):
            return _FAR
        return max((day for day, hours in self.dates.items() if hours), default=date.min)


def always_open(zone: str) -> Calendar:
    """The calendar of a desk that never closes: business time is all time."""
    return Calendar(zone=zone, week=(ALL_DAY,) * 7)


@lru_cache(maxsize=4096)  # the same days are looked at again and again: what is due soon
def _stretches_of(zone: str, day: date, hours: DayHours) -> tuple[tuple[datetime, datetime], ...]:
    there = ZoneInfo(zone)
    spans = ((_instant(day, span.opens, there), _instant(day, span.closes, there)) for span in hours)
    return tuple((opens, closes) for opens, closes in spans if opens < closes)


def _in_order(hours: DayHours) -> bool:
    within = all(0 <= span.opens < span.closes <= MIDNIGHT for span in hours)
    return within and all(before.closes <= after.opens for before, after in pairwise(hours))


def _utc(at: datetime) -> datetime:
    # Two instants of one zone are compared by their wall clocks, which is wrong where the clock changes: hence UTC.
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return at.astimezone(UTC)


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall clock shows that time of that day, or a later one."""
    of = day + _DAY if minutes == MIDNIGHT else day
    hour, minute = divmod(minutes % MIDNIGHT, 60)
    first = datetime.combine(of, time(hour, minute, tzinfo=zone)).astimezone(UTC)
    second = datetime.combine(of, time(hour, minute, tzinfo=zone, fold=1)).astimezone(UTC)
    # In a repeated hour the first comes before the second; a skipped one exists in neither, and the two lie about the jump.
    return first if first <= second else _jump(second, first, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between the two at which the clock of the zone jumps forward."""
    earlier = before.astimezone(zone).utcoffset()
    while after - before > _TICK:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == earlier:
            before = middle
        else:
            after = middle
    return after
