"""Reminders that a licence's annual update is about to lapse: part of a process file, and when each is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.text import Phrase, Text, Untrusted, filled, phrase

PLACES = ("entity", "date", "telephone")
"""What the text of a reminder can say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewals:
    """Reminders before the annual update lapses, to the people of the entity, once each: so many `days` before, in the
    hours (of the desk's zone) from `from_hour` until `to_hour`. Placeholders: `{entity}`, `{date}`, `{telephone}`."""

    days: tuple[int, ...]
    text: Mapping[str, str]
    from_hour: int = 9
    to_hour: int = 20
    example: bool = False

    def step(self, until: date, today: date) -> int | None:
        """Which reminder counts today for an update paid until that day: the nearest that has begun. One that was
        missed is made good by this one, so that there are never two on a day. None outside the time."""
        left = (until - today).days
        return min((each for each in self.days if each >= left), default=None) if left >= 0 else None

    def open_at(self, at: datetime, zone: str) -> bool:
        """Whether people are told anything at that hour."""
        return self.from_hour <= at.astimezone(ZoneInfo(zone)).hour < self.to_hour

    def words(self, language: str, fallback: str, *, entity: Untrusted, until: date, telephone: str) -> Text:
        """The reminder, filled in."""
        template = self.text.get(language) or self.text.get(fallback, "")
        return filled(template, entity=entity, date=day_in_words(until), telephone=telephone)


def day_in_words(day: date) -> Phrase:
    """A date as people say it, in the reader's language."""
    return phrase("%(day)s %(month)s %(year)s", day=day.day, month=_month(day.month), year=str(day.year))


def _month(number: int) -> Phrase:
    return (
        phrase("January"),
        phrase("February"),
        phrase("March"),
        phrase("April"),
        phrase("May"),
        phrase("June"),
        phrase("July"),
        phrase("August"),
        phrase("September"),
        phrase("October"),
        phrase("November"),
        phrase("December"),
    )[number - 1]
