"""What the application needs from outside, in its own words. Adapters and storage implement these; tests run one contract
suite over every implementation.

Storage is synchronous: a unit of work is used on a thread of the database's own, inside one transaction, and never waits
for the network. Gateways are asynchronous and never touch the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, TypeVar

from bot.app.desk_ports import AuditLog, Homes, StaffList, Tallies
from bot.app.erasure_ports import Erasures, Traces
from bot.app.files import SentFiles
from bot.app.holdings import Holdings
from bot.app.identity_ports import Consents, Identities, LinkCodes, Registrations
from bot.app.incident_ports import Incidents
from bot.app.knowledge_ports import Knowledge
from bot.app.outbox import Outbox, Outcome, Parcel, Troubles
from bot.app.reply_ports import CannedReplies, Deliveries
from bot.app.retaining import Retaining
from bot.app.sealing import Secrets
from bot.app.ticket_ports import Correspondence, TicketIndex, Tickets
from bot.domain.conversation import Conversation
from bot.domain.effects import Immediate
from bot.domain.events import Event
from bot.domain.ids import ChatRef, EventId, PersonRef, TicketId
from bot.domain.register import Course, Licence, Organisation, Person, Record, Register

T = TypeVar("T")


class Clock(Protocol):
    """The time. `now` is aware UTC; `monotonic` is in seconds, for waiting only."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


# --- arrivals -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """What a platform sent, before it is understood. `key` is the same for every delivery of the same thing; `lane` is
    the conversation it belongs to; `body` is the platform's JSON."""

    source: str
    key: EventId
    lane: str
    body: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxRow:
    """A committed arrival that waits for its turn. `attempts` counts the turns that failed."""

    id: int
    source: str
    key: EventId
    lane: str
    body: str
    at: datetime
    attempts: int
    not_before: datetime


class Inbox(Protocol):
    """Arrivals, in the order they were committed."""

    def add(self, arrivals: Sequence[Arrival]) -> tuple[str, ...]:
        """Stores those whose key is new; returns their lanes (in order, repeats kept)."""

    def stored(self, key: EventId) -> str | None:
        """The body of the arrival of that key, empty once it was erased; None when none is there."""

    def claim(self, lane: str) -> InboxRow | None:
        """The oldest waiting row of the lane, locked with its lane until the transaction ends; None when none waits."""

    def waiting_lanes(self, limit: int) -> tuple[str, ...]:
        """Lanes with waiting rows, the longest waiting first."""

    def done(self, row_id: int, at: datetime) -> None:
        """The row had its effect."""

    def forget(self, row_id: int) -> None:
        """The row had no effect worth keeping, and is removed with its key."""

    def retry(self, row_id: int, *, attempts: int, not_before: datetime, error: str) -> None:
        """The turn failed; the lane waits until `not_before`."""

    def quarantine(self, row_id: int, *, at: datetime, error: str) -> None:
        """The row is put aside for a person to look at; its lane goes on."""

    def quarantined(self) -> int:
        """How many rows are put aside."""


Receive: TypeAlias = Callable[[Sequence[Arrival], tuple[str, int] | None], Awaitable[None]]
"""Commits arrivals, and how far the platform's queue was read (cursor name, value), in one transaction; returns when both
are durable. When it raises, nothing was stored and nothing may be acknowledged."""

Cursor: TypeAlias = Callable[[str], Awaitable[int | None]]
"""How far a platform's queue was read; None before the first time."""


class Cursors(Protocol):
    """How far a platform's queue was read."""

    def get(self, name: str) -> int | None: ...

    def set(self, name: str, value: int) -> None: ...


# --- state --------------------------------------------------------------------------------------------------------


class Conversations(Protocol):
    """The state of each chat."""

    def load(self, chat: ChatRef) -> Conversation | None:
        """The chat's state, its row locked until the transaction ends; None for a new chat."""

    def save(self, conversation: Conversation) -> None: ...

    def of_organisation(self, organisation: str, limit: int, after: str = "") -> tuple[Conversation, ...]:
        """The chats of the people of an entity, by chat, from after that one (keyset paging); not locked."""


class Registers(Protocol):
    """Entities, licences, people and courses, as the desk imported them."""

    def everything(self, register: Register) -> tuple[Record, ...]:
        """All of one register, by key."""

    def save(self, record: Record) -> None:
        """Adds it, or replaces the one of its key."""

    def has_organisations(self) -> bool:
        """Whether the desk keeps a register of entities at all."""

    def organisation(self, organisation: str) -> Organisation | None: ...

    def organisations_like(self, name: str) -> tuple[Organisation, ...]:
        """Entities that share something with a typed name (`bot.domain.register.match` says how much), not all of them
        when they are very many."""

    def licences_of(self, organisation: str) -> tuple[Licence, ...]: ...

    def licences_ending(self, first: date, last: date, limit: int, after: str = "") -> tuple[Licence, ...]:
        """Acquired licences whose update is paid until a day from `first` to `last`, by id, from after that one."""

    def person(self, email: str) -> Person | None: ...

    def courses_of(self, email: str) -> tuple[Course, ...]: ...


