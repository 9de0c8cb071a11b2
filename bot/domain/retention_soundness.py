"""What is wrong with how long a desk keeps things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from bot.domain.finding import Finding, Path, error, warning
from bot.domain.process import Process

LONGEST_ARRIVALS = 720
"""Hours: they are copies of what was handled, and hold whatever anybody typed."""


def retention(process: Process) -> Iterator[Finding]:
    """Times that cannot be meant, and those that take away what is still needed."""
    rules, path = process.retention, ("retention",)
    too_short = False
    for each in fields(rules):
        kept = getattr(rules, each.name)
        if kept is not None and kept < 1:
            too_short = True
            yield error((*path, each.name), f"{kept} is too few; write 1 or more")
    if too_short:
        return
    if rules.arrivals_hours > LONGEST_ARRIVALS:
        message = f"copies of what arrives are kept for {rules.arrivals_hours} hours; more than {LONGEST_ARRIVALS} are of no use"
        yield warning((*path, "arrivals_hours"), message)
    yield from _long_enough(process, path)


def _long_enough(process: Process, path: Path) -> Iterator[Finding]:
    rules, periods = process.retention, process.periods
    reopened = f"a closed ticket can be reopened for {periods.reopen_days} days"
    resumed = f"an unfinished request is kept for {periods.kept_days} days"
    needed = [
        ("attachments_days", rules.attachments_days, periods.reopen_days, f"{reopened}, and needs its files"),
        (
            "correspondence_days",
            rules.correspondence_days,
            periods.reopen_days,
            f"{reopened} by an answer to a message",
        ),
        ("abandoned_days", rules.abandoned_days, periods.kept_days, f"{resumed}, and needs its files"),
        ("profiles_days", rules.profiles_days, periods.kept_days, resumed),
    ]
    if rules.tickets_days is not None:
        most = max(periods.reopen_days, rules.attachments_days, rules.correspondence_days)
        needed.append(("tickets_days", rules.tickets_days, most, "a ticket stays as long as what belongs to it"))
    for name, kept, least, why in needed:
        if kept < least:
            yield error((*path, name), f"{kept} days are too few: {why}; write {least} or more")
