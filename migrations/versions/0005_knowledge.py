"""The desks' knowledge: items found in full text by their stems, and what became of offering them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _items()
    if op.get_bind().dialect.name == "sqlite":
        _fts5()
    else:
        op.create_index("ix_knowledge_stems", "knowledge", ["stems"], postgresql_using="gin")
    _uses()


def downgrade() -> None:
    op.drop_table("knowledge_uses")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE knowledge_fts")
    op.drop_table("knowledge")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _items() -> None:
    op.create_table(
        "knowledge",
        _id(),
        _text("process"),
        _text("item"),
        _text("source"),
        _text("language"),
        sa.Column("stems", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        _text("body"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge")),
        sa.UniqueConstraint("process", "item", name=op.f("uq_knowledge_process_item")),
    )


def _fts5() -> None:
    op.execute("CREATE VIRTUAL TABLE knowledge_fts USING fts5(stems, tokenize='ascii')")
    op.execute(
        "CREATE TRIGGER knowledge_added AFTER INSERT ON knowledge "
        "BEGIN INSERT INTO knowledge_fts(rowid, stems) VALUES (new.id, new.stems); END"
    )
    op.execute(
        "CREATE TRIGGER knowledge_removed AFTER DELETE ON knowledge "
        "BEGIN DELETE FROM knowledge_fts WHERE rowid = old.id; END"
    )


def _uses() -> None:
    op.create_table(
        "knowledge_uses",
        _id(),
        _text("process"),
        _text("item"),
        _text("used"),
        _text("module", nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_uses")),
    )
    op.create_index("ix_knowledge_uses_process", "knowledge_uses", ["process", "item", "used"])
