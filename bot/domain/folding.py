"""Long texts where there is little room: as much as fits, and a sign that there is more."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.sealed import MASK, Sealed
from bot.domain.text import Code, Moment, Phrase, Span, Strong, Text, Untrusted

ELLIPSIS = "…"


def folded(text: Text, length: int) -> Text:
    """The text, or as much of it as fits, cut at a word where there is one, with an ellipsis."""
    if size(text) <= length:
        return text
    kept: list[Span] = []
    left = length - len(ELLIPSIS)
    for span in text:
        if _size(span) > left:
            part = _cut(span, left)
            return (*kept, *(() if part is None else (part,)), ELLIPSIS)
        kept.append(span)
        left -= _size(span)
    return tuple(kept)


def shortened(words: Untrusted, length: int) -> Untrusted:
    """Somebody's words in one line, or the beginning of them."""
    line = " ".join(words.untrusted.split())
    return Untrusted(line if len(line) <= length else _until_a_word(line, length - len(ELLIPSIS)) + ELLIPSIS)


def size(text: Text) -> int:
    """About how much room it takes, in characters; a sentence of ours counts in English."""
    return sum(map(_size, text))


def _size(span: Span) -> int:
    match span:
        case str():
            return _weight(span)
        case Untrusted(untrusted):
            return _weight(untrusted)
        case Strong(strong):
            return len(strong)
        case Code(code):
            return len(code)
        case Moment(words=words):
            return max(len(words), _A_MOMENT)
        case Sealed():
            return len(MASK)
        case Phrase(phrase=phrase, values=values):
            return len(phrase) + size(tuple(value for _, value in values))


def _weight(text: str) -> int:
    return len(text) + (A_LINE - 1) * text.count("\n")


A_LINE = 40
"""Characters that the end of a line counts for: many short lines take room, too."""

_A_MOMENT = 30
"""Characters of an instant in words."""


def _cut(span: Span, length: int) -> Span | None:
    """As much of the span as fits; None of one that is shown whole or not at all."""
    match span:
        case str():
            return _until_a_word(span, length)
        case Untrusted(untrusted):
            return replace(span, untrusted=_until_a_word(untrusted, length))
        case _:
            return None


def _until_a_word(text: str, length: int) -> str:
    part = text[: max(0, length)]
    while part and _weight(part) > length:
        part = part[: part.rfind("\n")]
    at = max(part.rfind(" "), part.rfind("\n"))
    return part[:at] if at > length // 2 else part
