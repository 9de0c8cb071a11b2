"""Canned replies of a desk, and how replies to requesters fared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canned_replies",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "reply", name=op.f("pk_canned_replies")),
    )
    op.create_table(
        "deliveries",
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("post", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_ticket", "deliveries", ["ticket", "post"])


def downgrade() -> None:
    op.drop_index("ix_deliveries_ticket", "deliveries")
    op.drop_table("deliveries")
    op.drop_table("canned_replies")
