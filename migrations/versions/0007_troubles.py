"""What keeps deliveries from leaving, and how often a delivery met such a thing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "troubles",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),  # microseconds since 1970-01-01T00:00Z
        sa.PrimaryKeyConstraint("place", name=op.f("pk_troubles")),
    )
    op.add_column("outbox", sa.Column("held", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("outbox", "held")
    op.drop_table("troubles")
