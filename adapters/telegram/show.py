"""How a message looks in Telegram: HTML, escaped here and nowhere else. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram.limits import ANSWER, BUTTONS_IN_A_ROW, LIMITS
from bot.domain.message import Button, Message
from bot.domain.sealed import Sealed
from bot.domain.text import Code, Moment, Phrase, Span, Strong, Text, Untrusted, clean

_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Shown:
    """One message for Telegram. `plain` is the same without formatting, should the HTML ever be refused."""

    html: str
    plain: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters in one style; `tag` is an HTML element's name, or empty."""

    text: str
    tag: str = ""


def show(message: Message) -> tuple[Shown, ...]:
    """The message as one or, when it is too long for one, several; the buttons are under the last."""
    runs = _runs(message)
    plain = "".join(run.text for run in runs)
    parts = [(start, end) for start, end in _parts(plain) if plain[start:end].strip()] or [(0, 0)]
    keyboard = _keyboard(message)
    return tuple(_shown(runs, start, end, keyboard if (start, end) == parts[-1] else None) for start, end in parts)


def show_in_place(message: Message) -> Shown:
    """The message in place of an earlier one: it cannot become several, so what is too long is cut."""
    runs = _runs(message)
    plain = "".join(run.text for run in runs)
    end = _reach(plain, 0, LIMITS.text)
    if end == len(plain):
        return _shown(runs, 0, end, _keyboard(message))
    cut = _shown(runs, 0, _reach(plain, 0, LIMITS.text - 1), _keyboard(message))
    return Shown(cut.html + _ELLIPSIS, cut.plain + _ELLIPSIS, cut.keyboard)


def show_answer(text: Text) -> str:
    """What appears over the chat for a moment after a press: plain, cut at 200 characters."""
    return _cut("".join(map(_plain, text)), ANSWER)


def _runs(message: Message) -> list[_Run]:
    """The whole message as runs, its sections an empty line apart."""
    sections = [_text(message.title, "b"), _text(message.body), _facts(message), _text(message.note, "i")]
    runs: list[_Run] = []
    for section in sections:
        if section:
            runs += [_Run("\n\n"), *section] if runs else section
    return runs


def _facts(message: Message) -> list[_Run]:
    runs: list[_Run] = []
    for fact in message.facts:
        runs += [_Run("\n")] if runs else []
        runs += [*_text(fact.label, "b"), _Run(": "), *_text(fact.value)]
    return runs


def _text(text: Text, tag: str = "") -> list[_Run]:
    return [_run(span, tag) for span in text]


def _run(span: Span, tag: str) -> _Run:
    match span:
        case Strong():
            return _Run(span.strong, "b")
        case Code():
            return _Run(span.code, "code")
        case _:
            return _Run(_plain(span), tag)


def _plain(span: Span) -> str:
    match span:
        case str():
            return span
        case Untrusted(untrusted):
            return clean(untrusted)
        case Strong(strong):
            return strong
        case Code(code):
            return code
        case Moment(moment, zone, words):
            return words or moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")
        case Phrase(phrase):
            raise TypeError(f"a phrase without a language: {phrase!r}")
        case Sealed():
            raise TypeError("a secret that was not opened")
        case _:
            assert_never(span)


def _shown(runs: list[_Run], start: int, end: int, keyboard: InlineKeyboardMarkup | None) -> Shown:
    pieces: list[str] = []
    plain: list[str] = []
    at = 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        at += len(run.text)
        if text:
            escaped = html.escape(text, quote=False)
            pieces.append(f"<{run.tag}>{escaped}</{run.tag}>" if run.tag else escaped)
            plain.append(text)
    return Shown("".join(pieces) or _ELLIPSIS, "".join(plain) or _ELLIPSIS, keyboard)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Where to divide the text: at the end of a line or a word, if one is in the second half of what fits."""
    start = 0
    while start < len(text):
        end = _reach(text, start, LIMITS.text)
        if end < len(text):
            breaks = (text.rfind(mark, (start + end) // 2, end) for mark in "\n ")
            end = next((at + 1 for at in breaks if at >= 0), end)
        yield start, end
        start = end


def _reach(text: str, start: int, units: int) -> int:
    """The end of the longest piece from `start` with at most so many UTF-16 units."""
    for at in range(start, len(text)):
        units -= 2 if ord(text[at]) > 0xFFFF else 1
        if units < 0:
            return at
    return len(text)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    rows = [
        [_button(button) for button in row[first : first + BUTTONS_IN_A_ROW]]
        for row in message.buttons
        for first in range(0, len(row), BUTTONS_IN_A_ROW)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    label = _cut(" ".join(_plain(button.label).split()), LIMITS.button_label)
    if button.url is not None:
        return InlineKeyboardButton(label or _ELLIPSIS, url=button.url)
    return InlineKeyboardButton(label or _ELLIPSIS, callback_data=button.data)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + _ELLIPSIS
