"""Canned replies: what a desk answers again and again, with places that are filled for each ticket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.process import Process
from bot.domain.text import Phrase, Untrusted, fold, phrase

PLACES = ("requester", "number", "title", "specialist", "desk", "telephone")
"""What a canned reply can name, each in braces."""

LONGEST_TITLE = 75
"""Characters: what Slack shows of a choice."""

LONGEST_TEXT = 2500
"""Characters, so that there is room for what is added."""

MOST = 99
"""Canned replies of a desk; with "a new one" that is as many choices as Slack shows."""

_PLACE = re.compile(r"\{(\w+)\}")
_LONGEST_ID = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class CannedReply:
    """One of them, its text by language. `shipped` ones come with the process file, and are changed there."""

    id: str
    title: Untrusted
    texts: Mapping[str, Untrusted] = field(default_factory=dict)
    shipped: bool = False

    def text(self, process: Process, language: str) -> Untrusted:
        """The text in that language, else in the desk's first, else in any."""
        found = (self.texts.get(each) for each in (language, *process.languages, *self.texts))
        return next((each for each in found if each is not None), Untrusted(""))


def shipped(process: Process) -> tuple[CannedReply, ...]:
    """Those of the process file, their titles in the desk's language."""
    language = process.languages[0]
    return tuple(
        CannedReply(
            id=each.id,
            title=Untrusted(each.title.get(language, each.id)),
            texts={code: Untrusted(text.strip()) for code, text in each.text.items()},
            shipped=True,
        )
        for each in process.canned
    )


def together(process: Process, kept: tuple[CannedReply, ...]) -> tuple[CannedReply, ...]:
    """Those of the file and those that the desk wrote, by title."""
    return tuple(sorted((*shipped(process), *kept), key=lambda each: each.title.folded))


def unknown_places(text: str) -> tuple[str, ...]:
    """The places in a text that nothing fills, in order, without their braces."""
    found = (each[1] for each in _PLACE.finditer(text))
    return tuple(dict.fromkeys(each for each in found if each not in PLACES))


def why_unknown(text: Untrusted) -> Phrase | None:
    """What is said of a place that nothing fills; None when there is none."""
    unknown = unknown_places(text.untrusted)
    if not unknown:
        return None
    known = ", ".join(f"{{{each}}}" for each in PLACES)
    name = Untrusted(f"{{{unknown[0]}}}")
    return phrase("Nothing can be put in place of %(name)s. These exist: %(known)s", name=name, known=known)


def filled_in(text: Untrusted, values: Mapping[str, str]) -> Untrusted:
    """The text with its places filled, in one pass: what is put in is not looked at again."""
    return Untrusted(_PLACE.sub(lambda found: values.get(found[1], found[0]), text.untrusted))


def new_id(title: Untrusted, taken: frozenset[str]) -> str:
    """An id made of the title that none of those has."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(title.untrusted)).strip("-")[:_LONGEST_ID] or "reply"
    number = 2
    found = words
    while found in taken:
        found = f"{words}-{number}"
        number += 1
    return found
