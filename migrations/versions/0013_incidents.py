"""Incidents, and their append-only history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        _text("desk"),
        _text("code"),
        sa.Column("open", sa.Boolean(), nullable=False),
        _text("body"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("code", name=op.f("uq_incidents_code")),
        sa.UniqueConstraint("year", "number", "desk", name=op.f("uq_incidents_year_number_desk")),
    )
    is_open = sa.text("open IS 1" if op.get_bind().dialect.name == "sqlite" else "open IS true")
    op.create_index("ix_incidents_open", "incidents", ["id"], sqlite_where=is_open, postgresql_where=is_open)
    _history()


def downgrade() -> None:
    op.drop_table("incident_history")
    op.drop_table("incidents")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION incident_history_is_append_only()")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _history() -> None:
    op.create_table(
        "incident_history",
        sa.Column("incident", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        _text("body"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_incident_history_incident_incidents")),
        sa.PrimaryKeyConstraint("incident", "seq", name=op.f("pk_incident_history")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER incident_history_no_{change.lower()} BEFORE {change} ON incident_history "
                "BEGIN SELECT RAISE(ABORT, 'incident_history is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION incident_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'incident_history is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER incident_history_append_only BEFORE UPDATE OR DELETE ON incident_history "
        "FOR EACH ROW EXECUTE FUNCTION incident_history_is_append_only()"
    )
