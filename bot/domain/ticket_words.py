"""How tickets are found by words: each word of a ticket leaves a mark, its beginning without accents. A plural, or another
form of the same word, leaves the same one."""

from __future__ import annotations

import re

from bot.domain.process import Fills, Process
from bot.domain.questions import filled
from bot.domain.text import unaccented
from bot.domain.ticket import Ticket

LENGTH = 6
"""Letters of a word that count."""

MOST = 40
"""Marks of a text at most."""

_WORD = re.compile(r"\w{2,}")
_EMPTY = frozenset(
    [
        "al",
        "con",
        "de",
        "del",
        "el",
        "en",
        "es",
        "la",
        "las",
        "lo",
        "los",
        "no",
        "para",
        "por",
        "que",
        "se",
        "un",
        "una",
        "y",
        "a",
        "an",
        "and",
        "for",
        "in",
        "is",
        "not",
        "of",
        "on",
        "the",
        "to",
    ]
)


def marks(text: str) -> tuple[str, ...]:
    """The marks of the words of a text, in their order, none twice."""
    words = (word for word in _WORD.findall(unaccented(text)) if word not in _EMPTY)
    return tuple(dict.fromkeys(word[:LENGTH] for word in words))[:MOST]


def marks_of(process: Process, ticket: Ticket) -> tuple[str, ...]:
    """The marks of a ticket: of its title, of who asks and of their organisation."""
    texts = [ticket.title.untrusted]
    for fills in (Fills.NAME, Fills.ORGANISATION):
        answer = filled(process, ticket.answers, fills)
        if answer is not None and answer.text is not None:
            texts.append(answer.text.untrusted)
    return marks("\n".join(texts))
