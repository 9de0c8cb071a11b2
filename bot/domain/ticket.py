"""A ticket and its life: one table says which action leads where; everything not in it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.answers import Answer, Note
from bot.domain.asked import Asked, Pause
from bot.domain.clock_steps import StepDone
from bot.domain.clocks import Clock
from bot.domain.ids import DESK, ChatRef, IncidentId, PersonRef, PostKey, TicketId
from bot.domain.lock import LockEntry
from bot.domain.registration import Standing
from bot.domain.remote import Remote
from bot.domain.text import Phrase, Untrusted, phrase


class Status(StrEnum):
    """Where a ticket stands (product.md §6)."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_REQUESTER = "waiting_requester"
    ESCALATED = "escalated"
    INCIDENT = "incident"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


class Action(StrEnum):
    """What can be done to a ticket. `OPEN` is the first entry of every history; `TELL` is the requester's own word, and
    `ANSWER` the same while they are asked for something;
    `MOVE` is that a caller brought it to a chat of theirs; `OFFER` and `DECLINE` are of an assignment that somebody has a
    while to accept (with `TAKE`); `RELEASE` puts it back into the queue; `RATE` is the requester's verdict afterwards; `FOLLOW` is
    of a colleague of theirs who is told how it goes; `CALLED`: they were told by telephone what had not reached them in the chat.
    Of the incident that it became are `INFORM` (development says something), `DELIVER` (in which version it is), `RETURN` (it
    will not be), and the requester's `CONFIRM`. `WARN` is
    a step that the desk takes about a deadline; `GIVE_BACK` gives it to the level before. Of work that is locked are `BEGIN`,
    `ATTEST` (the requester is to attest what it needs), `OVERRIDE` (a supervisor lets it begin without) and `EXPIRE`. `REMOTE`
    is remote help: the requester says of each thing whether it is ready (`CHECK`) or puts it off (`POSTPONE`), its specialist may
    `CALL_OFF`; `HAND_OVER` is what the requester does
    when the ID and the password are asked for, `REVEAL` shows them once, `ASK_AGAIN` asks for new ones, `LAPSE` is that their
    time is over. `ERASE`: what it held of a person was erased."""

    OPEN = "open"
    ASSIGN = "assign"
    TAKE = "take"
    REPLY = "reply"
    NOTE = "note"
    ASK = "ask"
    RESUME = "resume"
    TELL = "tell"
    ANSWER = "answer"
    ESCALATE = "escalate"
    INCIDENT = "incident"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    WAIVE = "waive"
    MOVE = "move"
    OFFER = "offer"
    DECLINE = "decline"
    RELEASE = "release"
    PAUSE = "pause"
    LINK = "link"
    MERGE = "merge"
    WATCH = "watch"
    UNWATCH = "unwatch"
    RATE = "rate"
    FOLLOW = "follow"
    CALLED = "called"
    WARN = "warn"
    GIVE_BACK = "give_back"
    PRIORITIZE = "prioritize"
    INFORM = "inform"
    DELIVER = "deliver"
    RETURN = "return"
    CONFIRM = "confirm"
    BEGIN = "begin"
    ATTEST = "attest"
    OVERRIDE = "override"
    EXPIRE = "expire"
    REMOTE = "remote"
    CHECK = "check"
    POSTPONE = "postpone"
    CALL_OFF = "call_off"
    HAND_OVER = "hand_over"
    REVEAL = "reveal"
    ASK_AGAIN = "ask_again"
    END_REMOTE = "end_remote"
    LAPSE = "lapse"
    ERASE = "erase"


ASKS_OR_TELLS = frozenset({Action.REPLY, Action.ASK})
"""What is done for the requester to read; of no use once their data were erased."""

FINISHED = frozenset({Status.CLOSED, Status.CANCELLED})
"""No more is expected of anybody."""

OPEN = frozenset(Status) - FINISHED - {Status.RESOLVED}
"""Somebody still has to do something; these count as a specialist's load."""

