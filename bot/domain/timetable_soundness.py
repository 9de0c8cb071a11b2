"""What can be wrong with a desk's hours and with what it promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from bot.domain.calendar import Span
from bot.domain.finding import Finding, Path, error, listed, suggestion
from bot.domain.process import Fills, Process
from bot.domain.reachability import option_ids
from bot.domain.targets import HOURS, Target
from bot.domain.timetable import Timetable, WeekHours, span

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def timetables(process: Process) -> Iterator[Finding]:
    """What is wrong with the calendars, and with the levels that use them."""
    names = [each.id for each in process.calendars]
    for index, level in enumerate(process.levels):
        if level.calendar is not None:
            yield from _known("calendar", level.calendar, names, ("levels", index, "calendar"))
    for index, each in enumerate(process.calendars):
        path: Path = ("calendars", index)
        yield from _week(each.hours, (*path, "hours"))
        for number, special in enumerate(each.exceptions):
            yield from _hours(special.hours, (*path, "exceptions", number, "hours"))
        if not any(each.hours.days) and not any(special.hours for special in each.exceptions):
            message = 'this calendar never opens; give a weekday its hours, as in monday: ["09:00-14:00"]'
            yield error((*path, "hours"), message)
        yield from _dates(each, path)


def promises(process: Process) -> Iterator[Finding]:
    """What is wrong with the priorities and the targets."""
    usual = [each.id for each in process.priorities if each.usual]
    if process.priorities and len(usual) != 1:
        message = f"exactly one priority has `usual: true`, which a ticket has at first; there is: {listed(usual)}"
        yield error(("priorities",), message)
    kinds, priorities = [each.id for each in process.kinds], [each.id for each in process.priorities]
    for index, target in enumerate(process.targets):
        path: Path = ("targets", index)
        for number, kind in enumerate(target.kinds):
            yield from _known("kind of consultation", kind, kinds, (*path, "kinds", number))
        for number, priority in enumerate(target.priorities):
            yield from _known("priority", priority, priorities, (*path, "priorities", number))
        yield from _times(target, path)
        if any(_covers(earlier, target) for earlier in process.targets[:index]):
            message = "this target is never used: one above it fits all of its tickets; put the narrower one first"
            yield error(path, message)


def priority_rules(process: Process) -> Iterator[Finding]:
    """What is wrong with the priorities that are proposed."""
    known = [each.id for each in process.priorities]
    for index, rule in enumerate(process.priority_rules):
        path: Path = ("priority_rules", index)
        yield from _known("priority", rule.priority, known, (*path, "priority"))
        for name, fills in (("impact", Fills.IMPACT), ("urgency", Fills.URGENCY)):
            step, named = process.filling(fills), getattr(rule, name)
            if named and step is None:
                yield error((*path, name), f"no question fills {name} (`fills: {name}`), so nothing is known of it")
            options = option_ids(process, step) if step is not None else ()
            for number, each in enumerate(named if step is not None else ()):
                if each not in options:
                    message = f'the question has no option "{each}"; it has: {listed(options)}'
                    yield error((*path, name, number), message)
        if not rule.impact and not rule.urgency:
            yield error(
                path, "this rule fits every ticket; name an `impact` or an `urgency`, or give a priority `usual`"
            )


def _week(hours: WeekHours, path: Path) -> Iterator[Finding]:
    for name, texts in zip(_WEEKDAYS, hours.days, strict=True):
        yield from _hours(texts, (*path, name))


def _hours(texts: Sequence[str], path: Path) -> Iterator[Finding]:
    """The spans of one day."""
    found: list[tuple[Span, str]] = []
    for index, text in enumerate(texts):
        try:
            found.append((span(text), text))
        except ValueError as wrong:
            yield error((*path, index), str(wrong))
    found.sort(key=lambda each: each[0].opens)
    for (before, first), (after, second) in pairwise(found):
        if after.opens < before.closes:
            yield error(path, f'"{first}" and "{second}" overlap; write each hour once')


def _dates(timetable: Timetable, path: Path) -> Iterator[Finding]:
    """A day means one thing, and an open day has hours."""
    said: dict[date, str] = {}
    listed_days = {
        "closures": timetable.closures,
        "open_days": timetable.open_days,
        "exceptions": tuple(each.day for each in timetable.exceptions),
    }
    for name, days in listed_days.items():
        for index, day in enumerate(days):
            if (before := said.setdefault(day, name)) != name or day in days[:index]:
                yield error((*path, name, index), f"{day} is in `{before}` already; a day is written once")
    for index, day in enumerate(timetable.open_days):
        if not timetable.hours.days[day.weekday()]:
            weekday = _WEEKDAYS[day.weekday()]
            message = f"{day} is a {weekday}, and {weekday} has no hours; write it in `exceptions` with its hours"
            yield error((*path, "open_days", index), message)


def _times(target: Target, path: Path) -> Iterator[Finding]:
    hours = {name: getattr(target, name) for name in HOURS}
    if all(each is None for each in hours.values()):
        yield error(path, f"this target promises nothing; write at least one of: {listed(HOURS)}")
    for name, each in hours.items():
        if each is not None and not 0 < each <= _MOST_HOURS:
            yield error((*path, name), f"{each:g} is no time to answer in; write hours, as in 0.5 for half an hour")


_MOST_HOURS = 10_000
"""More than a year of days and nights."""


def _covers(earlier: Target, later: Target) -> bool:
    kinds = not earlier.kinds or (later.kinds and set(later.kinds) <= set(earlier.kinds))
    priorities = not earlier.priorities or (later.priorities and set(later.priorities) <= set(earlier.priorities))
    return bool(kinds and priorities)


def _known(what: str, name: str, names: list[str], path: Path) -> Iterator[Finding]:
    if name not in names:
        yield error(path, f'there is no {what} "{name}"; there is: {listed(names)}{suggestion(name, names)}')
