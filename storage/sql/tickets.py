"""Tickets, their numbers and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, bindparam, func, insert, select, true, union, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.app.chain import NOTHING_BEFORE, Chain, Link, hash_of, left_of
from bot.domain.ids import ChatRef, PersonRef, TicketId
from bot.domain.ticket import OPEN, HistoryEntry, Ticket, merged_into
from bot.domain.ticket_line import TicketLine
from storage.codec import Codec
from storage.sql.session import Session, Statement
from storage.tables import history, history_ends, sequences, tickets

LONGEST_NUMBER = 9
"""Digits of the largest bare number that is looked for."""

NEXT = (
    upsert(sequences)
    .values(name=bindparam("name"), last=1)
    .on_conflict_do_update(index_elements=[sequences.c.name], set_={"last": sequences.c.last + 1})
    .returning(sequences.c.last)
)
_ADD = insert(tickets).values({column: bindparam(column.name) for column in tickets.columns})
_SAVE = (
    update(tickets)
    .where(tickets.c.id == bindparam("ticket"))
    .values(
        {
            column: bindparam(column.name)
            for column in (
                tickets.c.status,
                tickets.c.open,
                tickets.c.assignee,
                tickets.c.requester_chat,
                tickets.c.opened_at,
                tickets.c.finished_at,
                tickets.c.taken_at,
                tickets.c.rating,
                tickets.c.body,
            )
        }
    )
)
_GET = select(tickets.c.body).where(tickets.c.id == bindparam("ticket")).with_for_update()
_BY_CODE = select(tickets.c.body).where(tickets.c.code == bindparam("code")).with_for_update()
_BY_NUMBER = (
    select(tickets.c.body)
    .where(
        tickets.c.year == select(func.max(tickets.c.year, type_=Integer)).scalar_subquery(),
        tickets.c.number == bindparam("number"),
    )
    .limit(2)
    .with_for_update()
)
_ID_BY_CODE = _BY_CODE.with_only_columns(tickets.c.id)
_ID_BY_NUMBER = _BY_NUMBER.with_only_columns(tickets.c.id)
_LAST = select(tickets.c.id).order_by(tickets.c.id.desc()).limit(1)
_NEWEST = (
    select(tickets.c.body)
    .where(tickets.c.requester_chat == bindparam("chat"))
    .order_by(tickets.c.id.desc())
    .limit(bindparam("limit"))
)
_WAITING = (
    select(tickets.c.body)
    .where(tickets.c.open.is_(true()), tickets.c.assignee.is_(None), tickets.c.id > bindparam("after"))
    .order_by(tickets.c.id)
    .limit(bindparam("limit"))
)
_ASSIGNED = (
    select(tickets.c.body)
    .where(tickets.c.open.is_(true()), tickets.c.assignee == bindparam("person"))
    .order_by(tickets.c.id)
    .limit(bindparam("limit"))
)
_UNFINISHED = (
    select(tickets.c.body)
    .where(tickets.c.open.is_(true()))
    .order_by(tickets.c.id + 0)  # sorted by itself: in the order of the ids, the whole archive would be gone through
    .limit(bindparam("limit"))
)
_APPEND = insert(history).values({column: bindparam(column.name) for column in history.columns})
_HISTORY = select(history.c.body).where(history.c.ticket == bindparam("ticket")).order_by(history.c.seq)
_END = select(history_ends.c.seq, history_ends.c.hash).where(history_ends.c.ticket == bindparam("ticket"))
_ENDS_NOW = upsert(history_ends).values({column: bindparam(column.name) for column in history_ends.columns})
_ENDS_NOW = _ENDS_NOW.on_conflict_do_update(
    index_elements=[history_ends.c.ticket], set_={"seq": _ENDS_NOW.excluded.seq, "hash": _ENDS_NOW.excluded.hash}
)
_LINKS = (
    select(history.c.seq, history.c.body, history.c.previous, history.c.hash, history.c.erased)
    .where(history.c.ticket == bindparam("ticket"))
    .order_by(history.c.seq)
)
_ERASE = (
    update(history)
    .where(history.c.ticket == bindparam("of"), history.c.seq == bindparam("number"))
    .values(body=bindparam("body"), erased=bindparam("erased"))
)
_SOME_HISTORY = union(
    select(history.c.ticket).where(history.c.ticket > bindparam("after")),
    select(history_ends.c.ticket).where(history_ends.c.ticket > bindparam("after")),
).subquery()
_WITH_HISTORY = select(_SOME_HISTORY.c.ticket).order_by(_SOME_HISTORY.c.ticket).limit(bindparam("limit"))


class SqlTickets:
    """`bot.app.ticket_ports.Tickets`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.ticket
        self._entry = codec.entry

    def next_number(self, desk: str, year: int) -> int:
        return self._next(f"number:{year}:{desk}")

    def next_id(self) -> TicketId:
        return TicketId(self._next("ticket"))

    def add(self, ticket: Ticket, *, desk: str, year: int, number: int) -> None:
        self._session.run(
            _ADD,
            {
                **self._state(ticket),
                "id": ticket.id,
                "desk": desk,
                "year": year,
                "number": number,
                "code": ticket.code.casefold(),
            },
        )

    def get(self, ticket: TicketId) -> Ticket | None:
        return self._found(_GET, {"ticket": ticket})

    def by_code(self, words: str) -> Ticket | None:
        wanted = words.strip()
        found = self._found(_BY_CODE, {"code": wanted.casefold()})
        if found is not None or not _is_bare(wanted):
            return found
        return self._found(_BY_NUMBER, {"number": int(wanted)})

    def named(self, words: str) -> TicketId | None:
        wanted = words.strip()
        rows = self._session.all(_ID_BY_CODE, {"code": wanted.casefold()})
        if not rows and _is_bare(wanted):
            rows = self._session.all(_ID_BY_NUMBER, {"number": int(wanted)})
        return TicketId(rows[0][0]) if len(rows) == 1 else None

    def last(self) -> TicketId | None:
        row = self._session.one(_LAST, {})
        return None if row is None else TicketId(row[0])

    def save(self, ticket: Ticket) -> None:
        self._session.run(_SAVE, {**self._state(ticket), "ticket": ticket.id})

    def append(self, entry: HistoryEntry) -> None:
        body, end = self._entry.dump(entry), self._session.one(_END, {"ticket": entry.ticket})
        previous = NOTHING_BEFORE if end is None else str(end[1])
        own = hash_of(previous, entry.ticket, entry.seq, body)
        place = {"ticket": entry.ticket, "seq": entry.seq, "hash": own}
        self._session.run(_APPEND, {**place, "body": body, "previous": previous, "erased": None})
        self._session.run(_ENDS_NOW, place)

    def history(self, ticket: TicketId) -> tuple[HistoryEntry, ...]:
        return tuple(self._entry.load(row[0]) for row in self._session.all(_HISTORY, {"ticket": ticket}))

    def erase(self, request: int, entries: Sequence[HistoryEntry]) -> Mapping[int, str]:
        left: dict[int, str] = {}
        links = {link.seq: link for link in self._chain(entries[0].ticket).links} if entries else {}
        for each in entries:
            link = replace(links[each.seq], body=self._entry.dump(each), erased=request)
            values = {"of": each.ticket, "number": each.seq, "body": link.body, "erased": request}
            self._session.run(_ERASE, values)
            left[each.seq] = left_of(link)
        return left

    def chains(self, after: TicketId, limit: int) -> tuple[Chain, ...]:
        rows = self._session.all(_WITH_HISTORY, {"after": after, "limit": limit})
        return tuple(self._chain(TicketId(row[0])) for row in rows)

    def _chain(self, ticket: TicketId) -> Chain:
        end = self._session.one(_END, {"ticket": ticket})
        links = (
            Link(ticket=ticket, seq=seq, body=body, previous=previous, hash=own, erased=erased)
            for seq, body, previous, own, erased in self._session.all(_LINKS, {"ticket": ticket})
        )
        return Chain(ticket=ticket, links=tuple(links), end=None if end is None else (int(end[0]), str(end[1])))

    def newest_of(self, chat: ChatRef, limit: int) -> tuple[TicketLine, ...]:
        return tuple(line_of(each) for each in self._every(_NEWEST, {"chat": chat, "limit": limit}))

    def waiting(self, limit: int, after: TicketId | None = None) -> tuple[Ticket, ...]:
        return self._every(_WAITING, {"after": 0 if after is None else after, "limit": limit})

    def assigned_to(self, person: PersonRef, limit: int) -> tuple[Ticket, ...]:
        return self._every(_ASSIGNED, {"person": person, "limit": limit})

    def unfinished(self, limit: int) -> tuple[Ticket, ...]:
        return self._every(_UNFINISHED, {"limit": limit})

    def _next(self, name: str) -> int:
        row = self._session.one(NEXT, {"name": name})
        if row is None:
            raise LookupError("the sequence gave no number")
        return int(row[0])

    def _state(self, ticket: Ticket) -> dict[str, Any]:
        return {
            "status": ticket.status.value,
            "open": ticket.status in OPEN,
            "assignee": ticket.assignee,
            "requester_chat": ticket.requester.chat,
            "opened_at": ticket.opened_at,
            "finished_at": ticket.finished_at,
            "taken_at": ticket.taken_at,
            "rating": ticket.rating.score if ticket.rating is not None else None,
            "body": self._shape.dump(ticket),
        }

    def _found(self, statement: Statement, values: dict[str, Any]) -> Ticket | None:
        rows = self._session.all(statement, values)
        return self._shape.load(rows[0][0]) if len(rows) == 1 else None

    def _every(self, statement: Statement, values: dict[str, Any]) -> tuple[Ticket, ...]:
        return tuple(self._shape.load(row[0]) for row in self._session.all(statement, values))


def _is_bare(words: str) -> bool:
    """Whether it is a number by itself, and one that a ticket may have."""
    return words.isascii() and words.isdecimal() and len(words) <= LONGEST_NUMBER


def line_of(ticket: Ticket) -> TicketLine:
    """The ticket as its requester finds it in a list."""
    return TicketLine(
        id=ticket.id,
        code=ticket.code,
        process=ticket.process,
        status=ticket.status,
        title=ticket.title,
        opened_at=ticket.opened_at,
        assignee_name=ticket.assignee_name,
        merged_into=into.ticket if (into := merged_into(ticket)) is not None else None,
        asked=ticket.asked,
        requester=ticket.requester,
        level=ticket.level,
        remote=ticket.remote,
    )
