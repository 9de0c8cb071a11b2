"""Sealed secrets, and where some are expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from bot.app.sealing import LATE, Expected, SecretRow
from bot.domain.ids import TicketId
from bot.domain.sealed import SecretField, SecretId
from storage.secret_tables import expected_secrets, secrets
from storage.sql.session import Row, Session
from storage.sql.upsert import replace, unless_there

_ADD = unless_there(secrets, secrets.c.secret)
_GET = select(secrets).where(secrets.c.secret == bindparam("secret")).with_for_update()
_OF_TICKET = select(secrets).where(secrets.c.ticket == bindparam("number")).order_by(secrets.c.secret).with_for_update()
_AFTER = (
    select(secrets)
    .where(secrets.c.secret > bindparam("after"))
    .order_by(secrets.c.secret)
    .limit(bindparam("limit"))
    .with_for_update()
)
_DESTROY = delete(secrets).where(secrets.c.secret == bindparam("secret"))
_EXPIRED = delete(secrets).where(secrets.c.expires <= bindparam("at"))
_ENVELOPE = update(secrets).where(secrets.c.secret == bindparam("secret")).values(envelope=bindparam("sealed"))
_EXPECT = replace(
    expected_secrets,
    [expected_secrets.c.chat, expected_secrets.c.ticket],
    [expected_secrets.c.wanted, expected_secrets.c.expected_until],
)
_EXPECTED = (
    select(expected_secrets)
    .where(expected_secrets.c.chat == bindparam("where"), expected_secrets.c.expected_until > bindparam("at"))
    .order_by(expected_secrets.c.expected_until.desc(), expected_secrets.c.ticket.desc())
    .limit(1)
)
_NO_MORE = (
    update(expected_secrets)
    .where(expected_secrets.c.ticket == bindparam("number"), expected_secrets.c.expected_until > bindparam("at"))
    .values(expected_until=bindparam("ended"))
)
_OVER = delete(expected_secrets).where(expected_secrets.c.expected_until <= bindparam("at"))


class SqlSecrets:
    """`bot.app.sealing.Secrets`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: SecretRow) -> None:
        self._session.run(
            _ADD,
            {
                "secret": row.id,
                "chat": row.chat,
                "ticket": row.ticket,
                "field": row.field.value,
                "envelope": row.envelope,
                "sealed_at": row.sealed_at,
                "expires": row.expires,
            },
        )

    def get(self, secret: SecretId) -> SecretRow | None:
        row = self._session.one(_GET, {"secret": secret})
        return None if row is None else _read(row)

    def of_ticket(self, ticket: TicketId) -> tuple[SecretRow, ...]:
        return tuple(map(_read, self._session.all(_OF_TICKET, {"number": ticket})))

    def destroy(self, secrets: Sequence[SecretId]) -> int:
        return sum(self._session.run(_DESTROY, {"secret": each}) for each in secrets)

    def destroy_expired(self, at: datetime) -> int:
        self._session.run(_OVER, {"at": at - LATE})
        return self._session.run(_EXPIRED, {"at": at})

    def after(self, secret: SecretId | None, limit: int) -> tuple[SecretRow, ...]:
        return tuple(map(_read, self._session.all(_AFTER, {"after": secret or "", "limit": limit})))

    def replace_envelope(self, secret: SecretId, envelope: str) -> None:
        self._session.run(_ENVELOPE, {"secret": secret, "sealed": envelope})

    def expect(self, expected: Expected) -> None:
        self._session.run(
            _EXPECT,
            {
                "chat": expected.chat,
                "ticket": expected.ticket,
                "wanted": expected.wanted.value,
                "expected_until": expected.until,
            },
        )

    def expected(self, chat: str, at: datetime) -> Expected | None:
        row = self._session.one(_EXPECTED, {"where": chat, "at": at})
        if row is None:
            return None
        where, ticket, wanted, until = row
        return Expected(chat=where, ticket=ticket, wanted=SecretField(wanted), until=until)

    def expect_no_more(self, ticket: TicketId, at: datetime) -> None:
        self._session.run(_NO_MORE, {"number": ticket, "at": at, "ended": at})


def _read(row: Row) -> SecretRow:
    secret, chat, ticket, kind, envelope, sealed_at, expires = row
    return SecretRow(
        id=secret,
        chat=chat,
        ticket=ticket,
        field=SecretField(kind),
        envelope=envelope,
        sealed_at=sealed_at,
        expires=expires,
    )
