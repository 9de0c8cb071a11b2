"""What a check of a process has to say, and where in the file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""The way to a place in a process file: keys, and positions in lists counted from 0."""


class Severity(StrEnum):
    """An error keeps the process from being used; a warning asks somebody to look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong at `path`. `message` says what, and what is allowed, to people who do not program."""

    path: Path
    message: str
    severity: Severity = Severity.ERROR


def error(path: Path, message: str) -> Finding:
    """A finding that keeps the process from being used."""
    return Finding(path=path, message=message)


def warning(path: Path, message: str) -> Finding:
    """A finding that asks somebody to look."""
    return Finding(path=path, message=message, severity=Severity.WARNING)


def listed(names: Iterable[str]) -> str:
    """`a, b, c`, or `nothing` for an empty list."""
    return ", ".join(names) or "nothing"


def suggestion(name: str, allowed: Sequence[str]) -> str:
    """`; did you mean "x"?` when one of the allowed names looks like `name`, else nothing."""
    near = difflib.get_close_matches(name, allowed, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