_WAITING = (Status.NEW, Status.REOPENED, Status.ESCALATED)  # without an assignee, these are the queue
_WORKED = (Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.INCIDENT)
_UNFINISHED = (*_WAITING, *_WORKED)


def _each(
    statuses: tuple[Status, ...], action: Action, to: Status | None = None
) -> dict[tuple[Status, Action], Status]:
    return {(status, action): to or status for status in statuses}


TRANSITIONS: Mapping[tuple[Status, Action], Status] = {
    **_each((Status.NEW, Status.REOPENED), Action.ASSIGN, Status.ASSIGNED),
    **_each((Status.ESCALATED, *_WORKED), Action.ASSIGN),
    **_each((*_WAITING, Status.ASSIGNED), Action.TAKE, Status.IN_PROGRESS),
    **_each((Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.INCIDENT), Action.TAKE),
    **_each((*_UNFINISHED, Status.RESOLVED), Action.REPLY),
    **_each((*_UNFINISHED, Status.RESOLVED, Status.CLOSED), Action.NOTE),
    **_each((Status.ASSIGNED, Status.IN_PROGRESS, Status.ESCALATED), Action.ASK, Status.WAITING_REQUESTER),
    **_each((Status.ASSIGNED, Status.IN_PROGRESS, Status.ESCALATED, Status.INCIDENT), Action.PAUSE),
    **_each((Status.WAITING_REQUESTER,), Action.ASK),
    **_each((*_WAITING, Status.ASSIGNED, Status.IN_PROGRESS, Status.INCIDENT), Action.RESUME),
    **_each((Status.WAITING_REQUESTER,), Action.RESUME, Status.IN_PROGRESS),
    **_each(_WAITING, Action.OFFER),
    **_each(_WAITING, Action.DECLINE),
    **_each((Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING_REQUESTER), Action.RELEASE, Status.NEW),
    **_each((Status.REOPENED, Status.ESCALATED), Action.RELEASE),
    **_each(_UNFINISHED, Action.MERGE, Status.CLOSED),
    **_each(tuple(Status), Action.LINK),
    **_each(tuple(Status), Action.WATCH),
    **_each(tuple(Status), Action.UNWATCH),
    **_each((Status.CLOSED,), Action.RATE),
    **_each((*_UNFINISHED, Status.RESOLVED), Action.FOLLOW),
    **_each(tuple(Status), Action.CALLED),
    **_each(_UNFINISHED, Action.WARN),
    **_each(_UNFINISHED, Action.PRIORITIZE),
    **_each((Status.ESCALATED, *_WORKED), Action.GIVE_BACK, Status.NEW),
    **_each((Status.NEW, Status.REOPENED), Action.GIVE_BACK),
    **_each((*_UNFINISHED, Status.RESOLVED), Action.TELL),
    (Status.WAITING_REQUESTER, Action.TELL): Status.IN_PROGRESS,
    **_each(_UNFINISHED, Action.ANSWER),
    **_each(
        (Status.NEW, Status.REOPENED, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING_REQUESTER),
        Action.ESCALATE,
        Status.ESCALATED,
    ),
    **_each(
        (*_WAITING, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING_REQUESTER), Action.INCIDENT, Status.INCIDENT
    ),
    **_each((*_UNFINISHED, Status.RESOLVED), Action.INFORM),
    **_each((*_UNFINISHED, Status.RESOLVED), Action.DELIVER, Status.RESOLVED),
    **_each((*_UNFINISHED, Status.RESOLVED), Action.RETURN),
    (Status.INCIDENT, Action.RETURN): Status.REOPENED,
    **_each((Status.RESOLVED, Status.CLOSED), Action.CONFIRM, Status.CLOSED),
    **_each(_UNFINISHED, Action.RESOLVE, Status.RESOLVED),
    **_each((Status.RESOLVED,), Action.CLOSE, Status.CLOSED),
    **_each((Status.RESOLVED, Status.CLOSED), Action.REOPEN, Status.REOPENED),
    **_each(_UNFINISHED, Action.CANCEL, Status.CANCELLED),
    **_each(_UNFINISHED, Action.WAIVE),
    **_each((Status.ESCALATED, *_WORKED), Action.BEGIN),
    **_each((Status.ESCALATED, *_WORKED), Action.ATTEST),
    **_each((Status.ESCALATED, *_WORKED), Action.OVERRIDE),
    **_each(_UNFINISHED, Action.EXPIRE),
    **_each((Status.ASSIGNED, Status.IN_PROGRESS, Status.ESCALATED), Action.REMOTE, Status.WAITING_REQUESTER),
    **_each((Status.WAITING_REQUESTER,), Action.REMOTE),
    **_each((Status.ASSIGNED, Status.IN_PROGRESS, Status.ESCALATED, Status.WAITING_REQUESTER), Action.CHECK),
    **_each((Status.ASSIGNED, Status.IN_PROGRESS, Status.ESCALATED, Status.WAITING_REQUESTER), Action.POSTPONE),
    **_each(tuple(Status), Action.CALL_OFF),
    (Status.WAITING_REQUESTER, Action.CALL_OFF): Status.IN_PROGRESS,
    **_each(tuple(Status), Action.HAND_OVER),
    (Status.WAITING_REQUESTER, Action.HAND_OVER): Status.IN_PROGRESS,
    **_each(tuple(Status), Action.REVEAL),
    **_each((Status.ASSIGNED, Status.IN_PROGRESS, Status.ESCALATED), Action.ASK_AGAIN, Status.WAITING_REQUESTER),
    **_each((Status.WAITING_REQUESTER,), Action.ASK_AGAIN),
    **_each(_UNFINISHED, Action.END_REMOTE),
    (Status.WAITING_REQUESTER, Action.END_REMOTE): Status.IN_PROGRESS,
    **_each(_UNFINISHED, Action.LAPSE),
    (Status.WAITING_REQUESTER, Action.LAPSE): Status.IN_PROGRESS,
}
"""(status, action) → the status afterwards."""

