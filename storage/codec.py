"""Domain values ↔ stored JSON. The stored shape is a promise: what was written yesterday is read tomorrow.

A field that holds its default is not written, so a new field with a default changes nothing that is stored. Spans of a
text are told apart by the names of their fields.
"""

from __future__ import annotations

from functools import cache
from typing import Generic, TypeVar

from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypeAliasType

from bot.app.knowledge_ports import Indexed
from bot.app.outbox import Letter
from bot.domain.canned import CannedReply
from bot.domain.conversation import Conversation
from bot.domain.delivery import Delivery
from bot.domain.erasure import Erasure
from bot.domain.incident import Incident, IncidentEntry
from bot.domain.ticket import HistoryEntry, Ticket

T = TypeVar("T")


class Shape(Generic[T]):
    """How values of one type are stored."""

    def __init__(self, of: type[T]) -> None:
        named = TypeAliasType("named", of)  # type: ignore[valid-type]  # a name takes a configuration, a class does not
        self._adapter: TypeAdapter[T] = TypeAdapter(named, config=ConfigDict(hide_input_in_errors=True))

    def dump(self, value: T) -> str:
        """The value as JSON."""
        return self._adapter.dump_json(value, exclude_defaults=True).decode()

    def load(self, body: str) -> T:
        """The value that was stored; `pydantic.ValidationError`, which does not quote it, when the JSON is not one."""
        return self._adapter.validate_json(body)


class Codec:
    """The shapes of everything that is stored whole."""

    def __init__(self) -> None:
        self.conversation = Shape(Conversation)
        self.ticket = Shape(Ticket)
        self.entry = Shape(HistoryEntry)
        self.letter = Shape(Letter)
        self.indexed = Shape(Indexed)
        self.canned = Shape(CannedReply)
        self.delivery = Shape(Delivery)
        self.incident = Shape(Incident)
        self.incident_entry = Shape(IncidentEntry)
        self.erasure = Shape(Erasure)


@cache
def codec() -> Codec:
    """The codec. Building it costs tens of milliseconds, so a process has one, from when it is first needed."""
    return Codec()
