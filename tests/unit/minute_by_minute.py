"""Business time counted the slow way: every minute of a while is looked at, on the wall clock.

Nothing here is shared with the arithmetic it judges: no span is turned into an instant. The wall clock is watched as it
goes; the desk opens and closes when the clock first shows, or has passed, the time that is written. So what counts is the
latest time that the clock has shown so far: while it is put back, the desk stays as it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@cache
def _shown(start: datetime, minutes: int, zone: str) -> tuple[tuple[date, int], ...]:
    """For each minute from `start`, the latest that the wall clock has shown so far: date, and minute of the day."""
    tz, latest, seen = ZoneInfo(zone), datetime.min, []  # noqa: DTZ901 - a wall clock has no zone
    for minute in range(minutes):
        latest = max(latest, (start + minute * MINUTE).astimezone(tz).replace(tzinfo=None))
        seen.append((latest.date(), latest.hour * 60 + latest.minute))
    return tuple(seen)


class MinuteByMinute:
    """A while of `days` from `start` (UTC, on a whole minute, not within a change of the clock), watched once.

    `working` gives the minutes after midnight at which a desk works on a local day.
    """

    def __init__(self, start: datetime, days: int, zone: str, working: Callable[[date], frozenset[int]]) -> None:
        self.start = start
        self.minutes = days * 24 * 60
        self.open: list[bool] = []
        self.seconds: list[int] = [0]
        self.closing: dict[date, int] = {}
        hours: dict[date, frozenset[int]] = {}
        for minute, (day, shown) in enumerate(_shown(start, self.minutes, zone), 1):
            if day not in hours:
                hours[day] = working(day)
            works = shown in hours[day]
            self.open.append(works)
            self.seconds.append(self.seconds[-1] + 60 * works)
            if works:
                self.closing[day] = minute

    def worked(self, at: datetime) -> timedelta:
        """The time worked from the start of the while."""
        minute, rest = divmod(at - self.start, MINUTE)
        return timedelta(seconds=self.seconds[minute]) + (rest if rest and self.open[minute] else timedelta(0))

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return self.worked(end) - self.worked(start)

    def add(self, at: datetime, business: timedelta) -> datetime:
        """The earliest instant at which so much was worked; it must lie within the while."""
        if not business:
            return at
        wanted = self.worked(at) + business
        before = bisect_left(self.seconds, wanted.total_seconds()) - 1
        return self.start + before * MINUTE + (wanted - timedelta(seconds=self.seconds[before]))

    def is_open(self, at: datetime) -> bool:
        return self.open[(at - self.start) // MINUTE]

    def next_opening(self, at: datetime) -> datetime | None:
        """None when it does not open again within the while."""
        if self.is_open(at):
            return at
        first = (at - self.start) // MINUTE
        later = self.open.index(True, first) if True in self.open[first:] else None
        return None if later is None else self.start + later * MINUTE

    def days_later(self, at: datetime, zone: str, days: int) -> datetime | None:
        """None when the while has not so many further days of work."""
        today = at.astimezone(ZoneInfo(zone)).date()
        later = sorted(day for day in self.closing if day > today)
        return self.start + self.closing[later[days - 1]] * MINUTE if len(later) >= days else None


def noon(day: date) -> datetime:
    """Twelve o'clock UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
