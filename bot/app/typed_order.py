"""What somebody typed after `/ticket`, taken apart: the word, the ticket's number, and the rest. Pure, and total: it takes
quotes, dashes and spaces as telephones and word processors make them."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass

from bot.app.order_word import OrderWord
from bot.app.order_words import NAMES
from bot.domain.text import fold

MOST_WORDS = max(len(name.split()) for name in NAMES)
"""Words in the longest name."""

_AROUND = " \t“”„‟«»‹›‘’‚‛'\"`´.,;:!?¡¿()[]{}<>*~…"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_BEFORE_A_NUMBER = frozenset({"ticket", "el", "la", "the", "no", "num", "numero", "nro", "number", "folio"})
_LONGEST = 60
"""Characters of a word that somebody may have meant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedOrder:
    """`word` is None for one that is not known, which is in `typed`; `number` is empty where none was written."""

    word: OrderWord | None
    typed: str
    number: str = ""
    rest: str = ""


def read_order(typed: str) -> TypedOrder:
    """What was typed. A number alone shows its ticket; before the word it does as well as after it."""
    first, rest = first_of(typed)
    if not first:
        return TypedOrder(word=NAMES["help"], typed="")
    if bare(first) not in NAMES and _is_number(first):
        if not rest:
            return TypedOrder(word=NAMES["show"], typed="", number=bare(first))
        word, name, after = _named(rest)
        return TypedOrder(word=word, typed=name, number=bare(first), rest=after)
    word, name, after = _named(typed)
    if word is None or not word.is_about_a_ticket:
        return TypedOrder(word=word, typed=name, rest=after)
    number, after = _number(after)
    return TypedOrder(word=word, typed=name, number=number, rest=after)


def nearest(typed: str) -> str | None:
    """The known name that looks most like what was typed; None when none does."""
    wanted = fold(bare(typed))[:_LONGEST]
    if not wanted:
        return None
    near = difflib.get_close_matches(wanted, NAMES, n=1)
    begins = [name for name in NAMES if len(wanted) > 2 and name.startswith(wanted)]
    return next(iter((*near, *begins)), None)


def first_of(text: str) -> tuple[str, str]:
    """The first word and what follows it, on the same line or the next."""
    word, *rest = text.split(None, 1) or ("",)
    return word, "".join(rest).strip()


def bare(word: str) -> str:
    """A word or a number without what stands around it: quotes, brackets, a number sign, a slash."""
    plain = unicodedata.normalize("NFKC", word).translate(_DASHES)
    return plain.strip(_AROUND).lstrip("#/").strip(_AROUND)


def _named(text: str) -> tuple[OrderWord | None, str, str]:
    """The word that the text begins with, as it was typed, and what follows. The longest name counts."""
    for count in range(MOST_WORDS, 0, -1):
        parts = text.split(None, count)
        name = fold(" ".join(map(bare, parts[:count])))
        if len(parts) >= count and name in NAMES:
            return NAMES[name], " ".join(parts[:count]), "".join(parts[count:]).strip()
    word, rest = first_of(text)
    return (NAMES["help"] if bare(word) == "" and "?" in word else None), word, rest


def _number(text: str) -> tuple[str, str]:
    """The ticket's number and what follows it; empty when the text does not begin with one."""
    first, rest = first_of(text)
    while rest and fold(bare(first)) in _BEFORE_A_NUMBER and _is_number(first_of(rest)[0]):
        first, rest = first_of(rest)
    return (bare(first), rest) if _is_number(first) else ("", text)


def _is_number(word: str) -> bool:
    """Whether it is meant as a ticket's number: it has a digit, and is no reference to a person."""
    return any(each.isdigit() for each in word) and ":" not in bare(word)


def page_of(words: str) -> tuple[str, int]:
    """Words to look for, and the page that a number at their end asks for."""
    *before, last = words.split() or [""]
    page = bare(last)
    if page.isascii() and page.isdecimal() and len(page) <= 3 and int(page) > 0:
        return " ".join(before), int(page)
    return words, 1
