"""Deliveries in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.app.outbox import Delivered, Later, Letter, Parcel, Refused, Settlement, TroubleRow, Unsure, Waiting
from bot.domain.erasure import GONE
from bot.domain.ids import DESK, ChatRef, MessageRef, PostKey, TicketId, gateway_of
from storage.memory_rows import Rows
from storage.sql.outbox import about, at_desk, emptied, revised


@dataclass(frozen=True, slots=True)
class _Delivery:
    id: int
    letter: Letter
    available_at: datetime
    status: str = "waiting"
    attempts: int = 0
    leased_until: datetime | None = None
    unsure: bool = False
    held: int = 0
    ended_at: datetime | None = None


class MemoryCorrespondence:
    """`bot.app.ticket_ports.Correspondence`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[MessageRef, TicketId] = rows()

    def put(self, messages: Mapping[MessageRef, TicketId]) -> None:
        for message, ticket in messages.items():
            self._rows[message] = ticket

    def find(self, message: MessageRef) -> TicketId | None:
        return self._rows.get(message)

    def forget(self, tickets: Collection[TicketId], limit: int | None = None) -> int:
        """Forgets the messages of these tickets; how many they were."""
        found = [message for message, ticket in self._rows.items() if ticket in tickets][:limit]
        for message in found:
            self._rows.pop(message)
        return len(found)