STATUS_WORDS: Mapping[Status, Phrase] = {
    Status.NEW: phrase("waiting for a specialist"),
    Status.ASSIGNED: phrase("assigned"),
    Status.IN_PROGRESS: phrase("in progress"),
    Status.WAITING_REQUESTER: phrase("waiting for the requester"),
    Status.ESCALATED: phrase("with the second level"),
    Status.INCIDENT: phrase("with development"),
    Status.RESOLVED: phrase("resolved"),
    Status.CLOSED: phrase("closed"),
    Status.CANCELLED: phrase("cancelled"),
    Status.REOPENED: phrase("reopened"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Requester:
    """Who asked, and where they are told. `zone` is the one they chose for hours, else the desk's is told."""

    chat: ChatRef
    person: PersonRef
    language: str
    zone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A waiting ticket is offered: to one `person` (of that `name`) `until` an instant, or, without the three, to everybody
    in the desk's channel. `post` is the message that says so."""

    post: PostKey
    person: PersonRef | None = None
    name: Untrusted | None = None
    until: datetime | None = None

    @property
    def chat(self) -> ChatRef:
        """Where it was said."""
        return DESK if self.person is None else ChatRef(self.person)


class Relation(StrEnum):
    """How a ticket stands to another: it follows a finished one, is followed by a newer one, is about the same matter, was
    merged into it, or took it in."""

    FOLLOWS = "follows"
    FOLLOWED_BY = "followed_by"
    RELATED = "related"
    MERGED_INTO = "merged_into"
    MERGED_FROM = "merged_from"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Another ticket, by the number people are told, and how this one stands to it."""

    ticket: TicketId
    code: str
    relation: Relation


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """Somebody besides the requester who is told how the ticket goes: whoever asked with a ticket that was merged into it
    (`ticket` and `code` are that one's), or a colleague whom the requester let follow (they have none). `refused`: the requester said no."""

    requester: Requester
    name: Untrusted
    ticket: TicketId | None = None
    code: str | None = None
    refused: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentRef:
    """The incident that a ticket waits for, by the number people are told."""

    id: IncidentId
    code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """What the requester says of how they were served: from 1 (very bad) to 5 (very good), when they first said so, and
    why, if they did."""

    score: int
    at: datetime
    comment: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """The requester has to be called: a reply of that instant did not reach them in the chat."""

    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """Since when a ticket stands as it does, by whose doing (None: the requester's or the system's), and from which
    revision on."""

    at: datetime
    by: Untrusted | None
    revision: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """A ticket. `process` is the version it was opened with; `code` is the number people are told; `revision` grows
    with every change, so that an old button is recognised. `registration` is how the requester stands with a desk that
    confirms them, else None; `closes_at` is when a resolved one closes by itself; `candidates` are colleagues who
    asked to follow it and wait for the requester's word; `watchers` are members of the desk who are told of changes;
    `priority` is None while it is the desk's usual one; `clocks` are those that were ever started; `calls` are what the
    requester has to be told by telephone; `offer` is the one that runs while it waits, and `offered_to` who had one since it
    came into the queue, or gave it back. `since` tells of the last change of status or specialist, `taken_at`
    when somebody first took it; both None for tickets from before these were kept. `asked` is what the requester has still
    to answer; `pause` why the desk lets it rest; `incident` is what development has to answer for it, or had; `steps_done` what was
    done about its deadlines; `locks` what was done about work that is locked; `remote` is how far remote help is, or was last;
    `erased` the number of the request by which its requester's data were erased."""

    id: TicketId
    code: str
    process: str
    status: Status
    kind: str
    level: str
    requester: Requester
    answers: Mapping[str, Answer]
    notes: tuple[Note, ...] = ()
    title: Untrusted
    opened_at: datetime
    updated_at: datetime
    module: str | None = None
    assignee: PersonRef | None = None
    assignee_name: Untrusted | None = None
    resolution: Untrusted | None = None
    finished_at: datetime | None = None
    revision: int = 1
    unreachable: bool = False
    registration: Standing | None = None
    closes_at: datetime | None = None
    links: tuple[Link, ...] = ()
    rating: Rating | None = None
    followers: tuple[Follower, ...] = ()
    candidates: tuple[Follower, ...] = ()
    watchers: tuple[PersonRef, ...] = ()
    priority: str | None = None
    clocks: tuple[Clock, ...] = ()
    calls: tuple[Call, ...] = ()
    offer: Offer | None = None
    offered_to: tuple[PersonRef, ...] = ()
    asked: tuple[Asked, ...] = ()
    pause: Pause | None = None
    steps_done: tuple[StepDone, ...] = ()
    locks: tuple[LockEntry, ...] = ()
    incident: IncidentRef | None = None
    remote: Remote | None = None
    erased: str | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it is in the queue: somebody is to take it."""
        return self.status in _WAITING and self.assignee is None

    since: Since | None = None
    taken_at: datetime | None = None

    @property
    def stands_since(self) -> datetime:
        """When it came to stand as it does."""
        return self.since.at if self.since is not None else self.opened_at

    @property
    def card(self) -> PostKey:
        """The triage card in the desk's channel; its thread is the ticket's."""
        return card_of(self.id)


def merged_into(ticket: Ticket) -> Link | None:
    """The ticket that took this one in."""
    return next((link for link in ticket.links if link.relation is Relation.MERGED_INTO), None)


def card_of(ticket: TicketId) -> PostKey:
    """The name of a ticket's card."""
    return PostKey(f"card:{ticket}")


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryEntry:
    """One line of the append-only history: what was done, by whom, from which gateway, and how the status changed."""

    ticket: TicketId
    seq: int
    at: datetime
    action: Action
    actor: PersonRef
    channel: str
    before: Status
    after: Status
    reason: Untrusted | None = None
    data: Mapping[str, str] = field(default_factory=dict)
