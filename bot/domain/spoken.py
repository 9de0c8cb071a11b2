"""What was typed as words with their places, so that rules can look at what stands beside what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.domain.announcing_words import KEYS, LOGINS, PASSWORDS, REMOTE, USERS
from bot.domain.shapes import DOT, is_ordinary

_CHUNK = re.compile(r"\S+")
_LABEL = re.compile(r"([^\W\d_]{1,20})(->|=>|:=|[:=/;,])(?=[^\s/])")
_OPENS = "\"'“”«‘([{<¿¡*_`>~-–—|"
_CLOSES = ",.;:)]}>\"'”»’…`|"
_ARROWS = ("->", "=>", "→", ":", "=")
_SPLITTERS = PASSWORDS | KEYS | LOGINS | USERS | REMOTE | {"id"}
_LONGEST = 256


class Shape(Enum):
    """Of what a word is made."""

    NOTHING = auto()
    LETTERS = auto()
    DIGITS = auto()
    MIXED = auto()
    MASKED = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word: where it stands without the punctuation around it, `plain` for comparing, what punctuation follows, and the
    line it is in. `quoted`: a quotation begins with it; `ordinary`: it is of a shape that people of the trade write all
    day."""

    start: int
    end: int
    raw: str
    plain: str
    after: str
    line: int
    shape: Shape
    quoted: bool = False
    ordinary: bool = False

    @property
    def wild(self) -> bool:
        """Whether it has lower case, upper case and digits, as passwords must and names of things hardly ever do."""
        kinds = (str.isdecimal, str.islower, str.isupper)
        return len(self.raw) >= 6 and not self.ordinary and all(any(map(kind, self.raw)) for kind in kinds)

    @property
    def joins(self) -> bool:
        """Whether a colon or an arrow follows."""
        return self.after != "" and any(each in self.after for each in _ARROWS)

    @property
    def ends(self) -> bool:
        """Whether the sentence ends with it."""
        return (self.after != "" and any(each in self.after for each in ".?!;…")) or self.raw[-1:] in ("?", "!")


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, in order."""
    return tuple(_words(text))


def plain_of(raw: str) -> str:
    """For comparing: lower case, without accents, without punctuation at its ends and without what cannot be seen."""
    if raw.isascii():
        folded = raw.lower()
    else:
        apart = unicodedata.normalize("NFKD", raw.casefold())
        folded = "".join(each for each in apart if unicodedata.category(each) not in ("Mn", "Cf"))
    return _trimmed(folded)


def _trimmed(folded: str) -> str:
    start, end = 0, len(folded)
    while start < end and not folded[start].isalnum():
        start += 1
    while end > start and not folded[end - 1].isalnum():
        end -= 1
    return folded[start:end]


def _words(text: str) -> Iterator[Word]:
    line, read = 0, 0
    for chunk in _CHUNK.finditer(text):
        line += text.count("\n", read, chunk.start())
        read = start = chunk.start()
        raw = chunk[0]
        while "://" not in raw[:12]:
            lead = len(raw) - len(raw.lstrip(_OPENS))
            label = _LABEL.match(raw, lead)
            if label is None or plain_of(label[1]) not in _SPLITTERS:
                break
            yield _word(label[1], label[2], start + lead, line)
            start, raw = start + label.end(), raw[label.end() :]
        yield _one(raw, start, line)


def _one(raw: str, start: int, line: int) -> Word:
    if raw.strip("-=>:→|/–—") == "":
        return Word(start=start, end=start, raw="", plain="", after=raw, line=line, shape=Shape.NOTHING)
    bare = raw.lstrip(_OPENS)
    lead = len(raw) - len(bare)
    inner = bare.rstrip(_CLOSES)
    for arrow in ("->", "=>"):
        if bare.endswith(arrow):
            inner = bare[: -len(arrow)]
    if not inner:
        return Word(start=start, end=start + len(raw), raw=raw, plain="", after="", line=line, shape=Shape.NOTHING)
    word = _word(inner, bare[len(inner) :], start + lead, line)
    quotes = any(each in raw[:lead] for each in "\"'“”«‘`")
    return replace(word, quoted=True) if quotes else word


def _word(raw: str, after: str, start: int, line: int) -> Word:
    plain = plain_of(raw) if len(raw) <= _LONGEST else raw[:_LONGEST]
    shape = _shape(raw)
    mixed = shape is Shape.MIXED and is_ordinary(raw)
    end = start + len(raw)
    return Word(start=start, end=end, raw=raw, plain=plain, after=after, line=line, shape=shape, ordinary=mixed)


def _shape(raw: str) -> Shape:
    if DOT in raw:
        return Shape.MASKED
    letters = any(map(str.isalpha, raw))
    digits = any(map(str.isdecimal, raw))
    inner = any(not each.isalnum() for each in raw.rstrip("!?"))
    if letters and (digits or (inner and any(each in "@#$%&*+_!^~<>{}\\|" for each in raw[1:]))):
        return Shape.MIXED
    if letters:
        return Shape.LETTERS
    if digits:
        return Shape.DIGITS if not any(each in "@#$%&*+!^~_" for each in raw[1:]) else Shape.MIXED
    return Shape.NOTHING if len(set(raw)) < 4 else Shape.MIXED
