"""The desk in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.clock_words import in_words
from bot.domain.knowledge import Use
from bot.domain.message import Fact, Message
from bot.domain.roles import Staff
from bot.domain.text import Strong, Text, lines, phrase, plural
from bot.domain.ticket import STATUS_WORDS, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many tickets are open, by status, and how many of them nobody has; how many were opened and ended today, and in
    the week that ends today. `to_take` is the median time until somebody first took a ticket that was opened in that week,
    None while none was taken. Of the tickets that ended in the last 30 days, `rated` have the requester's word on how they
    were served, and `satisfaction` is its mean, from 1 to 5, None without any."""

    open: Mapping[Status, int] = field(default_factory=dict)
    unassigned: int = 0
    opened_today: int = 0
    opened_in_week: int = 0
    ended_today: int = 0
    ended_in_week: int = 0
    to_take: timedelta | None = None
    rated: int = 0
    satisfaction: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskNumbers:
    """The tally, with who works at the desk and what the knowledge was good for."""

    tally: Tally
    team: tuple[Staff, ...] = ()
    consulted: Mapping[Use, int] = field(default_factory=dict)


def numbers_page(numbers: DeskNumbers) -> Message:
    """The numbers as supervisors read them, each with its name."""
    return Message(title=(phrase("The desk in numbers"),), facts=(*_of_tickets(numbers.tally), *_of_the_desk(numbers)))


def _of_tickets(tally: Tally) -> Iterable[Fact]:
    states: list[Text] = [
        (STATUS_WORDS[status], f": {count}") for status in Status if (count := tally.open.get(status, 0))
    ]
    taken = in_words(tally.to_take) if tally.to_take is not None else phrase("none yet")
    return (
        Fact(label=(phrase("Open"),), value=lines((Strong(str(sum(tally.open.values()))),), *states)),
        Fact(label=(phrase("Without a specialist"),), value=(str(tally.unassigned),)),
        Fact(label=(phrase("Opened tickets"),), value=_lately(tally.opened_today, tally.opened_in_week)),
        Fact(label=(phrase("Resolved or cancelled"),), value=_lately(tally.ended_today, tally.ended_in_week)),
        Fact(label=(phrase("Until somebody takes it (median of seven days)"),), value=(taken,)),
        Fact(label=(phrase("Satisfaction (last 30 days)"),), value=_satisfaction(tally)),
    )


def _lately(today: int, week: int) -> Text:
    return (phrase("%(today)s today · %(week)s in 7 days", today=today, week=week),)


def _satisfaction(tally: Tally) -> Text:
    if tally.satisfaction is None:
        return (phrase("no answers yet"),)
    mean = phrase("%(score)s of 5", score=f"{tally.satisfaction:.1f}")
    return ("⭐ ", mean, " · ", plural("%(count)s answer", "%(count)s answers", tally.rated))


def _of_the_desk(numbers: DeskNumbers) -> Iterable[Fact]:
    at_work = sorted((each for each in numbers.team if each.roles), key=lambda each: (-each.load, each.person))
    if at_work:
        yield Fact(label=(phrase("Open tickets of each"),), value=lines(*map(_load, at_work)))
    if numbers.consulted:
        said = phrase(
            "%(opened)s opened · %(helped)s solved the matter",
            opened=numbers.consulted.get(Use.OPENED, 0),
            helped=numbers.consulted.get(Use.HELPED, 0),
        )
        yield Fact(label=(phrase("Knowledge"),), value=(said,))


def _load(staff: Staff) -> Text:
    light, shift = ("🟢 ", phrase("on shift")) if staff.on_shift else ("⚪ ", phrase("off shift"))
    return (light, staff.name, f": {staff.load} · ", shift)
