"""The desk: its audit, Home tabs, tickets found by words, and the days on which tickets were opened and ended."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    op.add_column("tickets", _instant("opened_at", nullable=True))
    op.add_column("tickets", _instant("finished_at", nullable=True))
    op.create_index("ix_tickets_opened", "tickets", ["opened_at"])
    _partial("ix_tickets_finished", "tickets", "finished_at", where=sa.text("finished_at IS NOT NULL"))
    op.create_table(
        "ticket_marks",
        _text("mark"),
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("fk_ticket_marks_ticket_tickets")),
        sa.PrimaryKeyConstraint("mark", "ticket", name=op.f("pk_ticket_marks")),
    )
    _audit()
    op.create_table(
        "homes",
        _text("person"),
        _instant("opened_at"),
        sa.Column("desk", sa.Boolean(), nullable=False),
        sa.Column("outdated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_homes")),
    )
    current = "outdated IS 0" if op.get_bind().dialect.name == "sqlite" else "outdated IS false"
    _partial("ix_homes_current", "homes", "opened_at", where=sa.text(current))
    _fill()


def downgrade() -> None:
    for table in ("homes", "audit", "ticket_marks"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")
    for index, column in (("ix_tickets_finished", "finished_at"), ("ix_tickets_opened", "opened_at")):
        op.drop_index(index, "tickets")
        op.drop_column("tickets", column)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)  # microseconds since 1970-01-01T00:00Z


def _partial(name: str, table: str, column: str, *, where: sa.TextClause) -> None:
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _instant("at"),
        _text("person"),
        _text("gateway"),
        _text("kind"),
        _text("what"),
        _text("outcome"),
        _text("reason"),
        sa.Column("ticket", sa.BigInteger(), nullable=True),
        _text("about", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    )


def _fill() -> None:
    """The tickets that are there get their days, and the marks of their titles."""
    database = op.get_bind()
    days = sa.text("UPDATE tickets SET opened_at = :opened, finished_at = :finished WHERE id = :ticket")
    marked = sa.text("INSERT INTO ticket_marks (mark, ticket) VALUES (:mark, :ticket)")
    for ticket, body in database.execute(sa.text("SELECT id, body FROM tickets")).all():
        kept = json.loads(body)
        opened, finished = _microseconds(kept.get("opened_at")), _microseconds(kept.get("finished_at"))
        database.execute(days, {"ticket": ticket, "opened": opened, "finished": finished})
        for mark in _marks(kept.get("title")):
            database.execute(marked, {"mark": mark, "ticket": ticket})


def _microseconds(written: str | None) -> int | None:
    if written is None:
        return None
    return (datetime.fromisoformat(written) - _EPOCH) // timedelta(microseconds=1)


def _marks(title: Any) -> list[str]:
    words = title.get("untrusted", "") if isinstance(title, dict) else ""
    plain = unicodedata.normalize("NFKD", words).casefold()
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return list(dict.fromkeys(word[:6] for word in re.findall(r"\w{2,}", plain)))[:40]
