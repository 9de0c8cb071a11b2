"""Finds in what somebody typed what looks like a secret: the ID of a remote session with its password, a password that
words announce, a token, the number of a payment card. Total, in linear time, and blind to what accountants write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.announcing import announced
from bot.domain.remote_ids import remote_ids
from bot.domain.sealed import MASK, Looks
from bot.domain.shapes import DOT, cards, logins, tokens
from bot.domain.spoken import words_of

_MOST_PASSES = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What looks like a secret, and where it stands in the text."""

    looks: Looks
    start: int
    end: int


def findings(text: str) -> tuple[Finding, ...]:
    """What looks like a secret in a text, in order and apart from each other."""
    found: list[Finding] = []
    veiled = text
    for _ in range(_MOST_PASSES):
        more = _pass(veiled)
        if not more:
            break
        found += more
        veiled = _blackened(veiled, more)
    return _apart(found)


def masked(text: str, found: Iterable[Finding]) -> str:
    """The text with a veil in place of each finding; the rest can be read as before."""
    pieces: list[str] = []
    at = 0
    for each in sorted(found, key=lambda one: one.start):
        if each.end > at:
            pieces += (text[at : max(at, each.start)], MASK)
            at = each.end
    return "".join((*pieces, text[at:]))


def _pass(text: str) -> list[Finding]:
    found = [Finding(looks=Looks.TOKEN, start=start, end=end) for start, end in tokens(text)]
    found += [Finding(looks=Looks.CARD, start=start, end=end) for start, end in cards(text)]
    found += [Finding(looks=Looks.PASSWORD, start=start, end=end) for start, end in logins(text)]
    if found:
        return found
    words = words_of(text)
    remote = [Finding(looks=Looks.CREDENTIALS, start=start, end=end) for start, end in remote_ids(text, words)]
    return remote or [_password(text, start, end) for start, end in announced(words) if start < end]


def _password(text: str, start: int, end: int) -> Finding:
    """With the full stop after it, which may be its last character."""
    stops = text[end : end + 1] == "." and text[end + 1 : end + 2] in ("", " ", "\n")
    return Finding(looks=Looks.PASSWORD, start=start, end=end + stops)


def _blackened(text: str, found: Iterable[Finding]) -> str:
    pieces: list[str] = []
    at = 0
    for each in sorted(found, key=lambda one: one.start):
        if each.end > at:
            start = max(at, each.start)
            pieces += (text[at:start], DOT * (each.end - start))
            at = each.end
    return "".join((*pieces, text[at:]))


def _apart(found: Sequence[Finding]) -> tuple[Finding, ...]:
    apart: list[Finding] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if apart and each.start < apart[-1].end:
            last = apart[-1]
            apart[-1] = Finding(looks=last.looks, start=last.start, end=max(last.end, each.end))
        else:
            apart.append(each)
    return tuple(apart)
