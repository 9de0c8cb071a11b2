"""Passwords that stand before the words that tell what they are: "perro123 es mi clave"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.announcers import HEADS, Weight
from bot.domain.announcing_words import AS, NAMES, listed
from bot.domain.spoken import Shape, Word

PAIRED = listed("usuario user y e and")
TYPED = listed("puse pongo escribo escribi tecleo teclee meto capturo uso use usaba digito probe intente puso pone")
_TAILS = listed("es era fue is was son")
_LEADING = HEADS | PAIRED
_BACK = 9


def told_after(words: Sequence[Word], index: int, weight: Weight) -> Iterator[tuple[int, int]]:
    """The secret stands before the word that announces it: "perro123 es mi clave"."""
    at = index - 1
    while at >= 0 and words[at].plain in _LEADING:
        at -= 1
    said = at >= 1 and words[at].plain in _TAILS and at < index - 1
    used = at >= 1 and words[at].plain in AS
    if (said or used) and words[at - 1].line == words[index].line and _may_be(words, at - 1, weight):
        yield words[at - 1].start, words[at - 1].end
    elif 0 < at < index - 1 and words[at - 1].plain in _TAILS and _is_odd(words, at, weight):
        yield words[at].start, words[at].end
    if weight is Weight.SURE:
        yield from _tried(words, index)


def _is_odd(words: Sequence[Word], at: int, weight: Weight) -> bool:
    return words[at].shape is Shape.MIXED and _may_be(words, at, weight)


def _may_be(words: Sequence[Word], at: int, weight: Weight) -> bool:
    word = words[at]
    if word.shape is Shape.MIXED:
        return len(word.raw) >= 4 and not word.ordinary
    number = word.shape is Shape.DIGITS and word.raw.isdecimal() and 4 <= len(word.raw) <= 12
    return number and weight is Weight.SURE and (at == 0 or words[at - 1].plain not in NAMES)


def _tried(words: Sequence[Word], index: int) -> Iterator[tuple[int, int]]:
    """What somebody typed before they were told that the password is wrong."""
    for at in range(max(1, index - _BACK), index):
        word, before = words[at], words[at - 1]
        if word.shape is not Shape.MIXED or len(word.raw) < 5 or word.ordinary or before.plain in NAMES:
            continue
        if before.plain in TYPED or word.wild:
            yield word.start, word.end
