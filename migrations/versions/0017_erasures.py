"""Requests to be erased; and entries of histories, consents and the audit from which a person may be erased by one."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_BY_REQUEST = "EXISTS (SELECT 1 FROM erasures WHERE erasures.id = NEW.erased AND erasures.standing = 'erasing')"
_TO_NOBODY = (
    "EXISTS (SELECT 1 FROM erasures WHERE {column} = 'erased:' || erasures.id AND erasures.standing = 'erasing')"
)

_MAY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "history": (_BY_REQUEST, ("ticket", "seq", "previous", "hash")),
    "incident_history": (_BY_REQUEST, ("incident", "seq")),
    "consents": (
        f"{_TO_NOBODY.format(column='NEW.chat')} AND NEW.person = NEW.chat",
        ("id", "process", "version", "language", "answer", "at"),
    ),
    "audit": (
        f"({_TO_NOBODY.format(column='NEW.person')} OR {_TO_NOBODY.format(column='NEW.about')})",
        ("id", "at", "gateway", "kind", "outcome", "reason", "ticket"),
    ),
}
"""Table → when a row of it may change, and what even then may not."""


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("ix_erasures_chat", "erasures", ["chat", "id"])
    is_open = sa.text("open IS 1" if _is_sqlite() else "open IS true")
    op.create_index("ix_erasures_open", "erasures", ["id"], sqlite_where=is_open, postgresql_where=is_open)
    for table in ("history", "incident_history"):
        op.add_column(table, sa.Column("erased", sa.BigInteger(), nullable=True))
    for table, (allowed, fixed) in _MAY.items():
        same = " AND ".join(f"NEW.{each} {_same()} OLD.{each}" for each in fixed)
        _forbid(table, unless=f"({allowed}) AND {same}")


def downgrade() -> None:
    """What was erased stays erased; an entry from which somebody was no longer says by which request."""
    for table in _MAY:
        _forbid(table, unless=None)
    if _is_sqlite():
        for table in ("history", "incident_history"):
            op.execute(f"DROP TRIGGER {table}_no_update")
    for table in ("history", "incident_history"):
        op.drop_column(table, "erased")
    if _is_sqlite():
        for table in ("history", "incident_history"):
            _forbid(table, unless=None)
    op.drop_table("erasures")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _same() -> str:
    return "IS" if _is_sqlite() else "IS NOT DISTINCT FROM"


def _forbid(table: str, *, unless: str | None) -> None:
    """Rows of the table do not change, but as said; nor are they deleted. Where there are permits (of retention), both may be
    done while one stands."""
    permit = sa.inspect(op.get_bind()).has_table("permits") and "EXISTS (SELECT 1 FROM permits)"
    may_change = " OR ".join(f"({each})" for each in (unless, permit) if each)
    if _is_sqlite():
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        when = f"WHEN NOT ({may_change}) " if may_change else ""
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    may = f"IF TG_OP = 'UPDATE' THEN IF {may_change} THEN RETURN NEW; END IF; END IF; " if may_change else ""
    may += f"IF TG_OP = 'DELETE' THEN IF {permit} THEN RETURN OLD; END IF; END IF; " if permit else ""
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {may}RAISE EXCEPTION '{table} is append-only'; END $$"
    )
