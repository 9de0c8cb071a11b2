"""Remote help on a ticket: how far it is. The requester is asked whether everything is ready, now or at an agreed time; what
comes after that is `bot.domain.remote_access`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonRef
from bot.domain.sealed import SecretField, SecretId
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


ACTIVE = frozenset(Phase) - {Phase.ENDED}
"""Remote help is under way."""

NOT_YET = frozenset({Phase.ASKED, Phase.LATER})
"""Nobody said yet that everything is ready."""


class Reply(StrEnum):
    """What a requester says to the question whether something is ready."""

    YES = "yes"
    NO = "no"
    LATER = "later"


class Over(StrEnum):
    """Why remote help ended: nobody looked at what was given in time, it was not given in time, the requester said "not now",
    the ticket went to somebody else, or the session was ended (the ticket, too, perhaps)."""

    EXPIRED = "expired"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    HANDED_ON = "handed_on"
    FINISHED = "finished"


ACCESS = frozenset({Phase.READY, Phase.RECEIVED, Phase.SHOWN})
"""The phases of `bot.domain.remote_access`: from the moment at which the credentials are asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """The remote help of a ticket. `by` and `name` are its specialist; `since` is when the phase began; `checked` are the
    questions that the requester said yes to; `at` is the agreed time; `until` is how long what they write is sealed; `held`
    what they gave, as long as it is kept, and `expires` when that is destroyed; `over` is why it ended, and `secured` that
    they changed the password afterwards, by their own word."""

    phase: Phase
    by: PersonRef
    name: Untrusted
    since: datetime
    checked: tuple[str, ...] = ()
    at: datetime | None = None
    expires: datetime | None = None
    until: datetime | None = None
    held: Mapping[SecretField, SecretId] = field(default_factory=dict)
    over: Over | None = None
    secured: bool = False
