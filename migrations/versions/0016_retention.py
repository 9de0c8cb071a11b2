"""Retention: what may be erased from append-only tables, and how old rows are found without reading the archive."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_APPEND_ONLY = ("history", "incident_history", "consents", "audit")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "permits",
        sa.Column("id", number, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permits")),
    )
    for table in _APPEND_ONLY:
        _forbid(table, unless="EXISTS (SELECT 1 FROM permits)")
    op.add_column("conversations", sa.Column("touched", sa.BigInteger(), nullable=True))
    _fill()
    op.create_index("ix_conversations_touched", "conversations", ["touched", "chat"])
    op.create_index("ix_correspondence_ticket", "correspondence", ["ticket"])
    op.create_index("ix_audit_at", "audit", ["at", "id"])
    ended = sa.text("ended_at IS NOT NULL AND body != ''")
    op.create_index("ix_outbox_ended", "outbox", ["ended_at", "id"], sqlite_where=ended, postgresql_where=ended)


def downgrade() -> None:
    op.drop_index("ix_outbox_ended", "outbox")
    op.drop_index("ix_audit_at", "audit")
    op.drop_index("ix_correspondence_ticket", "correspondence")
    op.drop_index("ix_conversations_touched", "conversations")
    op.drop_column("conversations", "touched")
    for table in _APPEND_ONLY:
        _forbid(table, unless="")
    op.drop_table("permits")


def _forbid(table: str, *, unless: str) -> None:
    """Rows of the table are neither changed nor deleted, unless a permit stands in the same transaction."""
    if op.get_bind().dialect.name == "postgresql":
        allowed = (
            f"IF {unless} THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; " if unless else ""
        )
        op.execute(
            f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {allowed}RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        return
    when = f"WHEN NOT {unless} " if unless else ""
    for change in ("UPDATE", "DELETE"):
        name = f"{table}_no_{change.lower()}"
        op.execute(f"DROP TRIGGER {name}")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {change} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _fill() -> None:
    """The chats that are there get when they were last used."""
    database = op.get_bind()
    known = sa.text("UPDATE conversations SET touched = :touched WHERE chat = :chat")
    for chat, body in database.execute(sa.text("SELECT chat, body FROM conversations")).all():
        touched = datetime.fromisoformat(json.loads(body)["touched"])
        database.execute(known, {"chat": chat, "touched": (touched - _EPOCH) // timedelta(microseconds=1)})
