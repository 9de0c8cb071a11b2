"""What went wrong, told without what it quotes: the text of an exception that is not ours may hold what a person typed."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterator
from types import FrameType

OURS = frozenset({"bot", "adapters", "storage", "migrations"})
"""The packages whose exceptions are written without a word of anybody's."""

_LONGEST_CHAIN = 8


def own_words(error: BaseException) -> str:
    """Its words where they are ours, or the system's for what the system refused; else nothing."""
    if type(error).__module__.partition(".")[0] in OURS:
        return str(error)
    return error.strerror or "" if isinstance(error, OSError) and error.errno is not None else ""


def named(error: BaseException) -> str:
    """The type, with those words."""
    kind, words = type(error).__name__, own_words(error)
    return f"{kind}: {words}" if words else kind


def told(error: BaseException) -> str:
    """The same, and the line that raised it."""
    places = [f" in {frame.f_code.co_qualname}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)]
    return named(error) + (places[-1] if places else "")


def trace(error: BaseException) -> tuple[str, ...]:
    """What raised it, line by line of the program, and what that came of: no values, only the program's own text."""
    return tuple(_lines(error, set()))


def place(frame: FrameType, line: int) -> str:
    """Where in the program that is, with the line's own text."""
    name = f"{frame.f_globals.get('__name__', '?')}.{frame.f_code.co_qualname}:{line}"
    source = linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()
    return f"{name}: {source}" if source else name


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen or len(seen) == _LONGEST_CHAIN:
        return
    seen.add(id(error))
    yield named(error)
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"at {place(frame, line)}"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield "one of them:"
            yield from _lines(each, seen)
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield "because of:" if error.__cause__ is not None else "while dealing with:"
        yield from _lines(before, seen)
