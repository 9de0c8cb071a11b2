"""Where something of a person stands, found and erased. Rare, and whole tables are gone through where nothing points to
what is looked for.

`storage.inventory` says which columns are personal; a test fills each of them and finds nothing of it afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Text,
    bindparam,
    cast,
    delete,
    literal,
    or_,
    select,
    union,
    update,
)

from bot.app.outbox import Letter, ParcelKind
from bot.domain.anonymising import NOTHING, Leaving
from bot.domain.ids import IncidentId, TicketId
from bot.domain.incident import IncidentEntry
from bot.domain.message import Message
from bot.domain.ticket import card_of
from storage.codec import Codec
from storage.desk_tables import audit, homes, ticket_marks
from storage.incident_tables import incident_history, incidents
from storage.secret_tables import expected_secrets, secrets
from storage.sql.session import Session, Statement
from storage.tables import (
    consents,
    conversations,
    correspondence,
    deliveries,
    files,
    history,
    identities,
    inbox,
    link_codes,
    link_tries,
    outbox,
    posts,
    registrations,
    tickets,
    timers,
    troubles,
    word,
)

_REF: BindParameter[str] = bindparam("ref")
_GONE: BindParameter[str] = bindparam("gone")
_OF: BindParameter[int] = bindparam("of")


def _within(column: Column[str]) -> ColumnElement[bool]:
    """As a whole value of JSON."""
    return column.like(literal('%"', Text()) + cast(_REF, Text) + literal('"%', Text()))


def _ends(column: Column[str]) -> ColumnElement[bool]:
    """The reference itself, or something that is named after it."""
    return or_(column == _REF, column.like(literal("%:", Text()) + cast(_REF, Text)))


def _begins(column: Column[str]) -> ColumnElement[bool]:
    """What stands at that place: a message of the chat."""
    return column.like(cast(_REF, Text) + literal(":%", Text()))


_FOUND = union(
    select(tickets.c.id).where(
        tickets.c.id > bindparam("after"), or_(tickets.c.requester_chat == _REF, _within(tickets.c.body))
    ),
    select(history.c.ticket).where(history.c.ticket > bindparam("after"), _within(history.c.body)),
).subquery()
_TICKETS = select(_FOUND.c.id).order_by(_FOUND.c.id).limit(bindparam("limit"))
_INCIDENTS = select(incidents.c.id, incidents.c.body).where(
    incidents.c.body.like(literal('%"ticket":', Text()) + cast(_REF, Text) + literal(",%", Text()))
)
_INCIDENT_ENTRY = (
    update(incident_history)
    .where(incident_history.c.incident == bindparam("its"), incident_history.c.seq == bindparam("number"))
    .values(body=bindparam("body"), erased=bindparam("erased"))
)

_REGISTRATIONS = select(registrations.c.id).where(or_(registrations.c.chat == _REF, registrations.c.person == _REF))
_CARD = select(posts.c.ref).where(posts.c.post == bindparam("card"))
_OF_A_TICKET: tuple[Statement, ...] = (
    delete(ticket_marks).where(ticket_marks.c.ticket == _OF),
    delete(deliveries).where(deliveries.c.ticket == _OF),
    delete(secrets).where(secrets.c.ticket == _OF),
    delete(expected_secrets).where(expected_secrets.c.ticket == _OF),
)
_ABOUT = delete(correspondence).where(correspondence.c.ticket == _OF, correspondence.c.message.not_in(_CARD))
_FILES_OF = delete(files).where(files.c.ticket == _OF).returning(files.c.name)
_DUE_FOR_NOBODY = update(timers).where(timers.c.ticket == _OF, timers.c.chat == _REF).values(chat=_GONE, person=_GONE)
_ON_ITS_WAY = select(outbox.c.id, outbox.c.body).where(
    or_(outbox.c.status == word("waiting"), outbox.c.status == word("leased")),
    outbox.c.body.like(literal('%"ticket":', Text()) + cast(bindparam("number"), Text) + literal("%", Text())),
)
_DROP = update(outbox).where(outbox.c.id == _OF).values(status="superseded", leased_until=None, body="")
_BLANK = update(outbox).where(outbox.c.id == _OF).values(body=bindparam("left"))
_EMPTY = update(outbox).where(outbox.c.id == _OF).values(body="")
_ENDED = (
    select(outbox.c.id)
    .where(
        outbox.c.id > bindparam("after"),
        outbox.c.body != "",
        or_(*(outbox.c.status == word(each) for each in ("sent", "refused", "superseded"))),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_FAREWELLS = (
    select(outbox.c.id)
    .where(
        or_(outbox.c.status == word("waiting"), outbox.c.status == word("leased")),
        outbox.c.body.like('%"farewell":true%'),
    )
    .limit(bindparam("limit"))
)

_ARRIVALS = (
    update(inbox).where(inbox.c.status == word("done")).values(status="erased", body="", error=None),
    update(inbox)
    .where(inbox.c.lane == _REF, inbox.c.status != word("waiting"))
    .values(status="erased", body="", error=None, lane=_GONE),
)
_DISOWN: tuple[Statement, ...] = (
    *_ARRIVALS,
    update(consents).where(or_(consents.c.chat == _REF, consents.c.person == _REF)).values(chat=_GONE, person=_GONE),
    update(registrations)
    .where(or_(registrations.c.chat == _REF, registrations.c.person == _REF))
    .values(
        chat=_GONE, person=_GONE, name=bindparam("blank"), organisation=bindparam("blank"), email=bindparam("blank")
    ),
    delete(conversations).where(conversations.c.chat == _REF),
    delete(identities).where(identities.c.chat == _REF),
    delete(link_codes).where(link_codes.c.chat == _REF),
    delete(link_tries).where(link_tries.c.chat == _REF),
    delete(troubles).where(troubles.c.place == _REF),
    delete(secrets).where(secrets.c.chat == _REF),
    delete(expected_secrets).where(expected_secrets.c.chat == _REF),
)
"""For each reference to the person."""

_AT_A_PLACE: tuple[Statement, ...] = (
    delete(correspondence).where(_begins(correspondence.c.message)),
    delete(posts).where(_begins(posts.c.ref)),
)
"""For each place where messages of theirs, and ours to them, are."""

_LETTERS: tuple[Statement, ...] = (
    delete(outbox).where(_ends(outbox.c.chat)),
    update(outbox)
    .where(outbox.c.key.like(literal("%:", Text()) + cast(_REF, Text) + literal(":%", Text())))
    .values(key=cast(_GONE, Text) + literal(":", Text()) + cast(outbox.c.id, Text)),
)
_DUE = delete(timers).where(_ends(timers.c.key))
_DUE_FOR_THEM = delete(timers).where(or_(timers.c.chat == _REF, timers.c.person == _REF))
_FILES_FROM = delete(files).where(or_(files.c.chat == _REF, files.c.person == _REF)).returning(files.c.name)
_UNLESS_THEY_WORK_HERE: tuple[Statement, ...] = (
    delete(homes).where(homes.c.person == _REF),
    _DUE_FOR_THEM,
    update(audit).where(audit.c.person == _REF).values(person=_GONE, what=bindparam("blank")),
    update(audit).where(audit.c.about == _REF).values(about=_GONE),
)


class SqlTraces:
    """`bot.app.erasure_ports.Traces`."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self._session = session
        self._letter = codec.letter
        self._incident = codec.incident
        self._entry = codec.incident_entry

    def tickets(self, refs: Sequence[str], after: TicketId, limit: int) -> tuple[TicketId, ...]:
        values = {"after": after, "limit": limit}
        found = {row[0] for ref in refs for row in self._session.all(_TICKETS, {**values, "ref": ref})}
        return tuple(TicketId(each) for each in sorted(found)[:limit])

    def incidents(self, ticket: TicketId) -> tuple[IncidentId, ...]:
        rows = ((row[0], self._incident.load(row[1])) for row in self._session.all(_INCIDENTS, {"ref": str(ticket)}))
        return tuple(sorted(IncidentId(number) for number, each in rows if each.link(ticket) is not None))

    def erase_incident(self, request: int, entries: Sequence[IncidentEntry]) -> None:
        for each in entries:
            place = {"its": each.incident, "number": each.seq}
            self._session.run(_INCIDENT_ENTRY, {**place, "body": self._entry.dump(each), "erased": request})

    def strip(self, ticket: TicketId, leaving: Leaving) -> tuple[str, ...]:
        for each in _OF_A_TICKET:
            self._session.run(each, {"of": ticket})
        self._session.run(_ABOUT, {"of": ticket, "card": card_of(ticket)})
        for ref in sorted(leaving.refs):
            self._session.run(_DUE_FOR_NOBODY, {"of": ticket, "ref": ref, "gone": leaving.gone})
        for number, body in self._session.all(_ON_ITS_WAY, {"number": str(ticket)}):
            letter = self._letter.load(body)
            if letter.ticket == ticket:
                self._drop(number, letter)
        return _names(self._session.all(_FILES_OF, {"of": ticket}))

    def _drop(self, number: int, letter: Letter) -> None:
        """It is not sent any more; but what is named is, empty, since changes of it follow."""
        if letter.post is not None and letter.kind is ParcelKind.SAY:
            left = self._letter.dump(replace(letter, message=Message(body=(NOTHING,))))
            self._session.run(_BLANK, {"of": number, "left": left})
        else:
            self._session.run(_DROP, {"of": number})

    def registrations(self, refs: Sequence[str]) -> tuple[int, ...]:
        rows = (row for ref in refs for row in self._session.all(_REGISTRATIONS, {"ref": ref}))
        return tuple(sorted({int(row[0]) for row in rows}))

    def empty_letters(self, after: int, limit: int) -> int | None:
        rows = self._session.all(_ENDED, {"after": after, "limit": limit})
        for (number,) in rows:
            self._session.run(_EMPTY, {"of": number})
        return rows[-1][0] if len(rows) == limit else None

    def leave(self, leaving: Leaving) -> tuple[str, ...]:
        names: list[str] = []
        for ref in sorted(leaving.refs):
            values = {"ref": ref, "gone": leaving.gone, "blank": NOTHING.untrusted}
            rest = () if leaving.works_here else _UNLESS_THEY_WORK_HERE
            for each in (*_LETTERS, _DUE, *_DISOWN, *rest):
                self._session.run(each, values)
            names += _names(self._session.all(_FILES_FROM, values))
        for place in leaving.places:
            for each in _AT_A_PLACE:
                self._session.run(each, {"ref": place})
        return tuple(sorted(names))

    def farewells(self) -> int:
        return len(self._session.all(_FAREWELLS, {"limit": 1}))


def _names(rows: Sequence[tuple[str | None, ...]]) -> tuple[str, ...]:
    return tuple(sorted(name for (name,) in rows if name is not None))
