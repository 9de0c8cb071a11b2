"""The words in which Block Kit's rules are written, and in which Slack refuses what breaks them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Object = Mapping[str, object]


class Problems:
    """What Slack would complain about, in order, as ``text [json-pointer:/where]``."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, pointer: str, text: str) -> None:
        """Record one complaint about the value at ``pointer``."""
        self.found.append(f"{text} [json-pointer:{pointer}]")


Rule = Callable[[object, str, Problems], None]


def string(*, minimum: int = 1, maximum: int | None = None) -> Rule:
    """A string of ``minimum`` to ``maximum`` characters."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(pointer, "must provide a string")
        elif len(value) < minimum:
            problems.add(pointer, f"must be more than {minimum - 1} characters")
        elif maximum is not None and len(value) > maximum:
            problems.add(pointer, f"must be less than {maximum + 1} characters")

    return check


def boolean(value: object, pointer: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.add(pointer, "must provide a boolean")


def integer(*, minimum: int | None = None, maximum: int | None = None) -> Rule:
    """A whole number between the bounds, both included."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add(pointer, "must provide a number")
        elif minimum is not None and value < minimum:
            problems.add(pointer, f"must be greater than {minimum - 1}")
        elif maximum is not None and value > maximum:
            problems.add(pointer, f"must be less than {maximum + 1}")

    return check


def choice(*allowed: str) -> Rule:
    """One of a closed set of strings."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(pointer, "must provide a string")
        elif value not in allowed:
            problems.add(pointer, f"must be one of: {', '.join(allowed)}")

    return check


def pattern(expression: str, meaning: str) -> Rule:
    """A string of a given form; ``meaning`` completes "must be …"."""
    compiled = re.compile(expression)

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(pointer, "must provide a string")
        elif not compiled.fullmatch(value):
            problems.add(pointer, f"must be {meaning}")

    return check


def array(item: Rule, *, minimum: int = 1, maximum: int | None = None) -> Rule:
    """A list of ``minimum`` to ``maximum`` items that each follow ``item``."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add(pointer, "must provide an array")
            return
        if maximum is not None and len(value) > maximum:
            problems.add(pointer, f"no more than {maximum} items allowed")
        if len(value) < minimum:
            problems.add(pointer, f"must provide at least {minimum} items")
        for index, entry in enumerate(value):
            item(entry, f"{pointer}/{index}", problems)

    return check


def anything(_value: object, _pointer: str, _problems: Problems) -> None:
    """Accepted as it is: Slack checks it, the sandbox does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """An object with required and optional fields, and no others."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    check: Callable[[Object, str, Problems], None] | None = None
    """What the fields must satisfy together; asked only of an object that has its required fields."""

    def __call__(self, value: object, pointer: str, problems: Problems) -> None:
        """Add what is wrong with ``value`` at ``pointer`` to ``problems``."""
        if not isinstance(value, dict):
            problems.add(pointer, "must provide an object")
            return
        missing = [name for name in self.required if value.get(name) is None]
        for name in missing:
            problems.add(pointer, f"missing required field: {name}")
        for name, entry in value.items():
            rule = self.required.get(name) or self.optional.get(name)
            if rule is None:
                if name != "type":
                    problems.add(pointer, f"invalid additional property: {name}")
            elif entry is not None:
                rule(entry, f"{pointer}/{name}", problems)
        if self.check is not None and not missing:
            self.check(value, pointer, problems)


def by_type(schemas: Mapping[str, Rule]) -> Rule:
    """An object whose ``type`` selects the rule it must follow."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(pointer, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            problems.add(pointer, "missing required field: type")
        elif not isinstance(kind, str) or kind not in schemas:
            problems.add(f"{pointer}/type", f"unsupported type: {kind}")
        else:
            schemas[kind](value, pointer, problems)

    return check
