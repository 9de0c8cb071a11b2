"""Deliveries: what is written down to be sent, how an attempt ends, and the outbox that keeps it all.

A port of storage and of the gateways, in the application's words; see `bot.app.ports`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.app.files import StoredFile
from bot.domain.deleting import Erase
from bot.domain.ids import ChatRef, MessageRef, PersonRef, PostKey, TicketId, gateway_of
from bot.domain.message import File, Message


class ParcelKind(StrEnum):
    """What a delivery does."""

    SAY = "say"
    REVISE = "revise"
    FORWARD = "forward"
    FETCH = "fetch"
    HOME = "home"
    ENCLOSE = "enclose"
    ERASE = "erase"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A delivery as it is written down: for where, and what. The message holds no phrase any more.

    `key` is derived from the event and never repeats; `post` names the message for later; `thread` and `target` may be
    names of posts, which are looked up when the delivery is due. A fetch is in a lane of its own, which is no chat. Of a
    `secret` one the message is erased when it ended, and a `farewell` is gone altogether. `proof` is the post that tells how it
    ended. A Home tab (`parts`) is in a lane of its own as well, and so is the deletion of a message that somebody wrote
    (`target`), which is ahead of what waits for the chat; `language` is theirs.
    """

    key: str
    chat: ChatRef
    kind: ParcelKind
    message: Message
    at: datetime
    post: PostKey | None = None
    thread: PostKey | None = None
    target: MessageRef | None = None
    target_post: PostKey | None = None
    file: File | None = None
    stored: StoredFile | None = None
    ticket: TicketId | None = None
    secret: bool = False
    proof: PostKey | None = None
    parts: tuple[Message, ...] = ()
    language: str = ""
    farewell: bool = False


_HOMES = ":home:"
_ERASING = ":erasing:"


def home_lane(person: PersonRef) -> ChatRef:
    """The lane of what a person sees on their Home tab."""
    return ChatRef(f"{gateway_of(person)}{_HOMES}{person}")


def person_of(lane: ChatRef) -> PersonRef:
    """Whose Home tab the lane is of."""
    return PersonRef(lane.partition(_HOMES)[2])


def erasing_lane(chat: ChatRef) -> ChatRef:
    """The lane of the messages that are deleted from a chat."""
    return ChatRef(f"{gateway_of(chat)}{_ERASING}{chat}")


def erasing(effect: Erase, at: datetime) -> Letter:
    """The letter that deletes a message; its key is still to be given."""
    return Letter(
        key="",
        chat=erasing_lane(effect.chat),
        kind=ParcelKind.ERASE,
        message=Message(),
        at=at,
        target=effect.target,
        ticket=effect.ticket,
        language=effect.language,
    )


def erased_from(lane: ChatRef) -> ChatRef:
    """From which chat."""
    return ChatRef(lane.partition(_ERASING)[2])


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A delivery that waits: enough to plan with."""

    id: int
    chat: ChatRef
    available_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A delivery on its way. `token` is the fencing token: only its holder can settle it. `thread` and `target` are
    looked up; None for a post that does not exist. `unsure` says that an earlier attempt may have arrived. `held` of the
    `attempts` met a trouble that somebody has to mend, and do not count when it is given up."""

    id: int
    token: int
    letter: Letter
    thread: MessageRef | None
    target: MessageRef | None
    unsure: bool
    attempts: int
    held: int = 0


class Trouble(StrEnum):
    """Why nothing at all can be delivered to a place, or by a gateway, until somebody mends it."""

    ARCHIVED = "archived"
    NOT_A_MEMBER = "not_a_member"
    NO_CHANNEL = "no_channel"
    RESTRICTED = "restricted"
    TOKEN = "token"  # noqa: S105 - the name of a trouble
    SCOPE = "scope"


class Reason(StrEnum):
    """Why a delivery ended without arriving. `LOST`: the message that it changes, or stands under, was deleted. The last
    ones are those of `Unfit`: what was fetched is not taken."""

    UNREACHABLE = "unreachable"
    GONE = "gone"
    LOST = "lost"
    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    GAVE_UP = "gave_up"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    ARCHIVE = "archive"
    DATABASE = "database"
    PROGRAM = "program"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class Delivered:
    """It arrived (or had already); `ref` is the message, None where the platform names none. `stored`: what was fetched."""

    ref: MessageRef | None
    stored: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never arrive like this."""

    reason: Reason
    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: again after so many seconds. `everybody` when the whole platform asked for the pause. With a `trouble` it is
    never given up: everything of the chat waits in order until somebody mends it."""

    seconds: float
    why: str
    everybody: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have arrived: the answer was lost."""

    why: str


Outcome: TypeAlias = Delivered | Refused | Later | Unsure


@dataclass(frozen=True, slots=True)
class Settlement:
    """How one attempt ended. `retry_at` is set exactly for Later and Unsure."""

    parcel: Parcel
    outcome: Outcome
    retry_at: datetime | None = None

    @property
    def held(self) -> bool:
        """Whether it met a trouble that somebody has to mend."""
        return isinstance(self.outcome, Later) and self.outcome.trouble is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class TroubleRow:
    """A trouble that lasts: where (a chat, or a gateway as a whole), which, and since when."""

    place: str
    trouble: Trouble
    since: datetime


class Troubles(Protocol):
    """What keeps deliveries from leaving, so that each trouble is told once."""

    def begin(self, row: TroubleRow) -> bool:
        """Writes it down; whether it is new. Another trouble at the same place takes the place of the first."""

    def end(self, place: str) -> bool:
        """Something was delivered there; whether there was a trouble until now."""

    def all(self) -> tuple[TroubleRow, ...]:
        """Those that last, by place."""


class Outbox(Protocol):
    """Deliveries, in order per chat."""

    def add(self, letters: Sequence[Letter]) -> tuple[Waiting, ...]:
        """Stores those whose key is new. A waiting revision of the same target is superseded by a newer one."""

    def waiting(self, gateway: str, limit: int) -> tuple[Waiting, ...]:
        """Deliveries of a gateway that are not on their way, oldest first."""

    def claim(self, ids: Sequence[int], *, at: datetime, until: datetime) -> tuple[Parcel, ...]:
        """Takes them for delivery under a lease until `until`; those that somebody else has are left out."""

    def settle(self, settlements: Sequence[Settlement], at: datetime) -> tuple[int, ...]:
        """Writes down how attempts ended, and where posts are now; returns the ids whose lease was still ours."""

    def reclaim(self, at: datetime, *, gateway: str | None = None) -> int:
        """Deliveries whose lease has ended wait again, as unsure; returns how many. With `gateway`, all of that gateway
        that are on their way, whatever their lease: for the start of the only instance."""

    def move_desk(self, desk: ChatRef, development: ChatRef | None = None) -> int:
        """What waits for the desk where it was before, or from a time when it was nowhere, waits for it there; how many that
        were. Named posts, and what stands under them, are the desk's; those of incidents go to `development`, where the
        developers have a channel of their own."""

    def counts(self) -> Mapping[str, int]:
        """How many wait, are on their way, were sent, refused, and how many attempts were ambiguous (`unsure`)."""
