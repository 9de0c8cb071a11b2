"""What each member of the desk knows, how much they can have, and how much is offered to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("skills", sa.Text(), nullable=False, server_default=""))
    op.add_column("staff", sa.Column("capacity", sa.Integer(), nullable=True))
    op.add_column("staff", sa.Column("offers", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for column in ("offers", "capacity", "skills"):
        op.drop_column("staff", column)
