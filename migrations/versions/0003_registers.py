"""The registers, and the entity of the person behind a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", _text("organisation", nullable=True))
    known = sa.text("organisation IS NOT NULL")
    op.create_index(
        "ix_conversations_organisation",
        "conversations",
        ["organisation", "chat"],
        sqlite_where=known,
        postgresql_where=known,
    )
    _organisations()
    _licences()
    _people()


def downgrade() -> None:
    for table in ("courses", "people", "licences", "organisation_marks", "organisations"):
        op.drop_table(table)
    op.drop_index("ix_conversations_organisation", "conversations")
    op.drop_column("conversations", "organisation")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _of_organisation(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_organisations")
    return sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name=name)


def _organisations() -> None:
    op.create_table(
        "organisations",
        _text("id"),
        _text("name"),
        _text("kind", nullable=True),
        _text("aliases"),
        _key("organisations", "id"),
    )
    op.create_table(
        "organisation_marks",
        _text("mark"),
        _text("organisation"),
        _of_organisation("organisation_marks"),
        _key("organisation_marks", "mark", "organisation"),
    )
    op.create_index("ix_organisation_marks_organisation", "organisation_marks", ["organisation"])


def _licences() -> None:
    op.create_table(
        "licences",
        _text("id"),
        _text("organisation"),
        _text("kind"),
        _text("holder", nullable=True),
        _text("updates_until", nullable=True),
        _text("versions"),
        _of_organisation("licences"),
        _key("licences", "id"),
    )
    op.create_index("ix_licences_organisation", "licences", ["organisation"])
    op.create_index("ix_licences_updates_until", "licences", ["updates_until"])


def _people() -> None:
    op.create_table(
        "people",
        _text("email"),
        _text("name"),
        _text("position", nullable=True),
        _text("organisation", nullable=True),
        _text("telephone", nullable=True),
        _of_organisation("people"),
        _key("people", "email"),
    )
    op.create_index("ix_people_organisation", "people", ["organisation"])
    op.create_table("courses", _text("email"), _text("course"), _text("taken_on"), _key("courses", "email", "course"))
