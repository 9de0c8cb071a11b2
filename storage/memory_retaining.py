"""What is kept too long is erased from memory. The same contract as SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.app.files import FileRow
from bot.app.holdings import MADE_BY_US
from bot.app.outbox import TroubleRow
from bot.app.ports import TimerRow
from bot.app.retaining import Erased
from bot.domain.audit import Audited
from bot.domain.caller import is_caller
from bot.domain.consent import Consent
from bot.domain.conversation import Conversation
from bot.domain.delivery import Delivery
from bot.domain.erasure import ENDED_WITHOUT, Erasure
from bot.domain.linking import LinkCode, Tries
from bot.domain.registration import Registration
from bot.domain.retention import Rule
from bot.domain.ticket import FINISHED, OPEN, Ticket
from storage.memory_desk import MemoryTicketIndex
from storage.memory_identity import MemoryIdentities
from storage.memory_incidents import MemoryIncidents
from storage.memory_knowledge import MemoryKnowledge
from storage.memory_outbox import MemoryCorrespondence, MemoryOutbox
from storage.memory_rows import Rows
from storage.unlinking import without


class _Inbox(Protocol):
    def empty(self, status: str, before: datetime, limit: int) -> int: ...


class _Tickets(Protocol):
    def get(self, ticket: Any) -> Ticket | None: ...

    def everything(self) -> list[Ticket]: ...

    def forget(self, ticket: Any) -> None: ...


class _Everything(Protocol):
    """What is reached into."""

    @property
    def inbox(self) -> _Inbox: ...

    @property
    def tickets(self) -> _Tickets: ...

    incidents: MemoryIncidents
    outbox: MemoryOutbox
    correspondence: MemoryCorrespondence
    identities: MemoryIdentities
    index: MemoryTicketIndex
    knowledge: MemoryKnowledge


class MemoryRetaining:
    """`bot.app.retaining.Retaining`: looks through everything."""

    def __init__(self, tables: Sequence[Rows[Any, Any]], everything: _Everything) -> None:
        self._tables = tables
        self._all = everything

    def erase(self, rule: Rule, before: datetime, limit: int) -> Erased:
        match rule:
            case Rule.ARRIVALS:
                return Erased(self._all.inbox.empty("done", before, limit))
            case Rule.PUT_ASIDE:
                return Erased(self._all.inbox.empty("quarantined", before, limit))
            case Rule.LETTERS:
                return Erased(self._all.outbox.empty(before, limit))
            case Rule.KNOWLEDGE_USES:
                return Erased(self._all.knowledge.forget_uses(before, limit))
            case Rule.CORRESPONDENCE:
                return Erased(self._all.correspondence.forget({each.id for each in self._closed(before)}, limit))
            case Rule.TICKETS:
                return self._whole(self._closed(before)[:limit])
            case Rule.PROFILES | Rule.CALLERS:
                return self._chats(self._unused(before, callers=rule is Rule.CALLERS)[:limit])
            case _:
                return self._forget(self._old(rule, before), limit)

    def _old(self, rule: Rule, before: datetime) -> Callable[[object], datetime | None]:
        """The age of what the rule is about and is older than that; None for everything else."""
        closed = {each.id for each in self._closed(before)}
        merged = {each.id for each in self._closed(before) if each.finished_at is None}
        known = {each.chat for each in self._values(Conversation)}

        def age(value: object) -> datetime | None:
            match value:
                case FileRow(ticket=None) if rule is Rule.ABANDONED:
                    found: datetime | None = value.at
                case FileRow(ticket=None) if rule is Rule.DISCLOSURES and value.file.ref.startswith(MADE_BY_US):
                    found = value.at
                case FileRow() if rule is Rule.ATTACHMENTS and value.ticket in merged:
                    found = value.at
                case FileRow() if rule is Rule.ATTACHMENTS and value.ticket in closed:
                    return value.at
                case LinkCode() if rule is Rule.LINK_CODES:
                    found = value.expires
                case Tries() if rule is Rule.TRIES:
                    found = value.last
                case Consent() if rule is Rule.CONSENTS and value.chat not in known:
                    found = value.at
                case Erasure() if rule is Rule.REQUESTS and value.standing in ENDED_WITHOUT:
                    found = value.decided_at
                case Audited() if rule is Rule.AUDIT:
                    found = value.at
                case _:
                    found = None
            return found if found is not None and found < before else None

        return age

    def _forget(self, old: Callable[[object], datetime | None], limit: int) -> Erased:
        found = [
            (age, rows, key) for rows in self._tables for key, each in rows.items() if (age := old(each)) is not None
        ]
        oldest = sorted(found, key=lambda each: each[0])[:limit]
        gone = [rows.pop(key) for _, rows, key in oldest]
        return Erased(len(gone), _names(gone))

    def _closed(self, before: datetime) -> list[Ticket]:
        return [
            each
            for each in self._all.tickets.everything()
            if each.status in FINISHED and (each.finished_at or each.opened_at) < before
        ]

    def _unused(self, before: datetime, *, callers: bool) -> list[str]:
        busy = {each.requester.chat for each in self._all.tickets.everything() if each.status in OPEN}
        found = [each for each in self._values(Conversation) if each.touched < before and each.chat not in busy]
        return [each.chat for each in sorted(found, key=lambda each: each.touched) if is_caller(each.chat) is callers]

    def _chats(self, chats: Sequence[str]) -> Erased:
        for rows in self._tables:
            for key, each in list(rows.items()):
                theirs = (
                    isinstance(each, Conversation | Registration | LinkCode | Tries | TimerRow) and each.chat in chats
                )
                if theirs or (isinstance(each, TroubleRow) and each.place in chats):
                    rows.pop(key)
        for chat in chats:
            self._all.identities.forget(chat)
        return Erased(len(chats))

    def _whole(self, tickets: Sequence[Ticket]) -> Erased:
        gone: list[object] = []
        for ticket in tickets:
            without(self._all.tickets, self._all.incidents, ticket.id)
            for rows in self._tables:
                for key, each in list(rows.items()):
                    if isinstance(each, FileRow | Delivery | TimerRow) and each.ticket == ticket.id:
                        gone.append(rows.pop(key))
            self._all.correspondence.forget({ticket.id})
            self._all.index.put(ticket.id, ())
            self._all.tickets.forget(ticket.id)
        return Erased(len(tickets), _names(gone))

    def _values(self, of: type[Any]) -> Iterator[Any]:
        return (each for rows in self._tables for each in rows.values() if isinstance(each, of))


def _names(gone: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted(each.stored.name for each in gone if isinstance(each, FileRow) and each.stored is not None))
