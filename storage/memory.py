"""Everything in memory, for trying a process and for tests. The same contract as SQL, and gone at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.app.chain import NOTHING_BEFORE, Chain, Link, hash_of
from bot.app.ports import Crashpoint, TimerRow, UnitOfWork, no_crash
from bot.domain.conversation import Conversation
from bot.domain.ids import ChatRef, PersonRef, TicketId
from bot.domain.roles import Staff
from bot.domain.ticket import OPEN, HistoryEntry, Ticket
from bot.domain.ticket_line import TicketLine
from storage.codec import codec
from storage.errors import StorageError
from storage.gathering import StoredRow
from storage.memory_desk import MemoryAuditLog, MemoryHomes, MemoryTallies, MemoryTicketIndex
from storage.memory_erasures import MemoryErasures, MemoryTraces, relinked
from storage.memory_files import MemoryFiles
from storage.memory_holdings import MemoryHoldings
from storage.memory_identity import MemoryConsents, MemoryIdentities, MemoryLinkCodes, MemoryRegistrations
from storage.memory_inbox import Arrived, MemoryInbox
from storage.memory_incidents import MemoryIncidents
from storage.memory_knowledge import MemoryKnowledge
from storage.memory_outbox import MemoryCorrespondence, MemoryOutbox, MemoryTroubles
from storage.memory_registers import MemoryRegisters
from storage.memory_replies import MemoryCannedReplies, MemoryDeliveries
from storage.memory_retaining import MemoryRetaining
from storage.memory_rows import Rows
from storage.memory_secrets import MemorySecrets
from storage.sql.staff import NEVER
from storage.sql.tickets import LONGEST_NUMBER, line_of

T = TypeVar("T")


class MemoryCursors:
    """`bot.app.ports.Cursors`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[str, int] = rows()

    def get(self, name: str) -> int | None:
        return self._rows.get(name)

    def set(self, name: str, value: int) -> None:
        self._rows[name] = value