class Processes(Protocol):
    """Every version of a process that was ever in use, so that what is pinned can be read for ever."""

    def save(self, ref: str, body: str) -> None: ...

    def all(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class TimerRow:
    """Something that is due at an instant, and for whom."""

    key: str
    due: datetime
    purpose: str
    chat: ChatRef
    person: PersonRef
    ticket: TicketId | None = None


class Timers(Protocol):
    """What is due when."""

    def set(self, timer: TimerRow) -> None: ...

    def cancel(self, key: str) -> None: ...

    def take_due(self, at: datetime, limit: int) -> tuple[TimerRow, ...]:
        """Removes and returns the timers that are due, oldest first; on PostgreSQL those that nobody else is taking."""


class UnitOfWork(Protocol):
    """One transaction. Everything done through it is committed together, or not at all."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def cursors(self) -> Cursors: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def correspondence(self) -> Correspondence: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def staff(self) -> StaffList: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def troubles(self) -> Troubles: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def processes(self) -> Processes: ...
    @property
    def files(self) -> SentFiles: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def identities(self) -> Identities: ...
    @property
    def link_codes(self) -> LinkCodes: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def knowledge(self) -> Knowledge: ...
    @property
    def registers(self) -> Registers: ...
    @property
    def audit(self) -> AuditLog: ...
    @property
    def homes(self) -> Homes: ...
    @property
    def index(self) -> TicketIndex: ...
    @property
    def tallies(self) -> Tallies: ...
    @property
    def canned(self) -> CannedReplies: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def traces(self) -> Traces: ...
    @property
    def holdings(self) -> Holdings: ...
    @property
    def retaining(self) -> Retaining: ...


class StorageUnavailable(Exception):
    """The database cannot commit now (disk full, read-only, gone): nothing was stored, and nothing may be acknowledged."""


class Database(Protocol):
    """Runs units of work."""

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs `work` in a transaction of its own on a thread of the database and returns its result once it is
        durable. An exception undoes the work and comes out here; a lost connection or a conflict is retried, so
        `work` must have no other effect than through the unit of work."""

    async def try_lead(self, name: str) -> bool:
        """Whether this process, among all on the database, is the one that does what the name says; once it is, it stays
        so until it ends or loses its connection."""

    async def scrub(self) -> None:
        """Sees to it that the disk holds nothing any more of the secrets that were destroyed; what SQLite or PostgreSQL can
        do for that."""

    async def close(self) -> None: ...


# --- platforms ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """How fast a platform allows: messages a second overall, seconds between messages of a chat, and how many may be
    sent to a chat at once before that interval counts."""

    per_second: float
    chat_interval: float
    chat_burst: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a platform can show, as data. Lengths in characters, sizes in bytes."""

    text: int
    button_label: int
    button_data: int
    buttons: int
    file_size: int
    rates: Rates


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text in an arrival is: said in the chat, the field of a form (`field` is its id), what was said before by the
    arrival of the key `echo` (empty: which one is not known); or none of these: a file's name, the words after a command.
    `at` is when it was written, as the platform says, and `ticket` the one that the form is about; None when nothing says."""

    said: bool = False
    field: str = ""
    ticket: TicketId | None = None
    echo: EventId | None = None
    at: datetime | None = None


Reader: TypeAlias = Callable[[Mapping[str, Any], EventId, datetime], Event | None]
"""Understands an arrival's JSON (pure). None for what needs no answer; any exception means that it cannot be read."""


Change: TypeAlias = Callable[[str, Typed], str]
"""What may be kept of a text, by what it is."""

Conceal: TypeAlias = Callable[[Mapping[str, Any], Change], Mapping[str, Any]]
"""An arrival's JSON with every text that a person typed changed so (pure). What nobody reads may be left out."""


class Gateway(Protocol):
    """A platform, for sending."""

    @property
    def name(self) -> str: ...

    @property
    def limits(self) -> Limits: ...

    async def deliver(self, parcel: Parcel) -> Outcome:
        """One attempt, without retries of its own. Never raises for what the platform or the network did."""

    async def answer(self, effect: Immediate) -> None:
        """Answers a press or a command while it lives; best effort, never raises for what the platform did."""


Lead: TypeAlias = Callable[[str], Awaitable[None]]
"""Returns when this process is the one, among several on a database, that does what the name says."""

CRASHPOINTS = (
    "receive.before_commit",
    "receive.after_commit",
    "turn.before_commit",
    "turn.after_commit",
    "tick.before_commit",
    "tick.after_commit",
    "claim.before_commit",
    "claim.after_commit",
    "send.before",
    "send.after",
    "settle.before_commit",
    "settle.after_commit",
    "offset.before_move",
    "commit.before",
    "commit.after",
)
"""Every place where a process can die with a difference: before and after each commit and send. The last two are the
database's own, on its thread: everything written and nothing durable; durable and nobody told."""

Crashpoint: TypeAlias = Callable[[str], None]


def no_crash(_name: str) -> None:
    """Production: nothing happens at a crash point."""
