"""How a desk gives its tickets to people, as a process file says it, and the order in which they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AssignmentMode(StrEnum):
    """ASSIGN: the ticket is given to somebody, and is theirs. OFFER: it is offered to one after the other for a while."""

    ASSIGN = "assign"
    OFFER = "offer"


class Leaving(StrEnum):
    """What is proposed for the open tickets of somebody who goes off shift."""

    KEEP = "keep"
    QUEUE = "queue"


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """Who gets a ticket: somebody on shift at its level who knows its module and has room, the least loaded first.

    `offer_minutes` is how long one person has to take an offered ticket, and `most_offers` how many are asked before the
    channel is. `capacity` is how many open tickets a member can have at most who has no number of their own; without it,
    any number. `others`: when nobody there knows the module, somebody of the level gets it all the same. `leaving` is what
    is proposed, for each open ticket, to somebody who goes off shift: `keep` or `queue`.
    """

    mode: AssignmentMode = AssignmentMode.ASSIGN
    offer_minutes: float = 5
    most_offers: int = 3
    capacity: int | None = None
    others: bool = True
    leaving: Leaving = Leaving.KEEP
    example: bool = False
