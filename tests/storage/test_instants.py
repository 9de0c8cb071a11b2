"""`storage.types.Instant`: exact, aware in and out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from storage.types import Instant

DIALECT = sqlite.dialect()


@pytest.mark.parametrize(
    "instant",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 11, 23, 18, 0, 0, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_exactly(instant: datetime) -> None:
    stored = Instant().process_bind_param(instant, DIALECT)

    back = Instant().process_result_value(stored, DIALECT)

    assert back == instant
    assert back is not None
    assert back.tzinfo is UTC


def test_instants_of_other_zones_are_the_same_instant() -> None:
    mexico = timezone(timedelta(hours=-6))

    assert Instant().process_bind_param(datetime(2026, 1, 1, tzinfo=mexico), DIALECT) == Instant().process_bind_param(
        datetime(2026, 1, 1, 6, tzinfo=UTC), DIALECT
    )


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="must be aware"):
        Instant().process_bind_param(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001 - the mistake itself


def test_no_instant_stays_none() -> None:
    assert Instant().process_bind_param(None, DIALECT) is None
    assert Instant().process_result_value(None, DIALECT) is None
