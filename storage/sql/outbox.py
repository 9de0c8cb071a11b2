"""Deliveries: waiting → leased → sent or refused, and back to waiting when an attempt failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import bindparam, delete, func, null, or_, select, true, update

from bot.app.outbox import Delivered, Later, Letter, Parcel, ParcelKind, Refused, Settlement, Unsure, Waiting
from bot.domain.ids import DESK, ChatRef, MessageRef, PostKey, TicketId, gateway_of
from bot.domain.incident import CARD
from bot.domain.message import Message
from storage.codec import Codec
from storage.sql.correspondence import SqlCorrespondence
from storage.sql.counters import SqlCounters
from storage.sql.posts import SqlPosts
from storage.sql.session import Row, Session
from storage.sql.upsert import insert_new
from storage.tables import outbox, word

_WAITS = outbox.c.status == word("waiting")
_LEASED = outbox.c.status == word("leased")

_ADD = insert_new(outbox, outbox.c.key)
_SUPERSEDE = (
    update(outbox)
    .where(
        _WAITS,
        outbox.c.chat == bindparam("in_chat"),
        outbox.c.revises == bindparam("of"),
        outbox.c.attempts == 0,
        outbox.c.id < bindparam("newer"),
    )
    .values(status="superseded", ended_at=bindparam("ended_at"))
    .returning(outbox.c.id)
)
_WAITING = (
    select(outbox.c.id, outbox.c.chat, outbox.c.available_at)
    .where(_WAITS, outbox.c.gateway == bindparam("gateway"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_CLAIM = (
    update(outbox)
    .where(
        outbox.c.id
        == select(outbox.c.id)
        .where(outbox.c.id == bindparam("parcel"), _WAITS, outbox.c.available_at <= bindparam("at"))
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    .values(status="leased", attempts=outbox.c.attempts + 1, leased_until=bindparam("until"))
    .returning(outbox.c.id, outbox.c.attempts, outbox.c.unsure, outbox.c.body, outbox.c.held)
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel"), outbox.c.attempts == bindparam("token"), _LEASED)
    .values(
        status=bindparam("status"),
        held=outbox.c.held + bindparam("held", type_=outbox.c.held.type),
        available_at=func.coalesce(bindparam("retry_at", type_=outbox.c.available_at.type), outbox.c.available_at),
        leased_until=null(),
        unsure=or_(outbox.c.unsure, bindparam("unsure", type_=outbox.c.unsure.type)),
        ended_at=bindparam("ended_at"),
        reason=bindparam("reason"),
        why=bindparam("why"),
    )
    .returning(outbox.c.id)
)
_EMPTY = update(outbox).where(outbox.c.id == bindparam("parcel")).values(body=bindparam("body"))
_FORGET = delete(outbox).where(outbox.c.id == bindparam("parcel"))
_RECLAIM = update(outbox).values(status="waiting", unsure=true(), leased_until=null())
_RECLAIM_ENDED = _RECLAIM.where(_LEASED, outbox.c.leased_until <= bindparam("at"))
_RECLAIM_GATEWAY = _RECLAIM.where(_LEASED, outbox.c.gateway == bindparam("of_gateway"))
_ELSEWHERE = select(outbox.c.id, outbox.c.body).where(
    _WAITS,
    outbox.c.chat != bindparam("desk"),
    or_(*(outbox.c.chat.startswith(bindparam(name)) for name in ("nowhere", "channels", "groups"))),
)
_MOVE = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel"))
    .values(chat=bindparam("to"), gateway=bindparam("to_gateway"), body=bindparam("body"))
)
_ON_HAND = select(
    select(func.count()).select_from(outbox).where(_WAITS).scalar_subquery(),
    select(func.count()).select_from(outbox).where(_LEASED).scalar_subquery(),
)


class SqlOutbox:
    """`bot.app.outbox.Outbox`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._shape = codec.letter
        self._posts = SqlPosts(session)
        self._correspondence = SqlCorrespondence(session)
        self._counters = SqlCounters(session)

    def add(self, letters: Sequence[Letter]) -> tuple[Waiting, ...]:
        ids = self._session.insert(_ADD, [self._row(each) for each in letters])
        added = [(row_id, letter) for row_id, letter in zip(ids, letters, strict=True) if row_id is not None]
        gone: set[int] = set()
        for row_id, letter in added:
            revises = revised(letter)
            if revises is not None:
                values = {"in_chat": letter.chat, "of": revises, "newer": row_id, "ended_at": letter.at}
                gone.update(row[0] for row in self._session.all(_SUPERSEDE, values))
        return tuple(
            Waiting(id=row_id, chat=letter.chat, available_at=letter.at)
            for row_id, letter in added
            if row_id not in gone
        )

    def waiting(self, gateway: str, limit: int) -> tuple[Waiting, ...]:
        return tuple(
            Waiting(id=row_id, chat=ChatRef(chat), available_at=available_at)
            for row_id, chat, available_at in self._session.all(_WAITING, {"gateway": gateway, "limit": limit})
        )

    def claim(self, ids: Sequence[int], *, at: datetime, until: datetime) -> tuple[Parcel, ...]:
        rows = self._session.many(_CLAIM, [{"parcel": each, "at": at, "until": until} for each in ids])
        taken = [(row, self._shape.load(row[3])) for row in rows if row is not None]
        places = self._posts.find(
            post for _, letter in taken for post in (letter.thread, letter.target_post) if post is not None
        )
        return tuple(_parcel(row, letter, places) for row, letter in taken)

    def settle(self, settlements: Sequence[Settlement], at: datetime) -> tuple[int, ...]:
        ordered = sorted(settlements, key=lambda each: each.parcel.id)
        rows = self._session.many(_SETTLE, [_settled(each, at) for each in ordered])
        ours = [each for each, row in zip(ordered, rows, strict=True) if row is not None]
        self._posts.put(
            {
                each.parcel.letter.post: each.outcome.ref
                for each in ours
                if each.parcel.letter.post is not None
                and isinstance(each.outcome, Delivered)
                and each.outcome.ref is not None
            }
        )
        self._session.many(
            _EMPTY,
            [
                {"parcel": each.parcel.id, "body": self._shape.dump(emptied(each.parcel.letter))}
                for each in ours
                if each.parcel.letter.secret and each.retry_at is None
            ],
        )
        ended = [each for each in ours if each.parcel.letter.farewell and each.retry_at is None]
        self._session.many(_FORGET, [{"parcel": each.parcel.id} for each in ended])
        told = (about(each) for each in ours)
        self._correspondence.put(dict(each for each in told if each is not None))
        self._counters.add(Counter(name for each in ours if (name := _counted(each)) is not None))
        return tuple(each.parcel.id for each in ours)

    def reclaim(self, at: datetime, *, gateway: str | None = None) -> int:
        if gateway is None:
            found = self._session.run(_RECLAIM_ENDED, {"at": at})
        else:
            found = self._session.run(_RECLAIM_GATEWAY, {"of_gateway": gateway})
        self._counters.add({"unsure": found})
        return found

    def move_desk(self, desk: ChatRef, development: ChatRef | None = None) -> int:
        team = desk.rpartition(":")[0]
        places = {"desk": desk, "nowhere": DESK, "channels": f"{team}:C", "groups": f"{team}:G"}
        rows = [(row_id, self._shape.load(body)) for row_id, body in self._session.all(_ELSEWHERE, places)]
        moved = [
            (row_id, letter)
            for row_id, each in rows
            if (letter := at_desk(each, desk, development or desk)) is not None
        ]
        self._session.many(
            _MOVE,
            [
                {
                    "parcel": row_id,
                    "to": letter.chat,
                    "to_gateway": gateway_of(letter.chat),
                    "body": self._shape.dump(letter),
                }
                for row_id, letter in moved
            ],
        )
        return len(moved)

    def counts(self) -> Mapping[str, int]:
        waiting, leased = self._session.one(_ON_HAND) or (0, 0)
        totals = self._counters.all()
        return {
            "waiting": int(waiting),
            "leased": int(leased),
            "sent": totals.get("sent", 0),
            "refused": totals.get("refused", 0),
            "unsure": totals.get("unsure", 0),
        }

    def _row(self, letter: Letter) -> dict[str, Any]:
        return {
            "key": letter.key,
            "gateway": gateway_of(letter.chat),
            "chat": letter.chat,
            "revises": revised(letter),
            "status": "waiting",
            "attempts": 0,
            "held": 0,
            "available_at": letter.at,
            "leased_until": None,
            "unsure": False,
            "ended_at": None,
            "reason": None,
            "why": None,
            "body": self._shape.dump(letter),
        }


