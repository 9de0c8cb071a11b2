"""How a message looks in Slack: blocks, escaped here and nowhere else. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from adapters.slack.limits import (
    BLOCKS,
    ELEMENTS_IN_ACTIONS,
    ELEMENTS_IN_CONTEXT,
    FALLBACK,
    FIELD,
    FIELDS,
    HEADER,
    LIMITS,
    OPTION,
    OPTIONS,
    OPTIONS_IN_OVERFLOW,
    SECTION,
)
from adapters.slack.mrkdwn import escape
from bot.domain.message import Button, Fact, File, FileKind, Menu, Message, Style
from bot.domain.sealed import Sealed
from bot.domain.text import Code, Moment, Phrase, Span, Strong, Text, Untrusted, clean

Json = dict[str, Any]

_ELLIPSIS = "…"
_NOTHING = "—"
HALF_WIDTH = 120
"""Characters of a fact, label included, that still read well in half the width of a message."""

_LONGEST_PIECE = 300
"""Characters in bold or as code; what is longer is shown without."""
_ICONS = {
    FileKind.PHOTO: "🖼️",
    FileKind.DOCUMENT: "📄",
    FileKind.VOICE: "🎤",
    FileKind.VIDEO: "🎬",
    FileKind.AUDIO: "🎵",
}


MENU = "menu"
"""The action id of what is wanted less often."""

_MARKS = re.compile(r"[*_~`]|^\s*>|:[\w+'-]*[^\W\d][\w+'-]*:", re.MULTILINE)
"""What mrkdwn makes something else of: bold, italics, strikes, code, quotes, emoji by name."""

_ENTITY = re.compile(r"&(?=(?:amp|lt|gt);)")
"""The one thing that is not shown as it is in plain text."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message for Slack. `text` is for notifications, and for screens that cannot show blocks."""

    text: str
    blocks: list[Json]


def show(message: Message) -> Shown:
    """The message as blocks: long paragraphs continue in the next section. Only beyond 50 blocks, which is more than
    100,000 characters, is anything left out, and then an ellipsis says so."""
    actions = _actions(message)
    content = [*_title(message.title), *_sections(message.body), *_facts(message.facts), *_note(message.note)]
    room = BLOCKS - len(actions)
    if len(content) > room:
        content = [*content[: room - 1], _context([_mrkdwn(_ELLIPSIS)])]
    blocks = [*content, *actions]
    return Shown(_fallback(message), blocks or [_section(_mrkdwn(_ELLIPSIS))])


def show_file(file: File) -> Message:
    """A file of another platform, named and measured, without its bytes."""
    size = () if file.size is None else (f" · {max(1, round(file.size / 1024)):,} kB".replace(",", " "),)
    return Message(body=(f"{_ICONS[file.kind]} ", file.label, *size))


def plain(text: Text) -> str:
    """The text where Slack formats nothing: titles, labels, buttons. One line."""
    return " ".join("".join(_plain(span) for span in text).split())


