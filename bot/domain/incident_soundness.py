"""What is wrong with a process's incidents, and with the patterns of its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from bot.domain.finding import Finding, Path, error, listed, suggestion
from bot.domain.incident_rules import StandardTime
from bot.domain.process import Process

_HOURS = ("answer_hours", "fix_hours")
_MOST_HOURS = 10_000
"""More than a year of days and nights."""


def incidents(process: Process) -> Iterator[Finding]:
    """The incidents of a process, and the kind of consultation that becomes one."""
    marked = [index for index, kind in enumerate(process.kinds) if kind.incident]
    for index in marked[1:]:
        yield error(("kinds", index, "incident"), "only one kind of consultation can go to development at once")
    rules = process.incidents
    if rules is None:
        if marked:
            message = "this kind goes to development, but this file has no `incidents`"
            yield error(("kinds", marked[0], "incident"), message)
        return
    yield from numbers(("incidents", "pattern"), rules.pattern)
    levels = [level.id for level in process.levels]
    if rules.level not in levels:
        message = f'there is no level "{rules.level}"; there is: {listed(levels)}{suggestion(rules.level, levels)}'
        yield error(("incidents", "level"), message)
    for index, time in enumerate(rules.times):
        path: Path = ("incidents", "times", index)
        yield from _time(process, time, path)
        if any(_covers(earlier, time) for earlier in rules.times[:index]):
            yield error(path, "an earlier line fits everything that this one does; put this one first")


def numbers(path: Path, pattern: str) -> Iterator[Finding]:
    """A pattern of numbers: year and number, once each."""
    try:
        places = [name for _, name, _, _ in Formatter().parse(pattern) if name is not None]
        pattern.format(year=2026, number=1)
    except (ValueError, KeyError, IndexError, AttributeError):
        message = "this pattern cannot be filled in; allowed: {year}, {number} and {number:05d} (five digits)"
        yield error(path, message)
        return
    for name in ("year", "number"):
        if places.count(name) != 1:
            message = (
                f"the pattern needs {{{name}}} once, as in T-{{year}}-{{number:05d}}: numbers start at 1 each year"
            )
            yield error(path, message)


def _time(process: Process, time: StandardTime, path: Path) -> Iterator[Finding]:
    hours = {name: getattr(time, name) for name in _HOURS}
    if all(each is None for each in hours.values()):
        yield error(path, f"this line promises nothing; write at least one of: {listed(_HOURS)}")
    for name, each in hours.items():
        if each is not None and not 0 < each <= _MOST_HOURS:
            yield error((*path, name), f"{each:g} is no time to answer in; write hours, as in 0.5 for half an hour")
    known = [priority.id for priority in process.priorities]
    for index, name in enumerate(time.priorities):
        if name not in known:
            message = f'there is no priority "{name}"; there is: {listed(known)}{suggestion(name, known)}'
            yield error((*path, "priorities", index), message)


def _covers(earlier: StandardTime, later: StandardTime) -> bool:
    kinds = not earlier.kinds or (later.kinds and set(later.kinds) <= set(earlier.kinds))
    priorities = not earlier.priorities or (later.priorities and set(later.priorities) <= set(earlier.priorities))
    return bool(kinds and priorities)
