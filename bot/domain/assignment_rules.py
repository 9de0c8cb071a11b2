"""What is wrong with the way in which a process gives its tickets to people."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.assignment import AssignmentMode
from bot.domain.finding import Finding, error, warning
from bot.domain.process import Process

LONGEST_OFFER = 24 * 60
"""Minutes."""


def assignments(process: Process) -> Iterator[Finding]:
    """Times and numbers that cannot be meant."""
    rules = process.assignment
    if rules.offer_minutes <= 0:
        yield error(("assignment", "offer_minutes"), "an offer needs some time; 5 is five minutes")
    elif rules.mode is AssignmentMode.OFFER and rules.offer_minutes > LONGEST_OFFER:
        message = (
            f"{rules.offer_minutes:g} minutes are more than a day; a requester waits so long for each who says nothing"
        )
        yield warning(("assignment", "offer_minutes"), message)
    if rules.most_offers < 1:
        yield error(("assignment", "most_offers"), f"{rules.most_offers} is too few; write 1 or more")
    if rules.capacity is not None and rules.capacity < 1:
        message = f"{rules.capacity} is too few: nobody would get a ticket; write 1 or more, or leave it out"
        yield error(("assignment", "capacity"), message)
