"""What the requester of a ticket was asked for and has not answered yet; and why a ticket rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.ids import PersonRef, TicketId
from bot.domain.remote import Reply
from bot.domain.text import Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question to the requester. `id` tells it from every other of its ticket; `what` is the chip it was asked with
    (`bot.domain.chips`); `by` and `name` who asked; `text` are their own words."""

    id: int
    what: str
    by: PersonRef
    name: Untrusted
    at: datetime
    text: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """The desk lets a ticket rest, for a reason of its own."""

    reason: Untrusted
    by: PersonRef
    name: Untrusted
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What came of a question; without an `answer` the requester does not have it. To one before remote help it is a
    `reply`, with the agreed time (`at`) for later."""

    question: int
    answer: Answer | None = None
    reply: Reply | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Questioned:
    """The question that stands in a chat, of which ticket. `waiting`: a questionnaire is under way, and it is asked again
    after it; `shown` says that the person has read of it, and `reminded` that they were once reminded. `times` counts what
    was written and did not fit, `wrote` is the last of that. `choosing`: they were asked which other time suits them."""

    ticket: TicketId
    question: int
    waiting: bool = False
    shown: bool = True
    reminded: bool = False
    times: int = 0
    wrote: Untrusted | None = None
    choosing: bool = False
