"""Stored values as their person is shown them: by the classes of the inventory, and nothing that has another class."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from bot.app.holdings import BY_YOU, NOT_OPENED, Node
from bot.domain.incident import LinkedTicket
from bot.domain.message import Message
from bot.domain.personal import SHOWN, DataClass
from bot.domain.sealed import Sealed
from bot.domain.text import Code, Moment, Phrase, Strong, Untrusted
from bot.domain.ticket import Follower
from storage.inventory_bodies import FIELDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """What is the person's own, in values that hold several people's: chats, accounts, ids of tickets."""

    chats: frozenset[str]
    accounts: frozenset[str]
    tickets: frozenset[int]


def of_class(value: object, kind: DataClass, mine: Mine) -> Node | None:
    """What is shown of a value of that class; None for nothing."""
    match kind:
        case DataClass.SECRET:
            return NOT_OPENED
        case DataClass.ACTOR:
            return None
        case DataClass.OTHERS:
            return _own(value, mine)
        case DataClass.RAW:
            return _arrival(value)
        case _ if kind in SHOWN or kind is DataClass.PARTS:
            return node(value, mine)
        case _:
            return None


def node(value: object, mine: Mine) -> Node | None:
    """The value as JSON has it; of one with fields, those that are shown and not empty."""
    match value:
        case None | "":
            return None
        case Enum():
            return str(value.value)
        case bool() | int() | float() | str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Untrusted() | Strong() | Code() | Moment() | Phrase() | Sealed():
            return _said((value,)) or None
        case Message():
            return _message(value)
        case Mapping():
            return {str(key): found for key, each in value.items() if (found := node(each, mine)) is not None} or None
        case tuple() | list() | frozenset():
            return _listed(tuple(value), mine)
    return _fields(value, mine)


def _listed(values: tuple[object, ...], mine: Mine) -> Node | None:
    if any(isinstance(each, Untrusted | Strong | Code | Moment | Phrase | Sealed) for each in values):
        return _said(values) or None
    return [found for each in values if (found := node(each, mine)) is not None] or None


def _message(message: Message) -> Node | None:
    """What a message says, as it is read; its buttons are not about anybody."""
    facts = (f"{_said(fact.label)}: {_said(fact.value)}" for fact in message.facts)
    return (
        "\n".join(each for each in (_said(message.title), _said(message.body), *facts, _said(message.note)) if each)
        or None
    )


def _fields(value: object, mine: Mine) -> Node | None:
    """The fields of a value of ours. One that the inventory does not know shows everything: it is under a field that is
    shown whole, such as a message."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return None
    classes = FIELDS.get(type(value), {})
    shown: dict[str, Node] = {}
    for each in dataclasses.fields(value):
        kind = classes.get(each.name, DataClass.WORDS)
        given = getattr(value, each.name)
        if kind is DataClass.ACTOR and given in mine.accounts:
            shown[BY_YOU] = True
        found = of_class(given, kind, mine)
        if found is not None:
            shown[each.name] = found
    return shown or None


def _arrival(value: object) -> Node | None:
    """An arrival without the keys with which a platform is talked to."""
    try:
        raw = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return _without_keys(raw)


def _without_keys(raw: Any) -> Node | None:
    match raw:
        case dict():
            kept = {name: _without_keys(each) for name, each in raw.items() if name not in _KEYS}
            return {name: each for name, each in kept.items() if each is not None} or None
        case list():
            return [found for each in raw if (found := _without_keys(each)) is not None] or None
        case str() | int() | float() | bool():
            return raw if raw != "" else None
    return None


_KEYS = frozenset({"token", "trigger_id", "response_url", "response_urls", "api_app_id", "hash", "ventanilla_held"})


def _own(value: object, mine: Mine) -> Node | None:
    """Among other people's, what is the person's own."""
    if not isinstance(value, tuple):
        return None
    own = [
        each
        for each in value
        if (isinstance(each, Follower) and each.requester.chat in mine.chats)
        or (isinstance(each, LinkedTicket) and each.ticket in mine.tickets)
    ]
    return [found for each in own if (found := node(each, mine)) is not None] or None


def _said(spans: Iterable[object]) -> str:
    """A text as it is read."""
    words: list[str] = []
    for span in spans:
        match span:
            case str():
                words.append(span)
            case Untrusted():
                words.append(span.untrusted)
            case Strong():
                words.append(span.strong)
            case Code():
                words.append(span.code)
            case Moment():
                words.append(span.words or span.moment.isoformat())
            case Phrase():
                words.append(span.phrase)
            case Sealed():
                words.append(NOT_OPENED)
    return "".join(words)
