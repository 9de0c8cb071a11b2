"""One of everything that is stored, with a canary in every personal field, found by the inventory alone: whoever adds such a
field adds a canary."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, Table, Text

from bot.domain.message import Message
from bot.domain.personal import By, DataClass
from bot.domain.text import Untrusted
from storage.inventory import INVENTORY
from storage.inventory_bodies import FIELDS
from storage.tables import metadata
from storage.types import Instant
from tests.clock import NOON

CANARY = "canario"
THEIR_CHAT = "telegram:77001"
THEIR_TICKET = 1

PERSONAL = frozenset(
    {
        DataClass.IDENTITY,
        DataClass.CONTACT,
        DataClass.WORDS,
        DataClass.FILES,
        DataClass.DESK_WORDS,
        DataClass.RAW,
        DataClass.SECRET,
        DataClass.DERIVED,
        DataClass.PARTS,
    }
)
"""Classes of which nothing may be left. The rest says what became of a case, or is the desk's."""

OWN = frozenset({"people", "courses", "staff"})
"""Tables that the desk keeps for itself: it is told to take the person out of them."""

_REFS = frozenset({"chat", "person", "place", "lane"})


def full(of: type, where: str = "") -> Any:
    """A value of that type with a canary in each personal field; what is of others, or technical, is left as usual."""
    if of is Message:
        return Message(body=(canary(where),))
    hints, classes = typing.get_type_hints(of), FIELDS.get(of, {})
    made: dict[str, Any] = {}
    for field in dataclasses.fields(of):
        has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if classes.get(field.name, DataClass.TECHNICAL) in PERSONAL:
            made[field.name] = _value(hints[field.name], f"{where}.{of.__name__}.{field.name}", field.name)
        elif not has_default:
            made[field.name] = _value(hints[field.name], "", field.name)
    return of(**made)


def canary(where: str) -> Untrusted:
    """Words that are found again, and say where they were."""
    return Untrusted(f"{CANARY} {where.strip('.')}")


def _words(where: str) -> Untrusted:
    return canary(where) if where else Untrusted("x")


def _value(hint: Any, where: str, name: str) -> Any:
    """`where` is empty for what is not personal: it holds nothing worth finding again."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    if origin in (typing.Union, UnionType):
        kinds = [each for each in parts if each is not NoneType]
        return _words(where) if Untrusted in kinds else _value(kinds[0], where, name)
    if origin is tuple:
        return (_value(parts[0], where, name),)
    if origin is not None and issubclass(origin, Mapping):
        return {"name": _value(parts[1], where, name)} if parts[1] is not str else {}
    if hint is Untrusted:
        return _words(where)
    if hint is str:
        return THEIR_CHAT if name in _REFS or name == "chats" else _words(where).untrusted
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return full(hint, where)
    return _plain(hint)


def _plain(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    plain: Mapping[Any, Any] = {bool: False, int: 1, float: 1.0, datetime: NOON, timedelta: timedelta(hours=1)}
    return plain[hint]


def rows(number: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    """A row of the person's in every table whose rows are no values of their own."""
    for name, held in INVENTORY.items():
        if held.found and held.body is None and name not in OWN | {"history_ends"}:
            table = metadata.tables[name]
            yield table, {each.name: _column(name, each, number) for each in table.columns}


def _column(table: str, column: Any, number: int) -> Any:
    by = INVENTORY[table].found.get(column.name)
    if by in (By.CHAT, By.PERSON, By.LANE) or column.name in _REFS:
        return THEIR_CHAT
    if by is By.TICKET or column.name == "ticket":
        return THEIR_TICKET
    if INVENTORY[table].columns[column.name] in PERSONAL and isinstance(column.type, Text):
        return f"{CANARY} {table}.{column.name}"
    if isinstance(column.type, Instant):
        return NOON
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer | BigInteger) or (column.primary_key and not isinstance(column.type, Text)):
        return number
    known = {"status": "done" if table == "inbox" else "stored", "answer": "given", "outcome": "denied"}
    return known.get(column.name, f"{table}-{column.name}")
