"""What is held in memory, as the rows of the tables would have it. The same contract as SQL, but for rows that nothing of is
shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.app.files import FileRow
from bot.app.outbox import TroubleRow
from bot.app.ports import TimerRow
from bot.app.sealing import Expected, SecretRow
from bot.domain.audit import Audited
from bot.domain.consent import Consent
from bot.domain.conversation import Conversation
from bot.domain.delivery import Delivery
from bot.domain.erasure import Erasure
from bot.domain.ids import ChatRef
from bot.domain.incident import IncidentEntry
from bot.domain.linking import LinkCode, Tries
from bot.domain.personal import By
from bot.domain.register import Course, Person
from bot.domain.registration import Registration
from bot.domain.roles import Staff
from bot.domain.ticket import HistoryEntry
from storage.gathering import Gathering, StoredRow
from storage.inventory import INVENTORY
from storage.memory_desk import _Home
from storage.memory_incidents import _Numbered as NumberedIncident
from storage.memory_outbox import _Delivery
from storage.memory_rows import Rows


class MemoryHoldings(Gathering):
    """`bot.app.holdings.Holdings`: looks through everything. `others` knows the rows of types that are not known here."""

    def __init__(
        self,
        tables: Sequence[Rows[Any, Any]],
        chats_of: Callable[[ChatRef], tuple[ChatRef, ...]],
        others: Callable[[object], tuple[str, StoredRow] | None],
    ) -> None:
        super().__init__(self._stored)
        self._tables = tables
        self._chats_of = chats_of
        self._others = others

    def _stored(self, table: str, column: str, value: object) -> Iterator[StoredRow]:
        if table == "identities" and len(self._chats_of(ChatRef(str(value)))) > 1:
            yield {"chat": value, "identity": 0}
        mention = INVENTORY[table].found[column] is By.MENTION
        for rows in self._tables:
            for key, each in sorted(rows.items()):
                found = _row(key, each) or self._others(each)
                if found is not None and found[0] == table and (mention or found[1][column] == value):
                    yield found[1]


def _row(key: object, value: object) -> tuple[str, StoredRow] | None:
    """The table and the row of what is stored."""
    match value:
        case Conversation():
            return "conversations", {**_columns("conversations", value), "body": value}
        case HistoryEntry() | IncidentEntry():
            table = "history" if isinstance(value, HistoryEntry) else "incident_history"
            return table, {**_columns(table, value), "body": value}
        case Erasure():
            return "erasures", {**_columns("erasures", value), "body": value}
        case Delivery():
            return "deliveries", {**_columns("deliveries", value), "body": value}
        case Erasure():
            return "erasures", {**_columns("erasures", value), "body": value}
        case NumberedIncident():
            return "incidents", {**_columns("incidents", value.incident), "body": value.incident}
        case _Delivery():
            letter = value.letter
            return "outbox", {**_columns("outbox", value), "chat": letter.chat, "body": letter}
        case FileRow():
            file, stored = value.file, value.stored
            sent = {"ref": file.ref, "label": _plain(file.label), "kind": file.kind.value, "announced": file.size}
            kept = {} if stored is None else {"media_type": stored.media_type, "size": stored.size}
            return "files", {**_columns("files", value), **sent, **kept}
        case _Home():
            return "homes", {**_columns("homes", value), "person": key}
        case _:
            table = next((table for of, table in _PLAIN if isinstance(value, of)), "")
            return (table, _columns(table, value)) if table else None


_PLAIN: tuple[tuple[type, str], ...] = (
    (Consent, "consents"),
    (Registration, "registrations"),
    (LinkCode, "link_codes"),
    (Tries, "link_tries"),
    (SecretRow, "secrets"),
    (Expected, "expected_secrets"),
    (TimerRow, "timers"),
    (TroubleRow, "troubles"),
    (Audited, "audit"),
    (Staff, "staff"),
    (Person, "people"),
    (Course, "courses"),
)


def _columns(table: str, value: object) -> dict[str, object]:
    """What a value has of the columns of a table, as plain as a column has it."""
    return {column: _plain(getattr(value, column, None)) for column in INVENTORY[table].columns}


def _plain(value: Any) -> object:
    if isinstance(value, frozenset | tuple):
        return ",".join(sorted(str(_plain(each)) for each in value))
    return getattr(value, "untrusted", getattr(value, "value", value))
