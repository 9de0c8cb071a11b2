"""Who people are: consents, linked chats and their codes, registrations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _consents()
    _links()
    _registrations()


def downgrade() -> None:
    for table in ("registrations", "link_tries", "link_codes", "identities", "consents"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consents_is_append_only()")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)  # microseconds since 1970-01-01T00:00Z


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _consents() -> None:
    op.create_table(
        "consents",
        _id(),
        _text("chat"),
        _text("person"),
        _text("process"),
        _whole("version"),
        _text("language"),
        _text("answer"),
        _instant("at"),
        _key("consents", "id"),
    )
    op.create_index("ix_consents_chat", "consents", ["chat", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER consents_no_{change.lower()} BEFORE {change} ON consents "
                "BEGIN SELECT RAISE(ABORT, 'consents is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION consents_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'consents is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON consents "
        "FOR EACH ROW EXECUTE FUNCTION consents_is_append_only()"
    )


def _links() -> None:
    op.create_table(
        "identities",
        _text("chat"),
        sa.Column("identity", sa.BigInteger(), nullable=False),
        _key("identities", "chat"),
    )
    op.create_index("ix_identities_identity", "identities", ["identity"])
    op.create_table(
        "link_codes",
        _text("chat"),
        _text("language"),
        _text("salt"),
        _text("digest"),
        _instant("expires"),
        _key("link_codes", "chat"),
    )
    op.create_index("ix_link_codes_expires", "link_codes", ["expires", "chat"])
    op.create_table("link_tries", _text("chat"), _whole("failed"), _instant("last"), _key("link_tries", "chat"))


def _registrations() -> None:
    op.create_table(
        "registrations",
        _id(),
        _text("chat"),
        _text("person"),
        _text("process"),
        _text("language"),
        _text("name"),
        _text("organisation"),
        _text("email"),
        _instant("at"),
        _text("standing"),
        _text("decided_by", nullable=True),
        _instant("decided_at", nullable=True),
        _key("registrations", "id"),
    )
    op.create_index("ix_registrations_chat", "registrations", ["chat", "id"])
