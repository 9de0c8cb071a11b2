"""Opening hours to try arithmetic with: the kinds that desks have, and the kinds that break arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from bot.domain.calendar import ALL_DAY, CLOSED, Calendar, DayHours, Span

CLOCK_CHANGES: tuple[tuple[str, date], ...] = (
    ("America/Mexico_City", date(2021, 4, 4)),
    ("America/Mexico_City", date(2021, 10, 31)),
    ("America/Mexico_City", date(2022, 4, 3)),
    ("America/Mexico_City", date(2022, 10, 30)),
    ("America/Tijuana", date(2026, 3, 8)),
    ("America/Tijuana", date(2026, 11, 1)),
    ("America/Tijuana", date(2027, 3, 14)),
    ("America/Argentina/Buenos_Aires", date(2007, 12, 30)),  # here the clock changes at midnight
    ("America/Argentina/Buenos_Aires", date(2008, 3, 16)),
    ("America/Argentina/Buenos_Aires", date(2008, 10, 19)),
    ("America/Argentina/Buenos_Aires", date(2009, 3, 15)),
    ("Europe/Madrid", date(2026, 3, 29)),
    ("Europe/Madrid", date(2026, 10, 25)),
)
"""The local date of each change: forward and back, at two and at midnight."""

QUIET: tuple[tuple[str, date], ...] = (
    ("America/Mexico_City", date(2026, 11, 16)),
    ("America/Argentina/Buenos_Aires", date(2026, 12, 28)),
)
"""Weeks in which no clock changes."""

_TIMES = st.one_of(
    st.sampled_from((0, 1, 30, 59, 60, 61, 90, 119, 120, 121, 150, 179, 180, 181, 210, 240, 1380, 1410, 1439, 1440)),
    st.sampled_from((8 * 60, 9 * 60, 14 * 60, 15 * 60, 16 * 60, 18 * 60, 19 * 60)),
    st.integers(0, 1440),
)


def _spans(times: Sequence[int]) -> DayHours:
    """Every second gap between the times is worked; where a time comes twice, two spans touch."""
    ordered = sorted(times)
    pairs = zip(ordered[::2], ordered[1::2], strict=False)
    return tuple(Span(opens=opens, closes=closes) for opens, closes in pairs if opens < closes)


DAYS: st.SearchStrategy[DayHours] = st.one_of(
    st.just(CLOSED),
    st.just(ALL_DAY),
    st.just((Span(opens=9 * 60, closes=14 * 60), Span(opens=16 * 60, closes=19 * 60))),  # with a lunch break
    st.just((Span(opens=0, closes=6 * 60), Span(opens=22 * 60, closes=1440))),  # a night shift
    st.lists(_TIMES, min_size=2, max_size=8).map(_spans),
    st.lists(_TIMES, min_size=1, max_size=4).map(lambda each: _spans([time for at in each for time in (at, at)][1:-1])),
)


@dataclass(frozen=True)
class Week:
    """A calendar, and a day around which to try it."""

    calendar: Calendar
    around: date


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """A calendar with holidays and days of their own near a day on which, mostly, the clock changes."""
    zone, around = draw(st.sampled_from(CLOCK_CHANGES + QUIET))
    near = st.integers(-3, 5).map(lambda days: around + timedelta(days=days))
    calendar = Calendar(
        zone=zone,
        week=draw(st.tuples(*[DAYS] * 7)),
        dates=draw(st.dictionaries(near, st.one_of(st.just(CLOSED), DAYS), max_size=3)),
    )
    return Week(calendar, around)
