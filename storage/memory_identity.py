"""Consents, linked chats, codes and registrations in memory. The same contract as SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.consent import Consent
from bot.domain.ids import ChatRef
from bot.domain.linking import LinkCode, Tries
from bot.domain.registration import Registration
from storage.memory_rows import Rows


class MemoryConsents:
    """`bot.app.identity_ports.Consents`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[int, Consent] = rows()

    def add(self, consent: Consent) -> None:
        self._rows[max(self._rows, default=0) + 1] = consent

    def of(self, chat: ChatRef) -> tuple[Consent, ...]:
        return tuple(each for _, each in sorted(self._rows.items()) if each.chat == chat)


class MemoryIdentities:
    """`bot.app.identity_ports.Identities`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[ChatRef, int] = rows()
        self._last: Rows[str, int] = rows()

    def chats_of(self, chat: ChatRef) -> tuple[ChatRef, ...]:
        identity = self._rows.get(chat)
        return tuple(sorted(each for each, of in self._rows.items() if of == identity)) or (chat,)

    def link(self, one: ChatRef, other: ChatRef) -> None:
        together = {*self.chats_of(one), *self.chats_of(other)}
        identity = self._last["identity"] = self._last.get("identity", 0) + 1
        for chat in together:
            self._rows[chat] = identity

    def unlink(self, chat: ChatRef) -> None:
        others = [each for each in self.chats_of(chat) if each != chat]
        for each in (chat, *others) if len(others) == 1 else (chat,):
            self._rows.pop(each, None)

    def forget(self, chat: str) -> None:
        """The chat is linked with none, and nothing remembers that it was."""
        self._rows.pop(ChatRef(chat))


class MemoryLinkCodes:
    """`bot.app.identity_ports.LinkCodes`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._codes: Rows[ChatRef, LinkCode] = rows()
        self._tries: Rows[ChatRef, Tries] = rows()

    def put(self, code: LinkCode) -> None:
        self._codes[code.chat] = code

    def live(self, at: datetime) -> tuple[LinkCode, ...]:
        for chat in [each.chat for each in self._codes.values() if each.expires <= at]:
            self._codes.pop(chat)
        return tuple(sorted(self._codes.values(), key=lambda each: (each.expires, each.chat)))

    def remove(self, chat: ChatRef) -> None:
        self._codes.pop(chat, None)

    def tries(self, chat: ChatRef) -> Tries | None:
        return self._tries.get(chat)

    def save_tries(self, tries: Tries) -> None:
        self._tries[tries.chat] = tries

    def forget_tries(self, chat: ChatRef) -> None:
        self._tries.pop(chat, None)


class MemoryRegistrations:
    """`bot.app.identity_ports.Registrations`."""

    def __init__(self, rows: Callable[[], Rows[Any, Any]]) -> None:
        self._rows: Rows[int, Registration] = rows()

    def add(self, registration: Registration) -> int:
        number = max(self._rows, default=0) + 1
        self._rows[number] = replace(registration, id=number)
        return number

    def get(self, registration: int) -> Registration | None:
        return self._rows.get(registration)

    def newest_of(self, chat: ChatRef) -> Registration | None:
        found = [each for _, each in sorted(self._rows.items()) if each.chat == chat]
        return found[-1] if found else None

    def save(self, registration: Registration) -> None:
        known = self._rows[registration.id]
        self._rows[registration.id] = replace(
            known,
            standing=registration.standing,
            decided_by=registration.decided_by,
            decided_at=registration.decided_at,
        )
