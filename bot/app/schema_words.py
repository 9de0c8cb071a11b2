"""What pydantic says about a file of ours, in words for people who do not program."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails

from bot.domain.finding import Finding, Path, error, listed, suggestion
from bot.domain.process import Process, Texts

_KEY = "[key]"
"""How pydantic marks that the key itself is wrong, not its value."""


def words_of(errors: Sequence[ErrorDetails], root: type = Process) -> tuple[Finding, ...]:
    """One finding for each of pydantic's errors, with what is allowed at that place of a file that holds a `root`."""
    return tuple(_words(root, each["type"], each["loc"], each["input"], each["msg"]) for each in errors)


def _words(root: type, kind: str, path: Path, found: object, said: str) -> Finding:
    if path and path[-1] == _KEY:
        path = path[:-1]
        names = _names(_key_type(_type_at(root, path[:-1])))
        return error(path, f'"{path[-1]}" is not known here; allowed: {listed(names)}')
    if kind == "missing":
        place, key = path[:-1], path[-1]
        return error(place, f"`{key}` is missing; it must be {_expected(_type_at(root, path))}")
    if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        names = _names(_type_at(root, path[:-1]))
        name = str(path[-1])
        return error(path, f'there is no key "{name}" here{suggestion(name, names) or f"; allowed: {listed(names)}"}')
    expected = _type_at(root, path)
    if expected is None:
        return error(path, said)
    names = _names(expected) if kind == "enum" else ()
    near = suggestion(found, names) if isinstance(found, str) else ""
    return error(path, f"this is {_found(found)}, and must be {_expected(expected)}{near or _quotes(expected, found)}")


def _type_at(root: type, path: Path) -> Any:
    """The type that the schema wants at a path; None where it has nothing."""
    wanted: Any = root
    for part in path:
        if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
            wanted = get_type_hints(wanted).get(str(part))
        else:
            wanted = get_args(wanted)[1 if get_origin(wanted) is Mapping else 0] if get_args(wanted) else None
        wanted = _present(wanted)
    return wanted


def _present(wanted: Any) -> Any:
    """The type without its None: a key that may be left out."""
    if get_origin(wanted) in {Union, UnionType}:
        return next(each for each in get_args(wanted) if each is not NoneType)
    # get_type_hints gives the ABC's own origin (collections.abc.Mapping), as the schema writes it.
    return wanted


def _key_type(wanted: Any) -> Any:
    return get_args(wanted)[0]


def _names(wanted: Any) -> tuple[str, ...]:
    """The keys of a group, or the values of a closed list."""
    if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
        return tuple(each.name for each in dataclasses.fields(wanted))
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return tuple(wanted)
    return tuple(str(each) for each in get_args(wanted)) if get_origin(wanted) is Literal else ()


def _expected(wanted: Any) -> str:
    if wanted == Texts:
        return "a text in each language (`es: …`, `en: …`)"
    if names := _names(wanted):
        return f"{'a group of keys' if dataclasses.is_dataclass(wanted) else 'one of'}: {listed(names)}"
    plain = {
        str: "a text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        date: "a date as in 2026-12-24",
    }
    if wanted in plain:
        return plain[wanted]
    if get_origin(wanted) is tuple:
        return "a list (`[one, two]`, or one line with a dash for each entry)"
    return "a group of keys, one for each language or notice"


def _found(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"the value {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            short = value if len(value) <= 40 else f"{value[:39]}…"
            return f'the text "{short}"'
        case list():
            return "a list"
        case _:
            return "a group of keys"


def _quotes(wanted: Any, found: object) -> str:
    """A hint for what is a text to a person, but not to YAML: a number, or a text that begins with a bracket."""
    if wanted is not str:
        return ""
    if isinstance(found, dict | list):
        return "; a text that begins with { or [ needs quotes"
    return "; put it in quotes" if isinstance(found, bool | int | float) else ""
