"""A YAML file that an operator writes: read into values, with the line and column of everything in it, and problems in
words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.app.schema_words import words_of
from bot.domain.finding import Finding, Path, Severity, error

T = TypeVar("T")

_CIRCLE = "an entry contains itself, or too many are inside each other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong with a file: where (line and column from 1), what, and what is allowed.

    `path` leads to the place by keys, by ids, and by positions counted from 1: `steps.licence.outcomes[2].text`.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "warning: " if self.severity is Severity.WARNING else ""
        path = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {mark}{path}{self.message}"


def read_as(
    file: FilePath, shape: TypeAdapter[T], root_type: type[T], *, empty: str, checks: Callable[[T], Iterable[Finding]]
) -> tuple[T | None, tuple[Problem, ...]]:
    """The value of a file and all its problems; None when an error leaves no value.

    The form is checked first (keys, kinds of value), and then, when the form is right, what `checks` finds. `empty` is
    said of a file without content.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None, (_unread(file, "there is no such file"),)
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        return None, (_unread(file, "this is not UTF-8 text; save the file as UTF-8 in your editor", line),)
    except OSError as wrong:
        return None, (_unread(file, f"the file cannot be read: {wrong.strerror}"),)
    try:
        root: Any = YAML().load(text)
    except DuplicateKeyError as wrong:
        return None, (_marked(file, wrong, _duplicate(wrong)),)
    except MarkedYAMLError as wrong:
        return None, (_marked(file, wrong, _syntax(wrong)),)
    except RecursionError:
        return None, (_unread(file, _CIRCLE),)
    except (YAMLError, ValueError, TypeError) as wrong:  # the last two: tags and keys that ruamel cannot build
        return None, (_unread(file, f"this is not YAML: {' '.join(str(wrong).split())}"),)
    if root is None:
        return None, (_unread(file, empty),)
    return _judged(file, root, shape, root_type, checks)


def _judged(
    file: FilePath, root: Any, shape: TypeAdapter[T], root_type: type[T], checks: Callable[[T], Iterable[Finding]]
) -> tuple[T | None, tuple[Problem, ...]]:
    try:
        odd = tuple(_odd_keys(root, ()))
        # By way of JSON: there a list may become a tuple and a name a kind, but nothing else changes its type.
        value = shape.validate_json(json.dumps(root, default=str, skipkeys=True))
    except ValidationError as wrong:
        return None, _located(file, root, (*odd, *words_of(wrong.errors(include_url=False), root_type)))
    except (ValueError, RecursionError):  # json's own, about a circle
        return None, (_unread(file, _CIRCLE),)
    problems = _located(file, root, (*odd, *checks(value)))
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    return (None if failed else value), problems


def _odd_keys(value: Any, path: Path) -> Iterator[Finding]:
    """Keys that YAML takes for a list or a group of keys; a number as a key is found when the form is checked."""
    if isinstance(value, CommentedMap):
        for key, inner in value.items():
            if key is None or isinstance(key, str | int | float):
                yield from _odd_keys(inner, (*path, str(key)))
            else:
                yield error(path, "a key here is not a word; put texts with { } [ ] ! & * : in quotes")
    elif isinstance(value, CommentedSeq):
        for index, inner in enumerate(value):
            yield from _odd_keys(inner, (*path, index))


def _unread(file: FilePath, message: str, line: int = 1) -> Problem:
    return Problem(file=str(file), line=line, column=1, path="", message=message)


def _marked(file: FilePath, wrong: MarkedYAMLError, message: str) -> Problem:
    mark = wrong.problem_mark or wrong.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(file=str(file), line=line, column=column, path="", message=message)


def _duplicate(wrong: DuplicateKeyError) -> str:
    key = str(wrong.problem).split('"')[1] if '"' in str(wrong.problem) else "a key"
    return f'"{key}" is written twice in the same place; keep one of them'


def _syntax(wrong: MarkedYAMLError) -> str:
    """YAML's own complaint, with the usual cause in words where there is one."""
    said = " ".join(str(wrong.problem or wrong.context or "this cannot be read").split())
    for sign, cause in (
        (
            "mapping values are not allowed",
            "a line that is indented too far, or a colon and a space inside a text: put that text in quotes",
        ),
        ("'\\t'", "a tab: indent with spaces"),
        ("could not find expected ':'", "a key without its colon, or a text that continues without indentation"),
        ("expected ',' or", "a quote, a comma or a bracket is missing here, or some lines above"),
        ("cannot start any token", "a text that begins with a special sign: put the whole text in quotes"),
        ("expected the node content", "a value is missing, or a text that begins with a special sign needs quotes"),
        ("another document", "a line of three dashes (---): one file holds one process"),
        ("expected <block end>", "an entry that is not indented like its neighbours"),
        ("while scanning a quoted scalar", "a quote that is never closed"),
        ("unexpected end of stream", "a quote or bracket that is never closed"),
    ):
        if sign in said or sign in str(wrong.context):
            return f"this is not YAML: {cause}"
    return f"this is not YAML: {said}"


def _located(file: FilePath, root: Any, findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """The findings with their places in the file, in the file's order."""
    problems = []
    for each in findings:
        line, column = _place(root, each.path)
        problems.append(
            Problem(
                file=str(file),
                line=line,
                column=column,
                path=_named(root, each.path),
                message=each.message,
                severity=each.severity,
            )
        )
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def _place(root: Any, path: Path) -> tuple[int, int]:
    """Line and column, from 1, of the nearest thing on the path that is written in the file."""
    place, value = (0, 0), root
    for part in path:
        if isinstance(value, CommentedMap) and part in value:
            # A key that came in by a merge (`<<`) has no place of its own here.
            place = value.lc.key(part) if part in (value.lc.data or {}) else place
        elif isinstance(value, CommentedSeq) and isinstance(part, int) and part < len(value):
            place = value.lc.item(part)
        else:
            break
        value = value[part]
    return place[0] + 1, place[1] + 1


def _named(root: Any, path: Path) -> str:
    """The path as people say it: entries of a list by their id, or else by their number from 1."""
    name, value = "", root
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(part, str):
            name += f".{part}" if name else part
        else:
            own = value.get("id") if isinstance(value, CommentedMap) else None
            name += f".{own}" if isinstance(own, str) else f"[{part + 1}]"
    return name
