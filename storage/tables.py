"""The tables. Indexes are those of the queries; a partial index holds what waits, so its cost does not grow with the archive.

Whole values are kept as JSON in `body` (`storage.codec`); a column exists beside it only where a query needs it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    literal_column,
    true,
)

from storage.stems import SEARCHABLE, Stems
from storage.types import Instant, row_id

metadata = MetaData(
    naming_convention={
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def word(value: str) -> ColumnElement[str]:
    """A constant of ours written into the statement: a planner picks a partial index only when it can read the value."""
    return literal_column(f"'{value}'", Text())


def partial(name: str, *columns: Column[object], where: ColumnElement[bool]) -> Index:
    """An index of the rows that fit."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


inbox = Table(
    "inbox",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Text, nullable=False),  # waiting, done, erased, quarantined
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("error", Text),
)
partial("ix_inbox_waiting", inbox.c.lane, inbox.c.id, where=inbox.c.status == word("waiting"))
partial("ix_inbox_done", inbox.c.ended_at, where=inbox.c.status == word("done"))
partial("ix_inbox_quarantined", inbox.c.id, where=inbox.c.status == word("quarantined"))

cursors = Table(
    "cursors",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("organisation", Text),  # no key to the register: a profile outlives it
    Column("touched", Instant),
)
partial(
    "ix_conversations_organisation",
    conversations.c.organisation,
    conversations.c.chat,
    where=conversations.c.organisation.is_not(None),
)