class MemoryConversations:
    """`bot.app.ports.Conversations`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[ChatRef, Conversation] = rows()

    def load(self, chat: ChatRef) -> Conversation | None:
        return self._rows.get(chat)

    def save(self, conversation: Conversation) -> None:
        self._rows[conversation.chat] = conversation

    def of_organisation(self, organisation: str, limit: int, after: str = "") -> tuple[Conversation, ...]:
        known = sorted(self._rows.items())
        return tuple(each for chat, each in known if each.organisation == organisation and chat > after)[:limit]


@dataclass(frozen=True, slots=True)
class _Numbered:
    ticket: Ticket
    desk: str
    year: int
    number: int


class MemoryTickets:
    """`bot.app.ticket_ports.Tickets`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[TicketId, _Numbered] = rows()
        self._history: Rows[tuple[TicketId, int], HistoryEntry] = rows()
        self._links: Rows[TicketId, tuple[Link, ...]] = rows()
        self._ends: Rows[TicketId, tuple[int, str]] = rows()
        self._last: Rows[str, int] = rows()

    def next_number(self, desk: str, year: int) -> int:
        return self._next(f"number:{year}:{desk}")

    def next_id(self) -> TicketId:
        return TicketId(self._next("ticket"))

    def add(self, ticket: Ticket, *, desk: str, year: int, number: int) -> None:
        new = _Numbered(ticket, desk, year, number)
        if ticket.id in self._rows or any(
            each.ticket.code.casefold() == ticket.code.casefold()
            or (each.desk, each.year, each.number) == (desk, year, number)
            for each in self._rows.values()
        ):
            raise StorageError("there is such a ticket already")
        self._rows[ticket.id] = new

    def get(self, ticket: TicketId) -> Ticket | None:
        found = self._rows.get(ticket)
        return None if found is None else found.ticket

    def by_code(self, words: str) -> Ticket | None:
        wanted = words.strip()
        for each in self._rows.values():
            if each.ticket.code.casefold() == wanted.casefold():
                return each.ticket
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= LONGEST_NUMBER):
            return None
        newest = max((each.year for each in self._rows.values()), default=0)
        found = [each for each in self._rows.values() if (each.year, each.number) == (newest, int(wanted))]
        return found[0].ticket if len(found) == 1 else None

    def named(self, words: str) -> TicketId | None:
        found = self.by_code(words)
        return None if found is None else found.id

    def last(self) -> TicketId | None:
        return max(self._rows, default=None)

    def save(self, ticket: Ticket) -> None:
        self._rows[ticket.id] = replace(self._rows[ticket.id], ticket=ticket)

    def append(self, entry: HistoryEntry) -> None:
        if entry.ticket not in self._rows or (entry.ticket, entry.seq) in self._history:
            raise StorageError("the history has that entry already, or there is no such ticket")
        body, end = codec().entry.dump(entry), self._ends.get(entry.ticket)
        previous = NOTHING_BEFORE if end is None else end[1]
        own = hash_of(previous, entry.ticket, entry.seq, body)
        self._history[entry.ticket, entry.seq] = entry
        self._links[entry.ticket] = (
            *self._links.get(entry.ticket, ()),
            Link(ticket=entry.ticket, seq=entry.seq, body=body, previous=previous, hash=own),
        )
        self._ends[entry.ticket] = (entry.seq, own)

    def erase(self, request: int, entries: Sequence[HistoryEntry]) -> Mapping[int, str]:
        return relinked(self._links, self._history, request, entries)

    def chains(self, after: TicketId, limit: int) -> tuple[Chain, ...]:
        found = [ticket for ticket in sorted(self._links) if ticket > after][:limit]
        return tuple(Chain(ticket=each, links=self._links[each], end=self._ends.get(each)) for each in found)

    def history(self, ticket: TicketId) -> tuple[HistoryEntry, ...]:
        entries = (each for (of, _), each in self._history.items() if of == ticket)
        return tuple(sorted(entries, key=lambda each: each.seq))

    def newest_of(self, chat: ChatRef, limit: int) -> tuple[TicketLine, ...]:
        lines = [line_of(each) for each in self._sorted() if each.requester.chat == chat]
        return tuple(reversed(lines))[:limit]

    def waiting(self, limit: int, after: TicketId | None = None) -> tuple[Ticket, ...]:
        queue = (each for each in self._sorted() if each.status in OPEN and each.assignee is None)
        return tuple(each for each in queue if after is None or each.id > after)[:limit]

    def assigned_to(self, person: PersonRef, limit: int) -> tuple[Ticket, ...]:
        return tuple(each for each in self._sorted() if each.status in OPEN and each.assignee == person)[:limit]

    def forget(self, ticket: TicketId) -> None:
        """The ticket and its history were never here."""
        for key in [key for key in self._history if key[0] == ticket]:
            self._history.pop(key)
        for rows in (self._rows, self._links, self._ends):
            rows.pop(ticket)

    def everything(self) -> list[Ticket]:
        """All tickets, by id."""
        return self._sorted()

    def unfinished(self, limit: int) -> tuple[Ticket, ...]:
        return tuple(each for each in self._sorted() if each.status in OPEN)[:limit]

    def _sorted(self) -> list[Ticket]:
        return sorted((each.ticket for each in self._rows.values()), key=lambda each: each.id)

    def _next(self, name: str) -> int:
        self._last[name] = self._last.get(name, 0) + 1
        return self._last[name]


class MemoryStaffList:
    """`bot.app.desk_ports.StaffList`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[PersonRef, Staff] = rows()
        self._assigned: Rows[PersonRef, datetime] = rows()

    def get(self, person: PersonRef) -> Staff | None:
        return self._rows.get(person)

    def save(self, staff: Staff) -> None:
        known = self._rows.get(staff.person)
        load, offers = (0, 0) if known is None else (known.load, known.offers)
        self._rows[staff.person] = replace(staff, load=load, offers=offers)

    def everybody(self) -> tuple[Staff, ...]:
        return tuple(sorted(self._rows.values(), key=lambda each: each.person))

    def on_shift(self) -> tuple[Staff, ...]:
        there = (each for each in self._rows.values() if each.on_shift)
        return tuple(sorted(there, key=lambda each: (*self._busy(each), each.person)))

    def change_load(self, person: PersonRef, by: int, at: datetime) -> None:
        known = self._rows.get(person)
        if known is None:
            return
        self._rows[person] = replace(known, load=known.load + by)
        if by > 0:
            self._assigned[person] = at

    def change_offers(self, person: PersonRef, by: int) -> None:
        known = self._rows.get(person)
        if known is not None:
            self._rows[person] = replace(known, offers=known.offers + by)

    def _busy(self, staff: Staff) -> tuple[int, int, datetime]:
        return staff.load, staff.offers, self._assigned.get(staff.person, NEVER)


class MemoryProcesses:
    """`bot.app.ports.Processes`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[str, str] = rows()

    def save(self, ref: str, body: str) -> None:
        self._rows[ref] = body

    def all(self) -> Mapping[str, str]:
        return dict(sorted(self._rows.items()))


