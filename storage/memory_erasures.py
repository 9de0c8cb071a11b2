# ruff: noqa: SLF001 - what is erased is in every table, and each belongs to its own repository
"""Requests to be erased, and where something of a person stands, in memory. The same contract as SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.app.chain import Link, left_of
from bot.app.outbox import Letter, ParcelKind
from bot.domain.anonymising import NOTHING, Leaving
from bot.domain.erasure import UNDER_WAY, Erasure
from bot.domain.ids import ChatRef, IncidentId, PersonRef, TicketId
from bot.domain.incident import IncidentEntry
from bot.domain.message import Message
from bot.domain.ticket import HistoryEntry, card_of
from storage.codec import codec
from storage.memory_rows import Rows
from storage.sql.erasures import is_granted, is_open

if TYPE_CHECKING:
    from storage.memory import MemoryUnitOfWork


class MemoryErasures:
    """`bot.app.erasure_ports.Erasures`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[int, Erasure] = rows()
        self._last: Rows[str, int] = rows()

    def next_number(self) -> int:
        self._last["erasure"] = self._last.get("erasure", 0) + 1
        return self._last["erasure"]

    def add(self, erasure: Erasure) -> None:
        self._rows[erasure.id] = erasure

    def get(self, erasure: int) -> Erasure | None:
        return self._rows.get(erasure)

    def save(self, erasure: Erasure) -> None:
        self._rows[erasure.id] = erasure

    def of(self, chats: Sequence[ChatRef]) -> tuple[Erasure, ...]:
        return tuple(each for each in self._sorted() if each.chat in chats)

    def under_way(self, chats: Sequence[ChatRef]) -> Erasure | None:
        return next((each for each in self.of(chats) if each.standing in UNDER_WAY), None)

    def open(self) -> tuple[Erasure, ...]:
        return tuple(each for each in self._sorted() if is_open(each))

    def granted(self) -> frozenset[int]:
        return frozenset(each.id for each in self._rows.values() if is_granted(each))

    def _sorted(self) -> list[Erasure]:
        return [each for _, each in sorted(self._rows.items())]


