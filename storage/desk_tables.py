"""The tables of the desk itself: see `storage.tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Table, Text

from storage.tables import metadata, partial, tickets
from storage.types import Instant, row_id

ticket_marks = Table(
    "ticket_marks",
    metadata,
    Column("mark", Text, primary_key=True),  # the beginning of a word of the ticket
    Column("ticket", BigInteger, ForeignKey(tickets.c.id), primary_key=True, autoincrement=False),
)

audit = Table(  # append-only
    "audit",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person", Text, nullable=False),
    Column("gateway", Text, nullable=False),
    Column("kind", Text, nullable=False),  # action, order, decision, home, call, roles
    Column("what", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # allowed, denied
    Column("reason", Text, nullable=False),
    Column("ticket", BigInteger),  # as it came: it may be a ticket that never was
    Column("about", Text),
)

homes = Table(
    "homes",
    metadata,
    Column("person", Text, primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("desk", Boolean, nullable=False),
    Column("outdated", Boolean, nullable=False),
)
partial("ix_homes_current", homes.c.opened_at, where=homes.c.outdated.is_(False))
