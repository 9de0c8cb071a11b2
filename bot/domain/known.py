"""What a decision gets to know beside the chat's own state: it says what it wants, the application looks that up."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MessageRef
from bot.domain.ticket import Ticket, TicketLine

TICKETS_READ = 50
"""How many of a chat's newest tickets a decision gets to see."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What to look up for one event; nothing of it costs anything when it is not wanted. `message` is one that was answered,
    edited or deleted: which ticket is it about?"""

    tickets: bool = False
    message: MessageRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What was found. `tickets` are the chat's newest, newest first; `about` is the chat's ticket that the wanted message
    is about."""

    tickets: tuple[TicketLine, ...] = ()
    about: Ticket | None = None


NOTHING = Known()