class MemoryOutbox:
    """`bot.app.outbox.Outbox`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]], correspondence: MemoryCorrespondence) -> None:
        self._correspondence = correspondence
        self._rows: Rows[int, _Delivery] = rows()
        self._keys: Rows[str, int] = rows()
        self._posts: Rows[PostKey, MessageRef] = rows()
        self._totals: Rows[str, int] = rows()

    def add(self, letters: Sequence[Letter]) -> tuple[Waiting, ...]:
        added: list[int] = []
        for letter in letters:
            if letter.key in self._keys:
                continue
            row_id = len(self._rows) + 1
            self._keys[letter.key] = row_id
            self._supersede(letter)
            self._rows[row_id] = _Delivery(row_id, letter, letter.at)
            added.append(row_id)
        return tuple(_waiting(self._rows[each]) for each in added if self._rows[each].status == "waiting")

    def waiting(self, gateway: str, limit: int) -> tuple[Waiting, ...]:
        found = (
            _waiting(each)
            for each in self._rows.values()
            if each.status == "waiting" and gateway_of(each.letter.chat) == gateway
        )
        return tuple(found)[:limit]

    def claim(self, ids: Sequence[int], *, at: datetime, until: datetime) -> tuple[Parcel, ...]:
        parcels: list[Parcel] = []
        for row_id in ids:
            found = self._rows.get(row_id)
            if found is None or found.status != "waiting" or found.available_at > at:
                continue
            taken = replace(found, status="leased", attempts=found.attempts + 1, leased_until=until)
            self._rows[row_id] = taken
            parcels.append(self._parcel(taken))
        return tuple(parcels)

    def settle(self, settlements: Sequence[Settlement], at: datetime) -> tuple[int, ...]:
        ours: list[int] = []
        for each in sorted(settlements, key=lambda one: one.parcel.id):
            found = self._rows.get(each.parcel.id)
            if found is None or found.status != "leased" or found.attempts != each.parcel.token:
                continue
            self._rows[found.id] = self._settled(found, each, at)
            if (told := about(each)) is not None:
                self._correspondence.put(dict((told,)))
            ours.append(found.id)
        return tuple(ours)

    def reclaim(self, at: datetime, *, gateway: str | None = None) -> int:
        lost = [
            each
            for each in self._rows.values()
            if each.status == "leased"
            and (
                gateway_of(each.letter.chat) == gateway
                if gateway is not None
                else each.leased_until is not None and each.leased_until <= at
            )
        ]
        for each in lost:
            self._rows[each.id] = replace(each, status="waiting", leased_until=None, unsure=True)
        self._count("unsure", len(lost))
        return len(lost)

    def move_desk(self, desk: ChatRef, development: ChatRef | None = None) -> int:
        team = desk.rpartition(":")[0]
        moved = 0
        for each in list(self._rows.values()):
            is_there = each.letter.chat.startswith((DESK, f"{team}:C", f"{team}:G"))
            letter = at_desk(each.letter, desk, development or desk)
            if each.status == "waiting" and is_there and letter is not None:
                self._rows[each.id] = replace(each, letter=letter)
                moved += 1
        return moved

    def counts(self) -> Mapping[str, int]:
        now = Counter(each.status for each in self._rows.values())
        totals = {name: self._totals.get(name, 0) for name in ("sent", "refused", "unsure")}
        return {"waiting": now["waiting"], "leased": now["leased"], **totals}

    def empty(self, before: datetime, limit: int) -> int:
        """Erases what stood in those that ended before that instant; how many they were."""
        found = [each for each in self._rows.values() if each.ended_at is not None and each.ended_at < before]
        full = [each for each in found if each.letter != emptied(each.letter)][:limit]
        for each in full:
            self._rows[each.id] = replace(each, letter=emptied(each.letter))
        return len(full)

    def _supersede(self, newer: Letter) -> None:
        about = revised(newer)
        if about is None:
            return
        for each in list(self._rows.values()):
            same = each.letter.chat == newer.chat and revised(each.letter) == about
            if same and each.status == "waiting" and each.attempts == 0:
                self._rows[each.id] = replace(each, status="superseded", ended_at=newer.at)

    def _settled(self, found: _Delivery, settlement: Settlement, at: datetime) -> _Delivery:
        ends = found.letter.secret and settlement.retry_at is None
        held = found.held + settlement.held
        letter = emptied(found.letter) if ends else found.letter
        if letter.farewell and settlement.retry_at is None:  # ids are counted here, so the row itself stays
            letter = replace(emptied(letter), chat=ChatRef(GONE))
        ended = replace(found, leased_until=None, letter=letter, held=held)
        again = replace(ended, status="waiting", available_at=settlement.retry_at or found.available_at)
        match settlement.outcome:
            case Delivered(ref=ref):
                self._count("sent", 1)
                if found.letter.post is not None and ref is not None:
                    self._posts[found.letter.post] = ref
                return replace(ended, status="sent", ended_at=at)
            case Refused():
                self._count("refused", 1)
                return replace(ended, status="refused", ended_at=at)
            case Later():
                return again
            case Unsure():
                self._count("unsure", 1)
                return replace(again, unsure=True)

    def _count(self, name: str, by: int) -> None:
        self._totals[name] = self._totals.get(name, 0) + by

    def _parcel(self, taken: _Delivery) -> Parcel:
        letter = taken.letter
        target = letter.target
        if target is None and letter.target_post is not None:
            target = self._posts.get(letter.target_post)
        return Parcel(
            id=taken.id,
            token=taken.attempts,
            letter=letter,
            thread=None if letter.thread is None else self._posts.get(letter.thread),
            target=target,
            unsure=taken.unsure,
            attempts=taken.attempts,
            held=taken.held,
        )


class MemoryTroubles:
    """`bot.app.outbox.Troubles`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[str, TroubleRow] = rows()

    def begin(self, row: TroubleRow) -> bool:
        known = self._rows.get(row.place)
        if known is not None and known.trouble is row.trouble:
            return False
        self._rows[row.place] = row
        return True

    def end(self, place: str) -> bool:
        return self._rows.pop(place, None) is not None

    def all(self) -> tuple[TroubleRow, ...]:
        return tuple(each for _, each in sorted(self._rows.items()))


def _waiting(delivery: _Delivery) -> Waiting:
    return Waiting(id=delivery.id, chat=delivery.letter.chat, available_at=delivery.available_at)
