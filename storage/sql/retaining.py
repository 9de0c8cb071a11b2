"""What is kept too long is erased: a statement for each rule, bounded, oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Delete,
    Select,
    Update,
    bindparam,
    delete,
    exists,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningDelete

from bot.app.holdings import MADE_BY_US
from bot.app.retaining import Erased
from bot.domain.caller import GATEWAY
from bot.domain.erasure import ENDED_WITHOUT
from bot.domain.retention import Rule
from storage.codec import Codec
from storage.desk_tables import audit, homes, ticket_marks
from storage.erasure_tables import erasures
from storage.retention_tables import ENDED_WITH_BODY
from storage.sql.incidents import SqlIncidents
from storage.sql.permit import permitted
from storage.sql.session import Session
from storage.sql.tickets import SqlTickets
from storage.tables import (
    consents,
    conversations,
    correspondence,
    deliveries,
    files,
    history,
    history_ends,
    identities,
    inbox,
    knowledge_uses,
    link_codes,
    link_tries,
    outbox,
    registrations,
    tickets,
    timers,
    troubles,
    word,
)
from storage.unlinking import without

_LIMIT: BindParameter[int] = bindparam("limit")
_APPEND_ONLY = (Rule.CONSENTS, Rule.AUDIT, Rule.TICKETS)
_CALLERS = f"{GATEWAY}:%"
_CLOSED = tickets.c.status.in_((word("closed"), word("cancelled")))


def _before(column: Column[Any]) -> ColumnElement[bool]:
    return column < bindparam("before")


def _oldest(key: Column[Any], age: Column[Any], *where: ColumnElement[bool]) -> Select[Any]:
    return select(key).where(_before(age), *where).order_by(age, key).limit(_LIMIT)


def _of_closed(key: Column[Any], ticket: Column[Any], merged: ColumnElement[bool]) -> Select[Any]:
    """Rows of tickets that were closed before; those that were merged into another have no day of their own, and are
    judged by `merged`."""
    return (
        select(key)
        .join(tickets, tickets.c.id == ticket)
        .where(
            ticket.is_not(None), _CLOSED, or_(_before(tickets.c.finished_at), tickets.c.finished_at.is_(None) & merged)
        )
        .order_by(ticket)
        .limit(_LIMIT)
    )


def _gone(key: Column[Any], found: Select[Any], *also: Column[Any]) -> ReturningDelete[Any]:
    return delete(key.table).where(key.in_(found)).returning(key, *also)


def _emptied(key: Column[Any], found: Select[Any], **also: object) -> Update:
    return update(key.table).where(key.in_(found)).values(body="", **also).returning(key)


STATEMENTS: Mapping[Rule, Update | Delete] = MappingProxyType(
    {
        Rule.ARRIVALS: _emptied(
            inbox.c.id,
            _oldest(inbox.c.id, inbox.c.ended_at, inbox.c.status == word("done")),
            status="erased",
            error=None,
        ),
        Rule.PUT_ASIDE: _emptied(
            inbox.c.id,
            _oldest(inbox.c.id, inbox.c.ended_at, inbox.c.status == word("quarantined")),
            status="erased",
            error=None,
        ),
        Rule.ABANDONED: _gone(files.c.id, _oldest(files.c.id, files.c.at, files.c.ticket.is_(None)), files.c.name),
        Rule.DISCLOSURES: _gone(
            files.c.id,
            _oldest(files.c.id, files.c.at, files.c.ticket.is_(None), files.c.ref.startswith(word(MADE_BY_US))),
            files.c.name,
        ),
        Rule.ATTACHMENTS: _gone(files.c.id, _of_closed(files.c.id, files.c.ticket, _before(files.c.at)), files.c.name),
        Rule.LETTERS: _emptied(outbox.c.id, _oldest(outbox.c.id, outbox.c.ended_at, ENDED_WITH_BODY)),
        Rule.CORRESPONDENCE: _gone(
            correspondence.c.message,
            _of_closed(correspondence.c.message, correspondence.c.ticket, _before(tickets.c.opened_at)),
        ),
        Rule.LINK_CODES: _gone(link_codes.c.chat, _oldest(link_codes.c.chat, link_codes.c.expires)),
        Rule.TRIES: _gone(link_tries.c.chat, _oldest(link_tries.c.chat, link_tries.c.last)),
        Rule.KNOWLEDGE_USES: _gone(knowledge_uses.c.id, _oldest(knowledge_uses.c.id, knowledge_uses.c.at)),
        Rule.CONSENTS: _gone(
            consents.c.id,
            _oldest(
                consents.c.id,
                consents.c.at,
                ~exists(select(conversations.c.chat).where(conversations.c.chat == consents.c.chat)),
            ),
        ),
        Rule.AUDIT: _gone(audit.c.id, _oldest(audit.c.id, audit.c.at)),
    }
)
_FILES = frozenset({Rule.ABANDONED, Rule.DISCLOSURES, Rule.ATTACHMENTS})
_NO_OPEN_TICKET = ~exists(
    select(tickets.c.id).where(tickets.c.requester_chat == conversations.c.chat, tickets.c.open.is_(true()))
)
_A_CALLER = conversations.c.chat.like(word(_CALLERS))
CHATS: Mapping[Rule, Select[Any]] = MappingProxyType(
    {
        rule: _oldest(conversations.c.chat, conversations.c.touched, _NO_OPEN_TICKET, whose)
        for rule, whose in ((Rule.PROFILES, ~_A_CALLER), (Rule.CALLERS, _A_CALLER))
    }
)
_OF_CHAT = tuple(
    delete(column.table).where(column == bindparam("chat"))
    for column in (
        identities.c.chat,
        registrations.c.chat,
        link_codes.c.chat,
        link_tries.c.chat,
        timers.c.chat,
        troubles.c.place,
        homes.c.person,
        conversations.c.chat,
    )
)
TICKETS = _oldest(tickets.c.id, tickets.c.finished_at, _CLOSED)
MERGED = _oldest(tickets.c.id, tickets.c.opened_at, _CLOSED, tickets.c.finished_at.is_(None))
_KEPT_FILES = select(files.c.name).where(files.c.ticket == bindparam("ticket"), files.c.name.is_not(None))
_OF_TICKET = tuple(
    delete(column.table).where(column == bindparam("ticket"))
    for column in (
        files.c.ticket,
        correspondence.c.ticket,
        deliveries.c.ticket,
        timers.c.ticket,
        ticket_marks.c.ticket,
        history.c.ticket,
        history_ends.c.ticket,
        tickets.c.id,
    )
)
_ENDED_REQUESTS = select(erasures.c.body).where(
    or_(*(erasures.c.standing == word(each.value) for each in ENDED_WITHOUT))
)
_NO_REQUEST = delete(erasures).where(erasures.c.id == bindparam("erasure"))
MOST_TICKETS = 50
"""Tickets in one transaction: each has rows in many tables."""


class SqlRetaining:
    """`bot.app.retaining.Retaining`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._erasure = codec.erasure
        self._tickets = SqlTickets(session, codec)
        self._incidents = SqlIncidents(session, codec)

    def erase(self, rule: Rule, before: datetime, limit: int) -> Erased:
        if rule in _APPEND_ONLY:
            with permitted(self._session, f"retention of {rule}"):
                return self._erase(rule, before, limit)
        return self._erase(rule, before, limit)

    def _erase(self, rule: Rule, before: datetime, limit: int) -> Erased:
        values = {"before": before, "limit": min(limit, MOST_TICKETS) if rule is Rule.TICKETS else limit}
        if rule in CHATS:
            return self._chats([row[0] for row in self._session.all(CHATS[rule], values)])
        if rule is Rule.TICKETS:
            found = self._session.all(TICKETS, values) or self._session.all(MERGED, values)
            return self._whole([row[0] for row in found])
        if rule is Rule.REQUESTS:
            return self._requests(before, limit)
        rows = self._session.all(STATEMENTS[rule], values)
        if rule in _FILES:
            return Erased(len(rows), tuple(sorted(name for _, name in rows if name is not None)))
        return Erased(len(rows))

    def _requests(self, before: datetime, limit: int) -> Erased:
        """When a request was decided is not a column of its own: there are few of them."""
        ended = (self._erasure.load(body) for (body,) in self._session.all(_ENDED_REQUESTS))
        old = [each for each in ended if each.decided_at is not None and each.decided_at < before]
        for each in sorted(old, key=lambda each: (each.decided_at, each.id))[:limit]:
            self._session.run(_NO_REQUEST, {"erasure": each.id})
        return Erased(min(len(old), limit))

    def _chats(self, chats: Sequence[str]) -> Erased:
        for chat in chats:
            for statement in _OF_CHAT:
                self._session.run(statement, {"chat": chat})
        return Erased(len(chats))

    def _whole(self, ids: Sequence[int]) -> Erased:
        names: list[str] = []
        for number in ids:
            without(self._tickets, self._incidents, number)
            names += [name for (name,) in self._session.all(_KEPT_FILES, {"ticket": number})]
            for statement in _OF_TICKET:
                self._session.run(statement, {"ticket": number})
        return Erased(len(ids), tuple(sorted(names)))
