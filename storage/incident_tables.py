"""The tables of incidents: see `storage.tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text, UniqueConstraint, true

from storage.tables import metadata, partial

incidents = Table(
    "incidents",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("year", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("desk", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),  # casefolded: people type it in any case
    Column("open", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("year", "number", "desk"),
)
partial("ix_incidents_open", incidents.c.id, where=incidents.c.open.is_(true()))

incident_history = Table(  # append-only
    "incident_history",
    metadata,
    Column("incident", BigInteger, ForeignKey(incidents.c.id), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("erased", BigInteger),  # the request by which a person was erased from it
)