class MemoryTraces:
    """`bot.app.erasure_ports.Traces`."""

    def __init__(self, uow: MemoryUnitOfWork) -> None:
        self._uow = uow

    def tickets(self, refs: Sequence[str], after: TicketId, limit: int) -> tuple[TicketId, ...]:
        tickets, shapes = self._uow.tickets, codec()
        quoted = [f'"{each}"' for each in refs]

        def named(body: str) -> bool:
            return any(each in body for each in quoted)

        found = {number for number, each in tickets._rows.items() if named(shapes.ticket.dump(each.ticket))}
        found |= {number for (number, _), each in tickets._history.items() if named(shapes.entry.dump(each))}
        return tuple(sorted(each for each in found if each > after))[:limit]

    def incidents(self, ticket: TicketId) -> tuple[IncidentId, ...]:
        rows = self._uow.incidents._rows.items()
        return tuple(sorted(number for number, each in rows if each.incident.link(ticket) is not None))

    def erase_incident(self, request: int, entries: Sequence[IncidentEntry]) -> None:  # noqa: ARG002 - a port
        for each in entries:
            self._uow.incidents._history[each.incident, each.seq] = each

    def strip(self, ticket: TicketId, leaving: Leaving) -> tuple[str, ...]:
        uow = self._uow
        card = uow.outbox._posts.get(card_of(ticket))
        uow.index._rows.pop(ticket, None)
        _drop(uow.deliveries._rows, (post for post, each in uow.deliveries._rows.items() if each.ticket == ticket))
        self._secrets(lambda row: row.ticket == ticket)
        _drop(uow.secrets._expected, (chat for chat, each in uow.secrets._expected.items() if each.ticket == ticket))
        about = uow.correspondence._rows
        _drop(about, (each for each, of in about.items() if of == ticket and each != card))
        for key, timer in list(uow.timers._rows.items()):
            if timer.ticket == ticket and timer.chat in leaving.refs:
                uow.timers._rows[key] = replace(timer, chat=leaving.gone, person=PersonRef(leaving.gone))
        for number, each in list(uow.outbox._rows.items()):
            if each.status not in ("waiting", "leased") or each.letter.ticket != ticket:
                continue
            if each.letter.post is not None and each.letter.kind is ParcelKind.SAY:
                uow.outbox._rows[number] = replace(each, letter=replace(each.letter, message=Message(body=(NOTHING,))))
            else:
                uow.outbox._rows[number] = replace(each, status="superseded", letter=emptied(each.letter))
        return self._forget_files(lambda row: row.ticket == ticket)

    def registrations(self, refs: Sequence[str]) -> tuple[int, ...]:
        rows = self._uow.registrations._rows.items()
        return tuple(number for number, each in sorted(rows) if each.chat in refs or each.person in refs)

    def empty_letters(self, after: int, limit: int) -> int | None:
        rows = self._uow.outbox._rows
        ended = sorted(number for number, each in rows.items() if each.status not in ("waiting", "leased"))
        found = [number for number in ended if number > after][:limit]
        for number in found:
            rows[number] = replace(rows[number], letter=emptied(rows[number].letter))
        return found[-1] if len(found) == limit else None

    def leave(self, leaving: Leaving) -> tuple[str, ...]:
        uow, refs, gone = self._uow, leaving.refs, leaving.gone
        self._letters(leaving)
        self._timers(leaving)
        for row_id, arrived in list(uow.inbox._rows.items()):
            theirs = arrived.row.lane in refs
            if arrived.status != "waiting" and (theirs or arrived.status == "done"):
                row = replace(arrived.row, body="", lane=gone if theirs else arrived.row.lane)
                uow.inbox._rows[row_id] = replace(arrived, row=row, status="erased")
        nobody = PersonRef(gone)
        for key, consent in list(uow.consents._rows.items()):
            if consent.chat in refs or consent.person in refs:
                uow.consents._rows[key] = replace(consent, chat=gone, person=nobody)
        for key, asked in list(uow.registrations._rows.items()):
            if asked.chat in refs or asked.person in refs:
                uow.registrations._rows[key] = replace(
                    asked, chat=gone, person=nobody, name=NOTHING, organisation=NOTHING, email=NOTHING
                )
        chats: tuple[Rows[Any, Any], ...] = (
            uow.conversations._rows,
            uow.identities._rows,
            uow.link_codes._codes,
            uow.link_codes._tries,
            uow.troubles._rows,
            uow.secrets._expected,
        )
        for table in chats:
            _drop(table, refs)
        self._secrets(lambda row: row.chat in refs)
        under = tuple(f"{place}:" for place in leaving.places)
        _drop(uow.correspondence._rows, (each for each in uow.correspondence._rows if each.startswith(under)))
        _drop(uow.outbox._posts, (post for post, ref in uow.outbox._posts.items() if ref.startswith(under)))
        if not leaving.works_here:
            _drop(uow.homes._rows, refs)
            self._audit(leaving)
        return self._forget_files(lambda row: row.chat in refs or row.person in refs)

    def farewells(self) -> int:
        rows = self._uow.outbox._rows.values()
        return sum(each.letter.farewell and each.status in ("waiting", "leased") for each in rows)

    def _letters(self, leaving: Leaving) -> None:
        rows, keys = self._uow.outbox._rows, self._uow.outbox._keys
        for number, each in list(rows.items()):
            if any(each.letter.chat == ref or each.letter.chat.endswith(f":{ref}") for ref in leaving.refs):
                rows[number] = replace(
                    each, status="superseded", letter=replace(emptied(each.letter), key="", chat=leaving.gone)
                )
        _drop(keys, (key for key in keys if any(f":{ref}:" in key for ref in leaving.refs)))

    def _timers(self, leaving: Leaving) -> None:
        rows = self._uow.timers._rows

        def theirs(key: str) -> bool:
            timer = rows[key]
            if any(key == ref or key.endswith(f":{ref}") for ref in leaving.refs):
                return True
            return not leaving.works_here and (timer.chat in leaving.refs or timer.person in leaving.refs)

        _drop(rows, (key for key in rows if theirs(key)))

    def _audit(self, leaving: Leaving) -> None:
        rows, nobody = self._uow.audit._rows, PersonRef(leaving.gone)
        for key, line in list(rows.items()):
            if line.person in leaving.refs:
                rows[key] = replace(line, person=nobody, what=NOTHING)
            if line.about is not None and line.about in leaving.refs:
                rows[key] = replace(rows[key], about=nobody)

    def _secrets(self, fits: Callable[[Any], bool]) -> None:
        rows = self._uow.secrets._rows
        _drop(rows, (row.id for row in rows.values() if fits(row)))

    def _forget_files(self, fits: Callable[[Any], bool]) -> tuple[str, ...]:
        rows = self._uow.files._rows
        found = [row for row in rows.values() if fits(row)]
        _drop(rows, (row.id for row in found))
        return tuple(sorted(row.stored.name for row in found if row.stored is not None))


def _drop(rows: Rows[Any, Any], keys: Iterable[object]) -> None:
    for key in list(keys):
        rows.pop(key, None)


def relinked(
    links: Rows[TicketId, tuple[Link, ...]],
    history: Rows[tuple[TicketId, int], HistoryEntry],
    request: int,
    entries: Sequence[HistoryEntry],
) -> dict[int, str]:
    """Puts what is left of entries in their place; what is to be said of each, by number."""
    left: dict[int, str] = {}
    for entry in entries:
        body = codec().entry.dump(entry)
        history[entry.ticket, entry.seq] = entry
        links[entry.ticket] = tuple(
            replace(each, body=body, erased=request) if each.seq == entry.seq else each for each in links[entry.ticket]
        )
        left |= {each.seq: left_of(each) for each in links[entry.ticket] if each.seq == entry.seq}
    return left


def emptied(letter: Letter) -> Letter:
    """What is kept of a delivery that ended: that there was one, and how it ended."""
    return Letter(key=letter.key, chat=letter.chat, kind=letter.kind, message=Message(), at=letter.at)
