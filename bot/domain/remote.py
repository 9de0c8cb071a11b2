"""Remote help on a ticket: how far it is. The requester is asked whether everything is ready, now or at an agreed time; what
comes after that is `bot.domain.remote_access`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonRef
from bot.domain.text import Untrusted


class Phase(StrEnum):
    """How far remote help is: the requester is asked whether they are ready, a later time is agreed, they are ready and the
    credentials are asked for, these are sealed and wait for the specialist, they were shown, it is over."""

    ASKED = "asked"
    LATER = "later"
    READY = "ready"
    RECEIVED = "received"
    SHOWN = "shown"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """The remote help of a ticket. `by` and `name` are its specialist; `since` is when the phase began; `checked` are the
    questions that the requester said yes to; `at` is the agreed time; `expires` when what they gave is destroyed."""

    phase: Phase
    by: PersonRef
    name: Untrusted
    since: datetime
    checked: tuple[str, ...] = ()
    at: datetime | None = None
    expires: datetime | None = None