sequences = Table(
    "sequences",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("year", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("desk", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),  # casefolded: people type it in any case
    Column("status", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("requester_chat", Text, nullable=False),
    Column("assignee", Text),
    Column("opened_at", Instant),
    Column("finished_at", Instant),
    Column("taken_at", Instant),
    Column("rating", Integer),  # from 1 to 5
    Column("body", Text, nullable=False),
    UniqueConstraint("year", "number", "desk"),
)
Index("ix_tickets_opened", tickets.c.opened_at, tickets.c.taken_at)
partial("ix_tickets_finished", tickets.c.finished_at, where=tickets.c.finished_at.is_not(None))
partial("ix_tickets_rated", tickets.c.finished_at, tickets.c.rating, where=tickets.c.rating.is_not(None))
Index("ix_tickets_requester", tickets.c.requester_chat, tickets.c.id)
partial("ix_tickets_assignee", tickets.c.assignee, tickets.c.id, where=tickets.c.open.is_(true()))

history = Table(
    "history",
    metadata,
    Column("ticket", BigInteger, ForeignKey(tickets.c.id), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False, server_default=""),  # the hash of the entry before it
    Column("hash", Text, nullable=False, server_default=""),
    Column("erased", BigInteger),  # the request by which a person was erased from it; the hash is of what it was
)

history_ends = Table(  # where each history ends, so that one cut short is found out
    "history_ends",
    metadata,
    Column("ticket", BigInteger, ForeignKey(tickets.c.id), primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("person", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),  # sorted, with commas between
    Column("on_shift", Boolean, nullable=False),
    Column("load", Integer, nullable=False),
    Column("last_assigned_at", Instant, nullable=False),
    Column("skills", Text, nullable=False, server_default=""),  # sorted, with commas between; none: every module
    Column("capacity", Integer),
    Column("offers", Integer, nullable=False, server_default="0"),
)

processes = Table(
    "processes",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("due", Instant, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("ticket", BigInteger),
)
Index("ix_timers_due", timers.c.due)

outbox = Table(
    "outbox",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("gateway", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("revises", Text),  # what a revision is about: an older one of the same is superseded
    Column("status", Text, nullable=False),  # waiting, leased, sent, refused, superseded
    Column("attempts", Integer, nullable=False),  # also the fencing token
    Column("held", Integer, nullable=False, server_default="0"),  # attempts that met a trouble
    Column("available_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("unsure", Boolean, nullable=False),
    Column("ended_at", Instant),
    Column("reason", Text),
    Column("why", Text),
    Column("body", Text, nullable=False),
)
partial("ix_outbox_waiting", outbox.c.gateway, outbox.c.id, where=outbox.c.status == word("waiting"))
partial("ix_outbox_leased", outbox.c.leased_until, where=outbox.c.status == word("leased"))
partial(
    "ix_outbox_revises",
    outbox.c.chat,
    outbox.c.revises,
    where=(outbox.c.status == word("waiting")) & outbox.c.revises.is_not(None),
)

troubles = Table(
    "troubles",
    metadata,
    Column("place", Text, primary_key=True),  # a chat, or a gateway as a whole
    Column("trouble", Text, nullable=False),
    Column("since", Instant, nullable=False),
)

consents = Table(  # append-only
    "consents",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("chat", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("process", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("answer", Text, nullable=False),  # given, refused, withdrawn
    Column("at", Instant, nullable=False),
)
Index("ix_consents_chat", consents.c.chat, consents.c.id)

identities = Table(
    "identities",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("identity", BigInteger, nullable=False),
)
Index("ix_identities_identity", identities.c.identity)

link_codes = Table(
    "link_codes",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("language", Text, nullable=False),
    Column("salt", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of the salt and the code; the code itself is nowhere
    Column("expires", Instant, nullable=False),
)
Index("ix_link_codes_expires", link_codes.c.expires, link_codes.c.chat)

link_tries = Table(
    "link_tries",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("last", Instant, nullable=False),
)

registrations = Table(
    "registrations",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("chat", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("process", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("standing", Text, nullable=False),  # pending, confirmed, refused, superseded
    Column("decided_by", Text),
    Column("decided_at", Instant),
)
Index("ix_registrations_chat", registrations.c.chat, registrations.c.id)

posts = Table(
    "posts",
    metadata,
    Column("post", Text, primary_key=True),
    Column("ref", Text, nullable=False),
)

correspondence = Table(
    "correspondence",
    metadata,
    Column("message", Text, primary_key=True),
    Column("ticket", BigInteger, nullable=False),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("desk", Text, primary_key=True),  # the id of its process
    Column("reply", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("post", Text, primary_key=True),
    Column("ticket", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)
Index("ix_deliveries_ticket", deliveries.c.ticket, deliveries.c.post)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("ref", Text, nullable=False),  # the platform's; the same file sent again may have the same one
    Column("chat", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("announced", BigInteger),  # bytes, as the platform said
    Column("at", Instant, nullable=False),
    Column("status", Text, nullable=False),  # pending, stored, refused
    Column("ticket", BigInteger),
    Column("name", Text, unique=True),  # where it is kept; set exactly for a stored one, as the next two
    Column("media_type", Text),
    Column("size", BigInteger),  # bytes, as they came
)
Index("ix_files_ref", files.c.chat, files.c.ref, files.c.id)
partial("ix_files_ticket", files.c.ticket, where=files.c.ticket.is_not(None))
partial("ix_files_unclaimed", files.c.at, files.c.id, where=files.c.ticket.is_(None))
knowledge = Table(
    "knowledge",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("process", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("stems", Stems, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("process", "item"),
)
Index("ix_knowledge_stems", knowledge.c.stems, postgresql_using="gin").ddl_if(dialect="postgresql")
for _each in SEARCHABLE:
    event.listen(knowledge, "after_create", _each.execute_if(dialect="sqlite"))

knowledge_uses = Table(
    "knowledge_uses",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("process", Text, nullable=False),
    Column("item", Text, nullable=False),  # empty: the matter was solved with none opened
    Column("used", Text, nullable=False),
    Column("module", Text),
    Column("at", Instant, nullable=False),
)
Index("ix_knowledge_uses_process", knowledge_uses.c.process, knowledge_uses.c.item, knowledge_uses.c.used)
organisations = Table(
    "organisations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text),
    Column("aliases", Text, nullable=False),  # a line each
)

organisation_marks = Table(
    "organisation_marks",
    metadata,
    Column("mark", Text, primary_key=True),  # its folded name after a =, a word of it, how a word begins before a ~
    Column("organisation", Text, ForeignKey(organisations.c.id), primary_key=True),
)
Index("ix_organisation_marks_organisation", organisation_marks.c.organisation)

licences = Table(
    "licences",
    metadata,
    Column("id", Text, primary_key=True),
    Column("organisation", Text, ForeignKey(organisations.c.id), nullable=False),
    Column("kind", Text, nullable=False),
    Column("holder", Text),
    Column("updates_until", Text),  # YYYY-MM-DD, which sorts
    Column("versions", Text, nullable=False),  # with spaces between
)
Index("ix_licences_organisation", licences.c.organisation)
Index("ix_licences_updates_until", licences.c.updates_until)

people = Table(
    "people",
    metadata,
    Column("email", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("position", Text),
    Column("organisation", Text, ForeignKey(organisations.c.id)),
    Column("telephone", Text),
)
Index("ix_people_organisation", people.c.organisation)

courses = Table(
    "courses",
    metadata,
    Column("email", Text, primary_key=True),
    Column("course", Text, primary_key=True),
    Column("taken_on", Text, nullable=False),
)
