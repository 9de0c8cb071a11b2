"""Column types of our own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An instant, kept as whole microseconds since 1970-01-01T00:00Z: exact, sortable, the same on every engine.

    Any aware datetime goes in, aware UTC comes out; a naive one is a `ValueError`.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - overrides
        """Microseconds for the driver."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored instant must be aware")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - overrides
        """Aware UTC for the caller."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def row_id() -> TypeEngine[int]:
    """A 64-bit key. SQLite numbers rows by itself only in a column that is called exactly INTEGER."""
    return BigInteger().with_variant(Integer(), "sqlite")
