"""The table of requests to be erased: see `storage.tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, true

from storage.tables import metadata, partial

erasures = Table(
    "erasures",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", Text, nullable=False),  # nobody's, once it was carried out
    Column("standing", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)
Index("ix_erasures_chat", erasures.c.chat, erasures.c.id)
partial("ix_erasures_open", erasures.c.id, where=erasures.c.open.is_(true()))
