"""Sealed secrets in memory. The same contract as SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.app.sealing import LATE, Expected, SecretRow
from bot.domain.ids import ChatRef, TicketId
from bot.domain.sealed import SecretId
from storage.memory_rows import Rows


class MemorySecrets:
    """`bot.app.sealing.Secrets`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[SecretId, SecretRow] = rows()
        self._expected: Rows[tuple[ChatRef, TicketId], Expected] = rows()

    def add(self, row: SecretRow) -> None:
        if row.id not in self._rows:
            self._rows[row.id] = row

    def get(self, secret: SecretId) -> SecretRow | None:
        return self._rows.get(secret)

    def of_ticket(self, ticket: TicketId) -> tuple[SecretRow, ...]:
        return tuple(row for _, row in sorted(self._rows.items()) if row.ticket == ticket)

    def destroy(self, secrets: Sequence[SecretId]) -> int:
        return sum(self._rows.pop(each, None) is not None for each in secrets)

    def destroy_expired(self, at: datetime) -> int:
        for each in [each for each in self._expected.values() if each.until <= at - LATE]:
            self._expected.pop((each.chat, each.ticket))
        return self.destroy([row.id for row in self._rows.values() if row.expires <= at])

    def after(self, secret: SecretId | None, limit: int) -> tuple[SecretRow, ...]:
        return tuple(row for name, row in sorted(self._rows.items()) if name > (secret or ""))[:limit]

    def replace_envelope(self, secret: SecretId, envelope: str) -> None:
        if secret in self._rows:
            self._rows[secret] = replace(self._rows[secret], envelope=envelope)

    def expect(self, expected: Expected) -> None:
        self._expected[expected.chat, expected.ticket] = expected

    def expected(self, chat: str, at: datetime) -> Expected | None:
        found = (each for each in self._expected.values() if each.chat == chat and each.until > at)
        return max(found, key=lambda each: (each.until, each.ticket), default=None)

    def expect_no_more(self, ticket: TicketId, at: datetime) -> None:
        for each in [each for each in self._expected.values() if each.ticket == ticket and each.until > at]:
            self._expected[each.chat, ticket] = replace(each, until=at)
