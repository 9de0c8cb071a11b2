"""Another time: those that a desk offers from its calendar, and hours as people write them ("a las 4:30", "mañana 10:00")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.domain.calendar import Calendar
from bot.domain.text import Phrase, fold, phrase

MOST_OFFERED = 4
FARTHEST = timedelta(days=14)
"""A time that is agreed on is not later than this."""

_FIRST = timedelta(minutes=45)
_SLOT = timedelta(minutes=30)
_EARLIEST, _LATEST = 8, 20
"""Hours between which a time is offered, even by a desk that never closes."""
_DAY = timedelta(days=1)
_LONGEST, _SHORT, _FEW = 10, 5, 3
"""Words: what is longer tells a story, what is short and names no hour only puts it off, and few can be the bare hour."""


@dataclass(frozen=True, slots=True)
class Vague:
    """The words put it off, and do not say until when."""


def offered(calendar: Calendar, at: datetime, zone: str) -> tuple[datetime, ...]:
    """Two to four times at which the desk works, from soon on, on the first two such days; on the hour and the half hour."""
    found: list[datetime] = []
    for _, day in groupby(_slots(calendar, at, zone), key=lambda each: each.astimezone(ZoneInfo(zone)).date()):
        slots = tuple(day)
        first = slots[0]
        apart = timedelta(hours=4 if found else 2)
        second = next((each for each in slots if each - first >= apart), None)
        found += [first] if second is None else [first, second]
        if len(found) >= MOST_OFFERED - 1:
            break
    return tuple(found[:MOST_OFFERED])


def _slots(calendar: Calendar, at: datetime, zone: str) -> Iterator[datetime]:
    start = (at + _FIRST).astimezone(UTC)
    past = timedelta(minutes=start.minute % 30, seconds=start.second, microseconds=start.microsecond)
    slot = start - past + (_SLOT if past else timedelta())
    while slot <= at + FARTHEST:
        if _EARLIEST <= slot.astimezone(ZoneInfo(zone)).hour < _LATEST and calendar.is_open(slot):
            yield slot
        slot += _SLOT


_WEEKDAYS: tuple[Mapping[str, str], ...] = (
    {"es": "lunes", "en": "monday"},
    {"es": "martes", "en": "tuesday"},
    {"es": "miercoles", "en": "wednesday"},
    {"es": "jueves", "en": "thursday"},
    {"es": "viernes", "en": "friday"},
    {"es": "sabado", "en": "saturday"},
    {"es": "domingo", "en": "sunday"},
)


def named(at: datetime, now: datetime, zone: str) -> Phrase:
    """A time as people say it: "today 16:30", "tomorrow 10:00", "Monday 30, 10:00"."""
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    hour, day = f"{local.hour}:{local.minute:02d}", local.day
    if local.date() == today:
        return phrase("today %(time)s", time=hour)
    if local.date() == today + _DAY:
        return phrase("tomorrow %(time)s", time=hour)
    return (
        phrase("Monday %(day)s, %(time)s", day=day, time=hour),
        phrase("Tuesday %(day)s, %(time)s", day=day, time=hour),
        phrase("Wednesday %(day)s, %(time)s", day=day, time=hour),
        phrase("Thursday %(day)s, %(time)s", day=day, time=hour),
        phrase("Friday %(day)s, %(time)s", day=day, time=hour),
        phrase("Saturday %(day)s, %(time)s", day=day, time=hour),
        phrase("Sunday %(day)s, %(time)s", day=day, time=hour),
    )[local.weekday()]


_NUMBERS = {
    word: str(number)
    for number, words in {
        1: "una one un uno",
        2: "dos two",
        3: "tres three",
        4: "cuatro four",
        5: "cinco five",
        6: "seis six",
        7: "siete seven",
        8: "ocho eight",
        9: "nueve nine",
        10: "diez ten",
        11: "once eleven",
        12: "doce twelve",
        15: "quince fifteen",
        20: "veinte twenty",
        30: "treinta thirty",
        40: "cuarenta forty",
    }.items()
    for word in words.split()
}
_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")
_UNIT = r"(min(?:utos?|utes?|s)?|h(?:oras?|ours?|rs?)?)"
_SOON = re.compile(rf"\b(?:en|dentro de|in|within|deme|otros)\s+(?:unos\s+|otros\s+|about\s+)?(\d{{1,3}})\s*{_UNIT}\b")
_ALONE = re.compile(rf"(\d{{1,3}})\s*{_UNIT}")
_SPANS: Mapping[str, int] = {
    "cuarto de hora": 15,
    "quarter of an hour": 15,
    "hora y media": 90,
    "hour and a half": 90,
    "media hora": 30,
    "half an hour": 30,
    "en 1 hora": 60,
    "in an hour": 60,
}
_CLOCK = re.compile(
    r"(?P<at>\ba las?\s+|\bat\s+)?\b(?P<hour>\d{1,2})(?!\d)(?:(?:[:.]|\s?h\s?)(?P<minute>\d{2})(?!\d))?"
    r"(?P<half>\s+y\s+(?:media|30))?(?P<quarter>\s+y\s+(?:cuarto|15))?\s*(?P<part>a\.?\s?m\b\.?|p\.?\s?m\b\.?|hrs?\b|horas\b|h\b)?"
)
_PARTS: Mapping[str, str] = {
    "de la manana": "am",
    "in the morning": "am",
    "de la tarde": "pm",
    "de la noche": "pm",
    "in the afternoon": "pm",
    "in the evening": "pm",
}
_LATER = re.compile(
    r"\b(mas tarde|mas tardecito|despues|luego|otro momento|otra hora|otro dia|al rato|ahora no|ahorita no|en un rato|"
    r"no puedo (ahora|ahorita|hoy)|later|another time|not now|other time|por la tarde|por la manana)\b"
)


def read_when(
    text: str, now: datetime, zone: str, calendar: Calendar, *, bare: bool = False
) -> datetime | Vague | None:
    """The instant that the words name, of several the next at which the desk works; `Vague` when they only put it off, None
    for other words. `bare`: it was asked for, so that "10" or "las 4" is one."""
    said = _WORD.sub(lambda found: _NUMBERS[found[1]], fold(text))
    words = len(said.split())
    if words > _LONGEST:
        return None
    if (minutes := _minutes(said)) is not None:
        return now + timedelta(minutes=minutes) if minutes else Vague()
    today = now.astimezone(ZoneInfo(zone)).date()
    rest, part = _without_part(said)
    day, named_day, rest = _day(rest, today)
    clock = _hours(rest, part, bare=named_day or (bare and words <= _FEW))
    if clock is None:
        return Vague() if words <= _SHORT and (named_day or _LATER.search(said)) else None
    days = (day,) if named_day else (today, today + _DAY)
    instants = [_instant(each, hour, clock[1], zone) for each in days for hour in clock[0]]
    coming = sorted(each for each in instants if each > now)
    if not coming:
        return Vague()
    return next((each for each in coming if calendar.is_open(each)), coming[0])


def _minutes(said: str) -> int | None:
    """In how many minutes, where the words say that."""
    for words, minutes in _SPANS.items():
        if re.search(rf"\b{words}\b", said):
            return minutes
    found = _SOON.search(said) or _ALONE.fullmatch(said)
    if found is None:
        return None
    return int(found[1]) * (60 if found[2][0] == "h" else 1)


def _without_part(said: str) -> tuple[str, str]:
    """ "de la mañana" is a part of the day, and not tomorrow."""
    for words, part in _PARTS.items():
        if words in said:
            return said.replace(words, part), part
    return said, ""


def _day(said: str, today: date) -> tuple[date, bool, str]:
    """The day that is named, whether one is, and the words without it."""
    for words, later in (
        ("pasado manana", 2),
        ("day after tomorrow", 2),
        ("manana", 1),
        ("tomorrow", 1),
        ("hoy", 0),
        ("today", 0),
    ):
        if re.search(rf"\b{words}\b", said):
            return today + later * _DAY, True, re.sub(rf"\b{words}\b", " ", said)
    for weekday, names in enumerate(_WEEKDAYS):
        for name in names.values():
            if re.search(rf"\b{name}\b", said):
                ahead = (weekday - today.weekday()) % 7 or 7
                return today + ahead * _DAY, True, re.sub(rf"\b{name}\b(\s+\d{{1,2}}\s*,)?", " ", said)
    return today, False, said


def _hours(said: str, part: str, *, bare: bool) -> tuple[tuple[int, ...], int] | None:
    """The hours of the day that are meant (4:30 may be 16:30), and the minute."""
    for found in _CLOCK.finditer(said):
        sure = found["at"] or found["minute"] or found["half"] or found["quarter"] or found["part"] or part
        if not (sure or bare):
            continue
        hour = int(found["hour"])
        minute = int(found["minute"] or (30 if found["half"] else 15 if found["quarter"] else 0))
        written = (found["part"] or part).replace(".", "").replace(" ", "")
        if hour > 23 or minute > 59:
            continue
        return _of_the_day(hour, written, exact=found["hour"].startswith("0")), minute
    return None


def _of_the_day(hour: int, part: str, *, exact: bool) -> tuple[int, ...]:
    if part.startswith("p"):
        return (hour % 12 + 12,) if hour <= 12 else (hour,)
    if part.startswith("a"):
        return (hour % 12,) if hour <= 12 else (hour,)
    if exact or hour > 12 or hour == 0:
        return (hour,)
    return (12,) if hour == 12 else (hour, hour + 12)


def _instant(day: date, hour: int, minute: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone)).astimezone(UTC)
