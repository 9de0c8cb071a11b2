"""Each entry of a history holds the hash of the one before it and its own; the end of each history is kept beside it."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("history", sa.Column("previous", sa.Text(), nullable=False, server_default=""))
    op.add_column("history", sa.Column("hash", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "history_ends",
        sa.Column("ticket", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("fk_history_ends_ticket_tickets")),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_history_ends")),
    )
    _forbid_changes(on=False)
    _chain_what_is_there()
    _forbid_changes(on=True)


def _forbid_changes(*, on: bool) -> None:
    """The history is append-only, but for the hashes that its entries get now."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE history {'ENABLE' if on else 'DISABLE'} TRIGGER history_append_only")
    elif on:
        op.execute(
            "CREATE TRIGGER history_no_update BEFORE UPDATE ON history "
            "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER history_no_update")


def _chain_what_is_there() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT ticket, seq, body FROM history ORDER BY ticket, seq")).fetchall()
    ends: dict[int, tuple[int, str]] = {}
    for ticket, seq, body in rows:
        previous = ends.get(ticket, (0, ""))[1]
        said = {"previous": previous, "ticket": ticket, "seq": seq, "entry": json.loads(body)}
        canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        own = hashlib.sha256(canonical.encode()).hexdigest()
        connection.execute(
            sa.text("UPDATE history SET previous = :previous, hash = :own WHERE ticket = :ticket AND seq = :seq"),
            {"previous": previous, "own": own, "ticket": ticket, "seq": seq},
        )
        ends[ticket] = (seq, own)
    for ticket, (seq, own) in ends.items():
        connection.execute(
            sa.text("INSERT INTO history_ends (ticket, seq, hash) VALUES (:ticket, :seq, :own)"),
            {"ticket": ticket, "seq": seq, "own": own},
        )


def downgrade() -> None:
    op.drop_table("history_ends")
    op.drop_column("history", "hash")
    op.drop_column("history", "previous")
