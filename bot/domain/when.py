"""When something was, as people write it: "hoy a las 9 de la mañana", "ayer 18:30", "23/11 a las 9", "2 hours ago".

Total: what is not understood is said to be so, and never guessed to be newer than it may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.numerals import in_words, plain_digits
from bot.domain.text import unaccented

LONGEST = 300
"""Characters that are read; whoever writes more is not telling an hour."""


class Unclear(StrEnum):
    """Why words name no instant: nothing in them does, the hour is missing, or it may be of the morning or the afternoon."""

    UNREAD = "unread"
    NO_HOUR = "no_hour"
    WHICH_HALF = "which_half"


When: TypeAlias = datetime | Unclear


def when(text: str, at: datetime, zone: str) -> When:
    """The instant (aware UTC) that the words name, as somebody in that zone means them at `at`."""
    said = plain_digits(" ".join(unaccented(text[:LONGEST]).split()))
    here = at.astimezone(ZoneInfo(zone))
    if (ago := _ago(said)) is not None and not _CLOCK.search(said):
        return at - ago
    if _NOW.search(said) and not _CLOCK.search(said):
        return at
    day, rest = _day(said, here.date())
    if isinstance(day, Unclear):
        return day
    hour = _hour(rest)
    if isinstance(hour, Unclear):
        return hour if hour is not Unclear.UNREAD else (Unclear.NO_HOUR if day is not None else Unclear.UNREAD)
    found = _placed(day, rest, hour, here)
    return found if isinstance(found, Unclear) else found.astimezone(at.tzinfo)


_NUMBER = r"(\d{1,3}|[a-z]+(?: y [a-z]+)?)"
_UNITS: Mapping[str, timedelta] = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "s": timedelta(weeks=1),
    "w": timedelta(weeks=1),
}
_UNIT = r"(min|mins|minutos?|minutes?|h|hrs?|horas?|hours?|dias?|days?|semanas?|weeks?)\b"
_AGO_ES = re.compile(rf"\bhace (?:como |unos |unas |apenas |casi )?{_NUMBER} {_UNIT}( y media)?")
_AGO_EN = re.compile(rf"\b{_NUMBER} {_UNIT} ago\b")
_HALF_AN_HOUR = re.compile(r"\bhace media hora\b|\bhalf an hour ago\b")
_HOUR_AND_A_HALF = re.compile(r"\bhour and a half ago\b")
_NOW = re.compile(
    r"\b(ahora|ahorita|ahora mismo|en este momento|hace un momento|acabo de|just now|right now|a moment ago)\b"
)
_CLOCK = re.compile(r"\d{1,2} ?[:h] ?\d{2}\b|\ba las? \w|\bat \d")


def _ago(said: str) -> timedelta | None:
    if _HALF_AN_HOUR.search(said):
        return timedelta(minutes=30)
    if _HOUR_AND_A_HALF.search(said):
        return timedelta(minutes=90)
    found = _AGO_ES.search(said) or _AGO_EN.search(said)
    if found is None:
        return None
    count = int(found[1]) if found[1].isdecimal() else 1 if found[1] == "an" else in_words(found[1])
    if count is None:
        return None
    unit = next(each for name, each in _UNITS.items() if found[2].startswith(name))
    half = unit / 2 if found.re is _AGO_ES and found[3] else timedelta()
    return count * unit + half


_MONTH_NAMES = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "january february march april may june july august september october november december"
)
_WEEKDAY_NAMES = (
    "lunes martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday"
)
_MONTHS: Mapping[str, int] = {
    "setiembre": 9,
    **{name: place % 12 + 1 for place, name in enumerate(_MONTH_NAMES.split())},
}
_WEEKDAYS: Mapping[str, int] = {name: place % 7 for place, name in enumerate(_WEEKDAY_NAMES.split())}
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_SLASHES = re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?\b")
_DOTS = re.compile(r"\b(?P<day>\d{1,2})(?P<mark>[.\-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})\b")
_NAMED_ES = re.compile(
    rf"\b(?P<day>\d{{1,2}}) (?:de )?(?P<month>{'|'.join(_MONTHS)})(?:,? (?:del? )?(?P<year>\d{{4}}))?\b"
)
_NAMED_EN = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?\b"
)
_MORNING = r"(?:(?:de|en|por|esta) (?:la )?manana)"
_DAYS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"\b(anteayer|antier|antes de ayer|day before yesterday)\b"), -2),
    (re.compile(r"\b(ayer|yesterday|anoche|last night)\b"), -1),
    (
        re.compile(r"\b(hoy|today|tonight|esta (?:manana|tarde|noche|madrugada)|this (?:morning|afternoon|evening))\b"),
        0,
    ),
    (re.compile(r"\b(pasado manana|day after tomorrow)\b"), 2),
    (re.compile(r"\btomorrow\b|(?<!de la )(?<!en la )(?<!por la )(?<!esta )\bmanana\b"), 1),
)
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b")


def _day(said: str, today: date) -> tuple[date | Unclear | None, str]:
    """The day that is named (None: none is; unread: there is no such day), and the words without it."""
    for pattern in (_ISO, _NAMED_ES, _NAMED_EN, _SLASHES, _DOTS):
        found = pattern.search(said)
        if found is not None:
            return _dated(found, today), f"{said[: found.start()]} {said[found.end() :]}"
    if (weekday := _WEEKDAY.search(said)) is not None:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[weekday[1]]) % 7), said
    for pattern, days in _DAYS:
        if pattern.search(said):
            return today + timedelta(days=days), said
    return None, said


def _dated(found: re.Match[str], today: date) -> date | Unclear:
    """A date as it stands; without a year the one that is nearest to today."""
    month = _MONTHS.get(found["month"]) or int(found["month"])
    written = found["year"]
    year = today.year if written is None else int(written) + (2000 if len(written) == 2 else 0)
    try:
        named = date(year, month, int(found["day"]))
        near = named.replace(year=year - 1) if written is None and named - today > _HALF_A_YEAR else named
    except ValueError:
        return Unclear.UNREAD
    return near if abs(near - today) < _IN_REACH else Unclear.UNREAD


_HALF_A_YEAR = timedelta(days=183)
_IN_REACH = timedelta(days=36_500)
"""What is further away is no date that somebody means."""
_HALVES = r"(?: ?(?P<half>[ap])\.? ?m\b\.?)?"
_HOURS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?<![\d/.\-])(?P<hour>\d{{1,2}}) ?[:h] ?(?P<minute>\d{{2}})\b(?::\d{{2}})?{_HALVES}"),
    re.compile(rf"\ba las? (?P<hour>\d{{1,2}})\.(?P<minute>\d{{2}})\b{_HALVES}"),
    re.compile(rf"\b(?:a las?|at|como a las?) (?P<hour>\d{{1,2}}|[a-z]+)\b{_HALVES}"),
    re.compile(r"\b(?P<hour>\d{1,2}) ?(?P<half>[ap])\.? ?m\b"),
    re.compile(r"\b(?P<hour>\d{1,2})(?= ?(?:hrs?|horas|o'?clock|(?:de|en|por) la (?:manana|tarde|noche|madrugada))\b)"),
)
_AND = re.compile(r"^ (?:y (?P<half>media)|y (?P<quarter>cuarto)|menos (?P<less>cuarto)|y (?P<more>\d{1,2}|[a-z]+))\b")
_WORDS: tuple[tuple[re.Pattern[str], time], ...] = (
    (re.compile(r"\b(?:al? )?(?:mediodia|medio dia|noon|midday)\b"), time(12)),
    (re.compile(r"\b(?:medianoche|media noche|midnight)\b"), time(0)),
)
_PARTS: tuple[tuple[re.Pattern[str], str, time], ...] = (
    (re.compile(r"\bmadrugada\b"), "am", time(0)),
    (re.compile(rf"\b{_MORNING}\b|\bmorning\b"), "am", time(6)),
    (re.compile(r"\b(tarde|afternoon)\b"), "pm", time(12)),
    (re.compile(r"\b(noche|anoche|evening|night|tonight)\b"), "night", time(19)),
    (re.compile(r"\bdel dia\b"), "pm", time(12)),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Either:
    """An hour that may be of the morning or of the afternoon."""

    early: time

    @property
    def late(self) -> time:
        return self.early.replace(hour=self.early.hour + 12)


def _hour(said: str) -> time | _Either | Unclear:
    """The hour that is named, or a part of the day, by its beginning."""
    for word, hour in _WORDS:
        if word.search(said):
            return hour
    part = next(((name, begins) for pattern, name, begins in _PARTS if pattern.search(said)), None)
    for pattern in _HOURS:
        found = pattern.search(said)
        named = _named(found, said[found.end() :]) if found is not None else None
        if found is not None and named is not None:
            groups = found.groupdict()
            half = {"a": "am", "p": "pm"}.get(groups.get("half") or "") or (part[0] if part is not None else None)
            return _halved(named, half, padded=len(found["hour"]) == 2 and found["hour"].startswith("0"))
    return part[1] if part is not None else Unclear.UNREAD


def _named(found: re.Match[str], after: str) -> time | None:
    """The hour as it stands in the words, with what follows: "y media", "y cuarto", "menos cuarto", "y 20"."""
    hour = int(found["hour"]) if found["hour"].isdecimal() else in_words(found["hour"])
    minute = int(found.groupdict().get("minute") or 0)
    more = _AND.match(after) if not minute else None
    if hour is None or hour > 24:
        return None
    if more is not None:
        extra = more["more"]
        counted = 0 if extra is None else int(extra) if extra.isdecimal() else in_words(extra) or 0
        minute = 30 if more["half"] else 15 if more["quarter"] else 45 if more["less"] else counted
        hour = hour - 1 if more["less"] else hour
    return time(hour % 24, minute) if minute < 60 else None


_EARLIEST_AT_WORK = 7
"""Whoever names an hour from here to noon without more means the morning; an earlier one may be of either half."""


def _halved(named: time, half: str | None, *, padded: bool) -> time | _Either:
    """The hour in its half of the day."""
    if half == "am":
        return named.replace(hour=0) if named.hour == 12 else named
    if half == "night" and named.hour == 12:
        return named.replace(hour=0)
    if half in ("pm", "night"):
        small = named.hour < 5 and half == "night"  # "3 de la noche" is before dawn
        return named if named.hour >= 12 or small else named.replace(hour=named.hour + 12)
    return _Either(early=named) if 1 <= named.hour < _EARLIEST_AT_WORK and not padded else named


_SOON = timedelta(minutes=10)
"""Clocks differ by a little."""


def _placed(day: date | None, said: str, hour: time | _Either, here: datetime) -> When:
    """The instant on that day; a weekday that would still come is last week's."""
    on = day or here.date()
    if isinstance(hour, _Either):
        early, late = (_at(on, each, here) for each in (hour.early, hour.late))
        if late <= here:
            return Unclear.WHICH_HALF
        found = early
    else:
        found = _at(on, hour, here)
    if found > here + _SOON and _WEEKDAY.search(said) is not None and on == here.date():
        return found - timedelta(days=7)
    return min(found, here) if found - here <= _SOON else found


def _at(day: date, hour: time, here: datetime) -> datetime:
    return datetime.combine(day, hour, tzinfo=here.tzinfo)
