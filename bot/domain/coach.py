"""A desk's rules for a good description, as data: what a text tells already, and which words say nothing.

The rules are phrases and not programs, so that a desk can write them, and so that no text can keep them busy: a phrase
is words in a row, matched without regard to case and accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from bot.domain.text import unaccented

Words: TypeAlias = Mapping[str, tuple[str, ...]]
"""Phrases in each language; people mix languages, so all of them count for everybody."""

MOST_WORDS = 8
"""Words of one phrase."""
MOST_STARS = 2
"""`*` in one word of a phrase: with words of a bounded length, the time to look for it stays bounded too."""
LONGEST_WORD = 40
"""Characters of a word that are looked at."""

_TOKEN = re.compile(r"[^\W_]+|[\"«»“”„]|->|[>→›➔⇒]|:")
_SIGNS = {**dict.fromkeys('"«»“”„', '"'), **dict.fromkeys(("->", ">", "→", "›", "➔", "⇒"), ">"), ":": ":"}
_SEPARATORS = re.compile(r"['’\-./]+")
_WORD = re.compile(r"[^\W_]+|[^\W_]*(?:\*[^\W_]*)+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Something that a text may tell already, so that nobody is asked for it again (`lacks` in a condition).

    `patterns` are phrases in each language. In a phrase, `*` stands for any letters (alone: for any one word), `#` for a
    word with a digit, and the signs `"`, `:` and `>` for themselves; every quotation mark and every arrow counts.
    """

    id: str
    patterns: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Coach:
    """How the desk helps people to describe a case. All phrases are written as in `rules`.

    `empty` are words that say nothing by themselves ("problema", "con", "el sistema"): a text of nothing else is refused
    where the validation has `empty`. `openings` are left out at the beginning of a proposed title; one that ends with a
    comma only where a sign follows. A sentence with one of `failing` is what a title is made of.
    """

    rules: tuple[Rule, ...] = ()
    empty: Words = field(default_factory=dict)
    openings: Words = field(default_factory=dict)
    failing: Words = field(default_factory=dict)

    def told(self, text: str) -> tuple[str, ...]:
        """The rules that find what they look for in the text."""
        line = _line(text)
        return tuple(rule.id for rule in self.rules if _found(every(rule.patterns), line))

    def fails(self, text: str) -> bool:
        """Whether the text says that something goes wrong."""
        return _found(every(self.failing), _line(text))

    def hollow(self, text: str) -> bool:
        """Whether nothing of substance is left of the text without the words that say nothing."""
        phrases = tuple(sorted(every(self.empty), key=len, reverse=True))
        rest = _expression(phrases).sub("", _line(text)) if phrases else _line(text)
        return not any(len(word) > 1 or word.isdecimal() for word in rest.split() if word[0].isalnum())


def every(words: Words) -> tuple[str, ...]:
    """The phrases of all languages."""
    return tuple(phrase for each in words.values() for phrase in each)


def tokens(text: str) -> list[str]:
    """The words of a text as they are compared, and the signs that phrases can name."""
    return [_SIGNS.get(each, each)[:LONGEST_WORD] for each in _TOKEN.findall(unaccented(text))]


def problem_in(phrase: str) -> str | None:
    """What is wrong with a phrase, in words; None when it can be used."""
    words = _words(phrase)
    if not words:
        return "this phrase is empty; write the words that people use"
    if len(words) > MOST_WORDS:
        return f"this phrase has {len(words)} words; {MOST_WORDS} at most, so that it is found quickly"
    for word in words:
        if word.count("*") > MOST_STARS:
            return f'"{word}" has more than {MOST_STARS} stars'
        if word not in ("#", *_SIGNS) and not _WORD.fullmatch(word):
            return f'"{word}" cannot be looked for: letters, digits, * for any letters, # for a number, and the signs " : >'
    if all(set(word) == {"*"} for word in words):
        return "this phrase is found in every text; name at least one word"
    return None


def _words(phrase: str) -> list[str]:
    return _SEPARATORS.sub(" ", unaccented(phrase).replace("->", ">")).split()


def _line(text: str) -> str:
    return f" {' '.join(tokens(text))} "


def _found(phrases: tuple[str, ...], line: str) -> bool:
    return bool(phrases) and _expression(phrases).search(line) is not None


@lru_cache(maxsize=256)
def _expression(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all the phrases. Words are bounded and no star crosses a space, so it cannot run away."""
    return re.compile(f" (?:{'|'.join(_alternatives(phrases))})(?= )")


def _alternatives(phrases: Iterable[str]) -> list[str]:
    return [" ".join(_part(word) for word in _words(phrase)) for phrase in phrases]


def _part(word: str) -> str:
    if word == "#":
        return r"[^ ]*[0-9][^ ]*"
    if word in _SIGNS:
        return _SIGNS[word]
    return "[^ ]+" if word == "*" else "[^ ]*".join(re.escape(part) for part in word.split("*"))
