"""A person's request that what is held about them be erased: how it stands, its deadlines, and what may be wished for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChatRef, PersonRef, PostKey, gateway_of
from bot.domain.text import Untrusted

GONE = "erased"
"""What stands in place of the platform in the reference of somebody whose data were erased. Nothing is sent there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureRule:
    """How requests to be erased are numbered, and how long they may take: `answer_days` working days until the person is
    answered, and `carry_out_days` more until it is done; `remind_days` working days before the first of the two the
    privacy people are reminded. `calendar` says whose working days (the first calendar, when it says none). The law in
    force sets the figures: have them confirmed by counsel."""

    pattern: str = "DATOS-{number}"
    answer_days: int = 20
    carry_out_days: int = 15
    remind_days: int = 3
    calendar: str | None = None
    example: bool = False


class ErasureStanding(StrEnum):
    """How a request stands. `ERASING`: it was granted, and is being carried out; `TELLING`: every row is done, and the bytes
    of files go before the person is told."""

    PENDING = "pending"
    ERASING = "erasing"
    TELLING = "telling"
    ERASED = "erased"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


UNDER_WAY = frozenset({ErasureStanding.PENDING, ErasureStanding.ERASING, ErasureStanding.TELLING})
"""The person can still be told how it stands."""

ENDED_WITHOUT = (ErasureStanding.REFUSED, ErasureStanding.WITHDRAWN)
"""It is over, and nothing was erased."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure:
    """One request. `chat` is where it was asked for, `chats` are all of the person's; both name nobody any more once it was
    carried out. `code` is the number people are told. `reached` is the last ticket that was dealt with, `emptied` the
    last delivery, `files` are the
    names under which bytes are still to go, and `cleaned` says that not even the last message is held any more."""

    id: int
    code: str
    chat: ChatRef
    person: PersonRef
    chats: tuple[ChatRef, ...]
    process: str
    language: str
    at: datetime
    answer_by: datetime
    carry_out_by: datetime
    standing: ErasureStanding = ErasureStanding.PENDING
    decided_by: PersonRef | None = None
    decided_name: Untrusted | None = None
    decided_at: datetime | None = None
    reason: Untrusted | None = None
    reached: int = 0
    emptied: int = 0
    files: tuple[str, ...] = ()
    cleaned: bool = False

    @property
    def post(self) -> PostKey:
        """The card in the desk's channel."""
        return PostKey(f"erasure:{self.id}")

    @property
    def gone(self) -> ChatRef:
        """What stands in place of the person afterwards: of no use to find them, and no other request has it."""
        return gone_for(self.id)


def gone_for(request: int) -> ChatRef:
    """The reference in place of the person whom that request is of."""
    return ChatRef(f"{GONE}:{request}")


def is_gone(chat: ChatRef) -> bool:
    """Whether it stands for somebody whose data were erased."""
    return gateway_of(chat) == GONE


class Wish(StrEnum):
    """What a person wants of it."""

    ASK = "ask"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, kw_only=True, slots=True)
class OnErasure:
    """Internal: a person confirmed that they want to be erased, or changed their mind. `process` is the version in force."""

    chat: ChatRef
    person: PersonRef
    language: str
    process: str
    wish: Wish


class ErasureDoing(StrEnum):
    """What the privacy people do with a request. `SURE` is the form in which *Erase now* is confirmed."""

    ERASE = "erase"
    SURE = "sure"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ErasurePress:
    """A press on the card of a request, or a form that it opened: what is done, and with which request."""

    doing: ErasureDoing
    erasure: int
