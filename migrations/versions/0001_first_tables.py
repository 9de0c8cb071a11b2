"""The first tables: arrivals, conversations, tickets and their history, staff, timers, deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inbox()
    _conversations()
    _tickets()
    _history()
    _staff()
    _timers()
    _outbox()


def downgrade() -> None:
    for table in (
        "counters",
        "posts",
        "outbox",
        "timers",
        "processes",
        "staff",
        "history",
        "tickets",
        "sequences",
        "conversations",
        "cursors",
        "inbox",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_is_append_only()")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _large(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


_instant = _large  # microseconds since 1970-01-01T00:00Z


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), sqlite_where=condition, postgresql_where=condition)


def _inbox() -> None:
    op.create_table(
        "inbox",
        _id(),
        _text("key"),
        _text("source"),
        _text("lane"),
        _text("body"),
        _instant("at"),
        _text("status"),
        _whole("attempts"),
        _instant("not_before"),
        _instant("ended_at", nullable=True),
        _text("error", nullable=True),
        _key("inbox", "id"),
        _unique("inbox", "key"),
    )
    _index("ix_inbox_waiting", "inbox", "lane", "id", where="status = 'waiting'")
    _index("ix_inbox_done", "inbox", "ended_at", where="status = 'done'")
    _index("ix_inbox_quarantined", "inbox", "id", where="status = 'quarantined'")
    op.create_table("cursors", _text("name"), _large("value"), _key("cursors", "name"))


def _conversations() -> None:
    op.create_table("conversations", _text("chat"), _text("body"), _key("conversations", "chat"))


def _tickets() -> None:
    op.create_table("sequences", _text("name"), _large("last"), _key("sequences", "name"))
    op.create_table(
        "tickets",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        _whole("year"),
        _large("number"),
        _text("desk"),
        _text("code"),
        _text("status"),
        sa.Column("open", sa.Boolean(), nullable=False),
        _text("requester_chat"),
        _text("assignee", nullable=True),
        _text("body"),
        _key("tickets", "id"),
        _unique("tickets", "code"),
        _unique("tickets", "year", "number", "desk"),
    )
    is_open = "open IS 1" if op.get_bind().dialect.name == "sqlite" else "open IS true"
    _index("ix_tickets_requester", "tickets", "requester_chat", "id")
    _index("ix_tickets_assignee", "tickets", "assignee", "id", where=is_open)


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        _text("body"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=op.f("fk_history_ticket_tickets")),
        _key("history", "ticket", "seq"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER history_no_{change.lower()} BEFORE {change} ON history "
                "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE ON history "
        "FOR EACH ROW EXECUTE FUNCTION history_is_append_only()"
    )


def _staff() -> None:
    op.create_table(
        "staff",
        _text("person"),
        _text("name"),
        _text("roles"),
        sa.Column("on_shift", sa.Boolean(), nullable=False),
        _whole("load"),
        _instant("last_assigned_at"),
        _key("staff", "person"),
    )
    op.create_table("processes", _text("ref"), _text("body"), _key("processes", "ref"))


def _timers() -> None:
    op.create_table(
        "timers",
        _text("key"),
        _instant("due"),
        _text("purpose"),
        _text("chat"),
        _text("person"),
        _large("ticket", nullable=True),
        _key("timers", "key"),
    )
    _index("ix_timers_due", "timers", "due")


def _outbox() -> None:
    op.create_table(
        "outbox",
        _id(),
        _text("key"),
        _text("gateway"),
        _text("chat"),
        _text("revises", nullable=True),
        _text("status"),
        _whole("attempts"),
        _instant("available_at"),
        _instant("leased_until", nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        _instant("ended_at", nullable=True),
        _text("reason", nullable=True),
        _text("why", nullable=True),
        _text("body"),
        _key("outbox", "id"),
        _unique("outbox", "key"),
    )
    _index("ix_outbox_waiting", "outbox", "gateway", "id", where="status = 'waiting'")
    _index("ix_outbox_leased", "outbox", "leased_until", where="status = 'leased'")
    _index("ix_outbox_revises", "outbox", "chat", "revises", where="status = 'waiting' AND revises IS NOT NULL")
    op.create_table("posts", _text("post"), _text("ref"), _key("posts", "post"))
    op.create_table("counters", _text("name"), _large("value"), _key("counters", "name"))
