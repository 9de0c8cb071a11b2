"""What looks like a secret in words that came unasked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.sealed import MASK, Looks

_SHAPES: tuple[tuple[Looks, re.Pattern[str]], ...] = (
    (Looks.TOKEN, re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,}|\bxox[a-z]-[A-Za-z0-9-]+")),
    (Looks.PASSWORD, re.compile(r"(?i)\b(?:contrase(?:ñ|n)a|password)\s*(?:es|:|=)\s*(\S{4,})")),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where in a text something stands that looks like a secret."""

    looks: Looks
    start: int
    end: int


def findings(text: str) -> tuple[Finding, ...]:
    """What looks like a secret, in the order of the text; they do not overlap."""
    found = [Finding(looks, *match.span(match.re.groups)) for looks, shape in _SHAPES for match in shape.finditer(text)]
    apart: list[Finding] = []
    for each in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return tuple(apart)


def masked(text: str, found: Iterable[Finding]) -> str:
    """The text with a mask in place of each finding."""
    parts, last = [], 0
    for each in found:
        parts += [text[last : each.start], MASK]
        last = each.end
    return "".join((*parts, text[last:]))
