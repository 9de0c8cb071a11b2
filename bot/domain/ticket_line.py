"""A ticket as its requester finds it in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.asked import Asked
from bot.domain.ids import TicketId
from bot.domain.remote import Remote
from bot.domain.text import Untrusted
from bot.domain.ticket import Requester, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketLine:
    """A ticket as its requester finds it in a list. One that was merged into another has that one's id in `merged_into`.
    `asked` is what they have still to answer, in `requester`'s chat; `remote` how far remote help is."""

    id: TicketId
    code: str
    process: str
    status: Status
    title: Untrusted
    opened_at: datetime
    assignee_name: Untrusted | None = None
    merged_into: TicketId | None = None
    asked: tuple[Asked, ...] = ()
    requester: Requester | None = None
    level: str = ""
    remote: Remote | None = None