def at_desk(letter: Letter, desk: ChatRef, development: ChatRef) -> Letter | None:
    """The letter on its way to the desk's place, or of an incident to the developers'; None for one that is neither, or goes
    there already."""
    named = letter.post or letter.thread or letter.target_post
    if named is not None and named.startswith(CARD):
        desk = development
    if letter.chat == desk or not (letter.chat == DESK or named):
        return None
    if letter.kind is ParcelKind.FORWARD:  # in a lane that is no chat
        lane = ChatRef(gateway_of(desk) + letter.chat.removeprefix(gateway_of(letter.chat)))
        return replace(letter, chat=lane) if lane != letter.chat else None
    return replace(letter, chat=desk)


def emptied(letter: Letter) -> Letter:
    """What is kept of a secret letter that ended."""
    return replace(letter, message=Message(), parts=())


def revised(letter: Letter) -> str | None:
    """What a revision is about, as one word: the name of a post, the message itself, or the Home tab of the lane. None
    for anything else."""
    if letter.kind is ParcelKind.HOME:
        return "home"
    if letter.kind is not ParcelKind.REVISE:
        return None
    return f"post {letter.target_post}" if letter.target_post is not None else f"message {letter.target}"


def about(settlement: Settlement) -> tuple[MessageRef, TicketId] | None:
    """Where a message about a ticket arrived; None for what stands in a thread of the desk, or did not arrive."""
    letter, outcome = settlement.parcel.letter, settlement.outcome
    if letter.ticket is None or letter.kind is not ParcelKind.SAY or letter.thread is not None:
        return None
    return (outcome.ref, letter.ticket) if isinstance(outcome, Delivered) and outcome.ref is not None else None


