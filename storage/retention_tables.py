"""What retention needs of the tables: see `storage.tables`."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from storage.desk_tables import audit
from storage.tables import conversations, correspondence, metadata, outbox, partial, word
from storage.types import row_id

permits = Table(  # while one stands, in its own transaction, rows of append-only tables may be erased; empty after it
    "permits",
    metadata,
    Column("id", row_id(), primary_key=True),
    Column("what", Text, nullable=False),
)
Index("ix_conversations_touched", conversations.c.touched, conversations.c.chat)
Index("ix_correspondence_ticket", correspondence.c.ticket)
Index("ix_audit_at", audit.c.at, audit.c.id)
ENDED_WITH_BODY = outbox.c.ended_at.is_not(None) & (outbox.c.body != word(""))
partial("ix_outbox_ended", outbox.c.ended_at, outbox.c.id, where=ENDED_WITH_BODY)