class MemoryTimers:
    """`bot.app.ports.Timers`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[str, TimerRow] = rows()

    def set(self, timer: TimerRow) -> None:
        self._rows[timer.key] = timer

    def cancel(self, key: str) -> None:
        self._rows.pop(key, None)

    def take_due(self, at: datetime, limit: int) -> tuple[TimerRow, ...]:
        due = sorted((each for each in self._rows.values() if each.due <= at), key=lambda each: (each.due, each.key))
        for each in due[:limit]:
            self._rows.pop(each.key)
        return tuple(due[:limit])


def _held(value: object) -> tuple[str, StoredRow] | None:
    """The table and the row of a ticket or an arrival."""
    match value:
        case _Numbered(ticket=ticket):
            row = {"requester_chat": ticket.requester.chat, "code": ticket.code, "body": ticket, "id": ticket.id}
            return "tickets", row
        case Arrived(row=row):
            return "inbox", {"id": row.id, "lane": row.lane, "body": row.body, "at": row.at, "status": value.status}
    return None


class MemoryUnitOfWork:
    """`bot.app.ports.UnitOfWork`; `rows` makes the tables, `tables` are those that it made."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]], tables: Sequence[Rows[Any, Any]] = ()) -> None:
        self.inbox = MemoryInbox(rows)
        self.cursors = MemoryCursors(rows)
        self.conversations = MemoryConversations(rows)
        self.tickets = MemoryTickets(rows)
        self.incidents = MemoryIncidents(rows)
        self.staff = MemoryStaffList(rows)
        self.correspondence = MemoryCorrespondence(rows)
        self.outbox = MemoryOutbox(rows, self.correspondence)
        self.troubles = MemoryTroubles(rows)
        self.timers = MemoryTimers(rows)
        self.processes = MemoryProcesses(rows)
        self.files = MemoryFiles(rows)
        self.consents = MemoryConsents(rows)
        self.identities = MemoryIdentities(rows)
        self.link_codes = MemoryLinkCodes(rows)
        self.registrations = MemoryRegistrations(rows)
        self.knowledge = MemoryKnowledge(rows)
        self.registers = MemoryRegisters(rows)
        self.audit = MemoryAuditLog(rows)
        self.homes = MemoryHomes(rows)
        self.index = MemoryTicketIndex(rows)
        self.tallies = MemoryTallies(self.tickets.everything)
        self.canned = MemoryCannedReplies(rows)
        self.deliveries = MemoryDeliveries(rows)
        self.secrets = MemorySecrets(rows)
        self.erasures = MemoryErasures(rows)
        self.traces = MemoryTraces(self)
        self.retaining = MemoryRetaining(tables, self)
        self.holdings = MemoryHoldings(tables, self.identities.chats_of, _held)


class MemoryDatabase:
    """`bot.app.ports.Database`: works one after the other, on the caller's thread."""

    def __init__(self, crash: Crashpoint = no_crash) -> None:
        self._tables: list[Rows[Any, Any]] = []
        self._uow = MemoryUnitOfWork(self._table, self._tables)
        self._crash = crash

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        try:
            result = work(self._uow)
            self._crash("commit.before")
        except BaseException:
            for table in self._tables:
                table.rollback()
            raise
        for table in self._tables:
            table.commit()
        self._crash("commit.after")
        return result

    async def try_lead(self, name: str) -> bool:  # noqa: ARG002 - nobody else can see this memory
        return True

    async def scrub(self) -> None:
        """There is no disk."""

    async def close(self) -> None:
        """Nothing is held."""

    def _table(self) -> Rows[Any, Any]:
        table: Rows[Any, Any] = Rows()
        self._tables.append(table)
        return table
