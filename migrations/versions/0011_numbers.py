"""The desk's numbers: when a ticket was first taken, and how its requester was served."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    op.add_column(
        "tickets", sa.Column("taken_at", sa.BigInteger(), nullable=True)
    )  # microseconds since 1970-01-01T00:00Z
    op.add_column("tickets", sa.Column("rating", sa.Integer(), nullable=True))
    op.drop_index("ix_tickets_opened", "tickets")
    op.create_index("ix_tickets_opened", "tickets", ["opened_at", "taken_at"])
    rated = sa.text("rating IS NOT NULL")
    op.create_index(
        "ix_tickets_rated", "tickets", ["finished_at", "rating"], sqlite_where=rated, postgresql_where=rated
    )
    _fill()


def downgrade() -> None:
    op.drop_index("ix_tickets_rated", "tickets")
    op.drop_index("ix_tickets_opened", "tickets")
    op.create_index("ix_tickets_opened", "tickets", ["opened_at"])
    for column in ("rating", "taken_at"):
        op.drop_column("tickets", column)


def _fill() -> None:
    """The tickets that are there get what is kept of them."""
    database = op.get_bind()
    known = sa.text("UPDATE tickets SET taken_at = :taken, rating = :rating WHERE id = :ticket")
    for ticket, body in database.execute(sa.text("SELECT id, body FROM tickets")).all():
        kept = json.loads(body)
        taken, rating = _microseconds(kept.get("taken_at")), (kept.get("rating") or {}).get("score")
        if taken is not None or rating is not None:
            database.execute(known, {"ticket": ticket, "taken": taken, "rating": rating})


def _microseconds(written: str | None) -> int | None:
    return None if written is None else (datetime.fromisoformat(written) - _EPOCH) // timedelta(microseconds=1)