def _parcel(row: Row, letter: Letter, places: Mapping[PostKey, MessageRef]) -> Parcel:
    row_id, attempts, unsure, _, held = row
    target = letter.target
    if target is None and letter.target_post is not None:
        target = places.get(letter.target_post)
    return Parcel(
        id=row_id,
        token=attempts,
        letter=letter,
        thread=None if letter.thread is None else places.get(letter.thread),
        target=target,
        unsure=unsure,
        attempts=attempts,
        held=held,
    )


def _settled(settlement: Settlement, at: datetime) -> dict[str, Any]:
    values = {
        "parcel": settlement.parcel.id,
        "token": settlement.parcel.token,
        "status": "waiting",
        "held": int(settlement.held),
        "retry_at": settlement.retry_at,
        "unsure": False,
        "ended_at": None,
        "reason": None,
        "why": None,
    }
    match settlement.outcome:
        case Delivered():
            return {**values, "status": "sent", "ended_at": at}
        case Refused(reason=reason, why=why):
            return {**values, "status": "refused", "ended_at": at, "reason": reason.value, "why": why}
        case Later(why=why):
            return {**values, "why": why}
        case Unsure(why=why):
            return {**values, "unsure": True, "why": why}
        case never:
            assert_never(never)


def _counted(settlement: Settlement) -> str | None:
    match settlement.outcome:
        case Delivered():
            return "sent"
        case Refused():
            return "refused"
        case Unsure():
            return "unsure"
        case Later():
            return None
        case never:
            assert_never(never)
