"""Files: what requesters sent, where it is kept, and which ticket it belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("ref", "chat", "person", "language")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("label", "kind")),
        sa.Column("announced", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),  # microseconds since 1970-01-01T00:00Z
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("name", name=op.f("uq_files_name")),
    )
    op.create_index("ix_files_ref", "files", ["chat", "ref", "id"])
    _partial("ix_files_ticket", ["ticket"], "ticket IS NOT NULL")
    _partial("ix_files_unclaimed", ["at", "id"], "ticket IS NULL")


def downgrade() -> None:
    op.drop_table("files")


def _partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "files", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
