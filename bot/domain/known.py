"""What a decision gets to know beside the chat's own state: it says what it wants, the application looks that up."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.lookups import Facts, Inquiry
from bot.domain.ticket import TicketLine

TICKETS_READ = 50
"""How many of a chat's newest tickets a decision gets to see."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What to look up for one event; nothing of it costs anything when it is not wanted."""

    tickets: bool = False
    register: Inquiry | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What was found. `tickets` are the chat's newest, newest first; `register` is what the registers say."""

    tickets: tuple[TicketLine, ...] = ()
    register: Facts = field(default_factory=Facts)


NOTHING = Known()
