"""The tables of what is sealed: see `storage.tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from storage.tables import metadata, partial
from storage.types import Instant

secrets = Table(
    "secrets",
    metadata,
    Column("secret", Text, primary_key=True),
    Column("chat", Text, nullable=False),
    Column("ticket", BigInteger),
    Column("field", Text, nullable=False),
    Column("envelope", Text, nullable=False),
    Column("sealed_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
)
Index("ix_secrets_expires", secrets.c.expires)
partial("ix_secrets_ticket", secrets.c.ticket, where=secrets.c.ticket.is_not(None))

expected_secrets = Table(
    "expected_secrets",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("ticket", BigInteger, primary_key=True, autoincrement=False),
    Column("wanted", Text, nullable=False),
    Column("expected_until", Instant, nullable=False),
)
