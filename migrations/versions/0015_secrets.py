"""Sealed secrets, and the chats in which some are expected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secrets",
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("secret", name=op.f("pk_secrets")),
    )
    op.create_index("ix_secrets_expires", "secrets", ["expires"])
    op.create_index(
        "ix_secrets_ticket",
        "secrets",
        ["ticket"],
        sqlite_where=sa.text("ticket IS NOT NULL"),
        postgresql_where=sa.text("ticket IS NOT NULL"),
    )
    op.create_table(
        "expected_secrets",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("expected_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "ticket", name=op.f("pk_expected_secrets")),
    )


def downgrade() -> None:
    op.drop_table("expected_secrets")
    op.drop_table("secrets")