def cut(text: str, length: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + _ELLIPSIS


def plain_text(text: str, length: int) -> Json:
    """A plain text object, in which nothing is active; never empty, since Slack refuses that."""
    return {"type": "plain_text", "text": cut(text, length) or _ELLIPSIS, "emoji": False}


def sections(text: Text) -> list[Json]:
    """Paragraphs as section blocks."""
    return _sections(text)


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


def _pieces(span: Span) -> Iterator[str]:
    """The span as mrkdwn, in pieces that may be parted from each other but not cut."""
    match span:
        case Strong(strong) if len(strong) <= _LONGEST_PIECE and not set(strong) & set("*\n"):
            yield f"*{escape(strong)}*"
        case Code(code) if len(code) <= _LONGEST_PIECE and not set(code) & set("`\n"):
            yield f"`{escape(code)}`"
        case Moment(moment):
            yield f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{escape(_plain(span))}>"
        case _:
            yield from map(escape, _plain(span))


def _packed(pieces: Iterable[str], length: int) -> list[str]:
    """The pieces joined into texts of at most so many characters, parted at the end of a line, else of a word, where one is
    in the second half. Blank texts are left out."""
    texts: list[str] = []
    current: list[str] = []
    size = 0
    for piece in pieces:
        if size + len(piece) > length:
            at = _parting(current)
            texts.append("".join(current[:at]))
            current = current[at + 1 :]
            size = sum(map(len, current))
        current.append(piece)
        size += len(piece)
    texts.append("".join(current))
    return [text for text in texts if text.strip()]


def _parting(pieces: list[str]) -> int:
    half = range(len(pieces) - 1, len(pieces) // 2, -1)
    return next((at for mark in "\n " for at in half if pieces[at] == mark), len(pieces))


def _of(text: Text) -> Iterator[str]:
    for span in text:
        yield from _pieces(span)


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _objects(text: Text, length: int) -> list[Json]:
    """Text objects of at most so many characters. Where something typed would change its looks as mrkdwn, it stands with
    what is around it as plain text: it is read as it was typed, and our own bold is given up."""
    if not any(isinstance(span, Untrusted) and _MARKS.search(span.untrusted) for span in text):
        return [_mrkdwn(part) for part in _packed(_of(text), length)]
    whole = _ENTITY.sub("&amp;", "".join(map(_plain, text)))
    return [{"type": "plain_text", "text": part, "emoji": False} for part in _packed(whole, length)]


def _section(text: Json) -> Json:
    return {"type": "section", "text": text}


def _sections(text: Text) -> list[Json]:
    return [_section(each) for each in _objects(text, SECTION)]


def _title(title: Text) -> list[Json]:
    words = plain(title)
    if not words:
        return []
    if len(words) > HEADER:
        return _sections(title)
    return [{"type": "header", "text": plain_text(words, HEADER)}]


def _facts(facts: tuple[Fact, ...]) -> list[Json]:
    """Short facts side by side, ten to a section; one of several lines, or too long for half the width, by itself."""
    blocks: list[Json] = []
    fields: list[Json] = []
    for fact in facts:
        label = Strong(cut(plain(fact.label).replace("*", ""), _LONGEST_PIECE))
        value = "".join(map(_plain, fact.value))
        text: Text = (label, "\n", *(fact.value if value.strip() else (_NOTHING,)))
        short = "\n" not in value and len(label.strong) + len(value) <= HALF_WIDTH
        if fields and (not short or len(fields) == FIELDS):
            blocks.append({"type": "section", "fields": fields})
            fields = []
        if short:
            fields += _objects(text, FIELD)
        else:
            blocks += _sections(text)
    return [*blocks, {"type": "section", "fields": fields}] if fields else blocks


def _note(note: Text) -> list[Json]:
    parts = _objects(note, FIELD)
    return [_context(parts[at : at + ELEMENTS_IN_CONTEXT]) for at in range(0, len(parts), ELEMENTS_IN_CONTEXT)]


def _context(parts: list[Json]) -> Json:
    return {"type": "context", "elements": parts}


def _actions(message: Message) -> list[Json]:
    rows = _rows(message)
    menu = _menu(message.menu)
    if menu is None:
        return rows
    if rows and len(rows[-1]["elements"]) < ELEMENTS_IN_ACTIONS:
        return [*rows[:-1], {**rows[-1], "elements": [*rows[-1]["elements"], menu]}]
    return [*rows, {"type": "actions", "elements": [menu]}]


def _menu(menu: Menu | None) -> Json | None:
    """Three dots while they hold few; else a list to choose from."""
    if menu is None or not menu.entries:
        return None
    options = [
        {"text": plain_text(plain((each.label,)), OPTION), "value": each.data} for each in menu.entries[:OPTIONS]
    ]
    if len(options) <= OPTIONS_IN_OVERFLOW:
        return {"type": "overflow", "action_id": MENU, "options": options}
    return {
        "type": "static_select",
        "action_id": MENU,
        "placeholder": plain_text(plain((menu.label,)), OPTION),
        "options": options,
    }


def _rows(message: Message) -> list[Json]:
    return [
        {
            "type": "actions",
            "elements": [
                _button(button, f"v:{row}:{column}")
                for column, button in enumerate(buttons[first : first + ELEMENTS_IN_ACTIONS], first)
            ],
        }
        for row, buttons in enumerate(message.buttons)
        for first in range(0, len(buttons), ELEMENTS_IN_ACTIONS)
    ]


def _button(button: Button, action_id: str) -> Json:
    label = plain_text(plain((button.label,)), LIMITS.button_label)
    does = {"value": button.data} if button.url is None else {"url": button.url}
    shown: Json = {"type": "button", "action_id": action_id, "text": label, **does}
    return shown if button.style is Style.PLAIN else {**shown, "style": button.style.value}


def _fallback(message: Message) -> str:
    facts = tuple(span for fact in message.facts for span in ("\n", *fact.label, ": ", *fact.value))
    texts = _packed(_of((*message.title, "\n", *message.body, *facts, "\n", *message.note)), FALLBACK - 1)
    if not texts:
        return _ELLIPSIS
    return texts[0].strip() + (_ELLIPSIS if len(texts) > 1 else "")
