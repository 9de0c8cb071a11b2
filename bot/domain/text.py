"""Text as a sequence of spans, so that what a person typed is never mistaken for what we wrote.

A `str` span is ours (a catalogue or a process file). What came from outside is `Untrusted` and can only be shown through
an adapter's escaping. A `Phrase` is a sentence of the catalogue, chosen when the reader's language is known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, TypeAlias

from bot.domain.sealed import Sealed


@dataclass(frozen=True, slots=True)
class Untrusted:
    """Text from outside. It cannot be formatted, joined or logged by accident; the adapters escape `untrusted`."""

    untrusted: str

    def __str__(self) -> NoReturn:
        raise TypeError("untrusted text cannot be formatted: put it into a message as a span of its own")

    def __format__(self, _spec: str) -> NoReturn:
        raise TypeError("untrusted text cannot be formatted: put it into a message as a span of its own")

    def __repr__(self) -> str:
        return f"Untrusted(<{len(self.untrusted)} characters>)"

    @property
    def folded(self) -> str:
        """For comparing only: one line, lower case, without accents, punctuation at the ends or double spaces."""
        return fold(self.untrusted)


@dataclass(frozen=True, slots=True)
class Strong:
    """Our own words, emphasised."""

    strong: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to copy exactly, such as a ticket number."""

    code: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (aware UTC), shown in the reader's zone where the platform can, else as `words`: the same in `zone` and
    in the reader's language, which the catalogues put there."""

    moment: datetime
    zone: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the catalogue (its English is the key), with `%(name)s` places filled by spans. With `many`, the
    sentence for a `count` other than one; other languages may have more forms."""

    phrase: str
    values: tuple[tuple[str, Span], ...] = ()
    many: str | None = None
    count: int = 1


Span: TypeAlias = str | Untrusted | Strong | Code | Moment | Phrase | Sealed
Text: TypeAlias = tuple[Span, ...]


def phrase(message: str, **values: Span | int) -> Phrase:
    """A catalogue sentence. `message` must be a literal: the catalogues are extracted from the calls of this function."""
    return Phrase(message, _places(values))


def plural(one: str, many: str, count: int, **values: Span | int) -> Phrase:
    """A catalogue sentence that depends on a number, which fills its place `%(count)s`. Both must be literals."""
    return Phrase(one, _places({"count": count, **values}), many, count)


def _places(values: Mapping[str, Span | int]) -> tuple[tuple[str, Span], ...]:
    return tuple((name, str(value) if isinstance(value, int) else value) for name, value in values.items())


def fold(text: str) -> str:
    """One line, lower case, without accents, without punctuation at the ends: the form in which answers are compared."""
    return " ".join(unaccented(text).split()).strip(" .,;:!?¡¿\"'()…")


def unaccented(text: str) -> str:
    """Lower case, without accents, and in the plain form of wide, narrow and styled letters."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in plain if not unicodedata.combining(each))


def lines(*paragraphs: Text) -> Text:
    """The paragraphs that are not empty, one under the other."""
    return join("\n", (each for each in paragraphs if each))


def join(between: str, texts: Iterable[Text]) -> Text:
    """The texts in order, with `between` between them."""
    spans: list[Span] = []
    for each in texts:
        if spans:
            spans.append(between)
        spans.extend(each)
    return tuple(spans)


def filled(template: str, **values: Span) -> Text:
    """A sentence of a process file with its `{name}` places filled. A place without a value stays empty."""
    spans: list[Span] = []
    rest = template
    while rest:
        before, brace, tail = rest.partition("{")
        if before:
            spans.append(before)
        name, _, rest = tail.partition("}") if brace else ("", "", "")
        if name in values:
            spans.append(values[name])
    return tuple(spans)


def clean(text: str) -> str:
    """Without control and direction-changing characters, line ends as `\\n`, trimmed: how typed text is kept."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    kept = (
        each for each in unified if each in "\n\t" or unicodedata.category(each) not in _INVISIBLE or each in _JOINERS
    )
    return "".join(kept).strip()


_INVISIBLE = ("Cc", "Cf", "Cs", "Co")
_JOINERS = "\u200d\u200c"
"""Zero-width joiners hold emoji and some scripts together."""
