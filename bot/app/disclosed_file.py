"""All that is held about a person as one file: a page that can be read and printed, with the same once more inside for
machines. It needs nothing from anywhere, and runs nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot.app.catalogue import Catalogue
from bot.app.disclosed_words import LABELS, TITLES, VALUES
from bot.app.holdings import Holding, Node
from bot.app.words import Words
from bot.domain.process import Process, Texts
from bot.domain.text import Moment, Phrase, Untrusted, phrase, plural

FORMAT = "ventanilla-held/1"
"""What the JSON inside says it is."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_SIZES = ("size", "announced")
_BY_QUESTION = ("answers", "remembered")
_LONG = ("body",)
_CODED = ("kind", "module", "level", "priority")

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1c1c1c; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .4rem; border-bottom: 2px solid #2f5d8a; }
.row { border: 1px solid #cfd8e0; border-radius: .4rem; padding: .4rem .8rem; margin: .6rem 0; break-inside: avoid-page; }
dl { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: .15rem 1rem; margin: .2rem 0; }
dt { color: #4a5560; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
dd > dl { border-left: 2px solid #cfd8e0; padding-left: .6rem; } .none, .quiet { color: #4a5560; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } }
@media (max-width: 32rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } }
"""

NOTHING_HELD = phrase("Nothing is held of this")


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclosure:
    """What is told to whom: in their `language`, hours as in their `zone`, as of `at`; `desk` is its name by language."""

    holdings: tuple[Holding, ...]
    language: str
    zone: str
    at: datetime
    desk: Texts


def page(told: Disclosure, words: Words, catalogue: Catalogue) -> bytes:
    """The file."""
    return _Page(told, words, catalogue).whole().encode()


class _Page:
    """One file in the making."""

    def __init__(self, told: Disclosure, words: Words, catalogue: Catalogue) -> None:
        self._told = told
        self._words = words
        self._names = _Names(catalogue, told.language, told.at)

    def whole(self) -> str:
        told = self._told
        title = self._say(phrase("Everything we hold about you"))
        desk = told.desk.get(told.language) or next(iter(told.desk.values()), "")
        sections = "\n".join(self._section(each) for each in told.holdings if each.rows or each.named)
        return (
            f'<!doctype html>\n<html lang="{escape(told.language)}">\n<head>\n<meta charset="utf-8">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
            f"<h1>{escape(title)}</h1>\n<p>{escape(desk)} · {escape(self._moment(told.at))}</p>\n"
            f"{self._paragraphs(*_INTRODUCTION)}</header>\n{sections}\n{self._nothing()}\n"
            f"<footer>\n<h2>{escape(self._say(_NOT_IN_IT))}</h2>\n"
            f"{self._paragraphs(*_LEFT_OUT)}</footer>\n"
            f'<script type="application/json" id="held">{self._json()}</script>\n</body>\n</html>\n'
        )

    def _section(self, holding: Holding) -> str:
        title = self._say(TITLES.get(holding.table, holding.table))
        rows = [f'<div class="row">{self._fields(row)}</div>' for row in holding.rows]
        if holding.named:
            more = plural(
                "%(count)s entry is held that is not shown here.",
                "%(count)s entries are held that are not shown here.",
                holding.named,
            )
            rows.append(f'<p class="quiet">{escape(self._say(more))}</p>')
        body = "\n".join(rows)
        return f'<section id="{escape(holding.table)}">\n<h2>{escape(title)}</h2>\n{body}\n</section>'

    def _nothing(self) -> str:
        """Everything of which nothing is held, in one list."""
        empty = [each for each in self._told.holdings if not each.rows and not each.named]
        named = (self._say(TITLES.get(each.table, each.table)) for each in empty)
        entries = "\n".join(f"<li>{escape(each)}</li>" for each in named)
        heading = escape(self._say(NOTHING_HELD))
        return (
            f'<section id="nothing">\n<h2>{heading}</h2>\n<ul class="none">\n{entries}\n</ul>\n</section>'
            if empty
            else ""
        )

    def _fields(self, fields: Mapping[str, Node]) -> str:
        return f"<dl>{''.join(self._field(name, value) for name, value in fields.items())}</dl>"

    def _field(self, name: str, value: Node) -> str:
        label = LABELS.get(name)
        shown = self._answers(value) if name in _BY_QUESTION and isinstance(value, dict) else self._value(name, value)
        called = escape(self._say(label) if label is not None else name)
        if name in _LONG:
            return f"<dt>{called}</dt><dd><details><summary>…</summary>{shown}</details></dd>"
        return f"<dt>{called}</dt><dd>{shown}</dd>"

    def _answers(self, answers: Mapping[str, Node]) -> str:
        """Answers under the questions they were given to."""
        parts = [
            f"<dt>{escape(self._names.question(step))}</dt><dd>{self._answer(step, each)}</dd>"
            for step, each in answers.items()
        ]
        return f"<dl>{''.join(parts)}</dl>"

    def _answer(self, step: str, answer: Node) -> str:
        if not isinstance(answer, dict):
            return self._value("answer", answer)
        options = answer.get("options")
        chosen = [self._names.option(step, str(each)) for each in options] if isinstance(options, list) else []
        text = answer.get("text")
        said = [*chosen, *([text] if isinstance(text, str) else [])]
        rest = {name: each for name, each in answer.items() if name not in ("options", "text", "result")}
        return escape(", ".join(said)) + (self._fields(rest) if rest else "")

    def _value(self, name: str, value: Node) -> str:
        match value:
            case bool():
                return escape(self._say(phrase("Yes") if value else phrase("No")))
            case dict():
                return self._fields(value)
            case list() if any(isinstance(each, dict) for each in value):
                return "".join(f'<div class="row">{self._value(name, each)}</div>' for each in value)
            case list():
                return ", ".join(self._value(name, each) for each in value)
            case int() | float() if name in _SIZES:
                return escape(f"{max(1, round(value / 1024))} KB")
            case str() if _INSTANT.fullmatch(value):
                return escape(self._moment(datetime.fromisoformat(value)))
            case str() if name in _CODED:
                return escape(self._say(VALUES.get(name, {}).get(value, self._names.code(name, value))))
            case str():
                return escape(self._say(VALUES.get(name, {}).get(value, Untrusted(value))))
            case _:
                return escape(str(value))

    def _paragraphs(self, *said: Phrase) -> str:
        return "".join(f"<p>{escape(self._say(each))}</p>\n" for each in said)

    def _moment(self, at: datetime) -> str:
        spans = self._words.span(Moment(at, self._told.zone), self._told.language)
        return "".join(span.words for span in spans if isinstance(span, Moment))

    def _say(self, said: Phrase | Untrusted | str) -> str:
        spans = self._words.span(said, self._told.language)
        return "".join(span.untrusted if isinstance(span, Untrusted) else str(span) for span in spans)

    def _json(self) -> str:
        held = {each.table: {"rows": list(each.rows), "not_shown": each.named} for each in self._told.holdings}
        at = self._told.at.isoformat().replace("+00:00", "Z")
        text = json.dumps({"format": FORMAT, "at": at, "held": held}, ensure_ascii=False, indent=1)
        return "".join(f"\\u{ord(each):04x}" if each in "<>&\u2028\u2029" else each for each in text)


class _Names:
    """What the desk's own codes are called, in every version of its processes."""

    def __init__(self, catalogue: Catalogue, language: str, at: datetime) -> None:
        self._language = language
        self._processes = catalogue.all()
        self._at = at

    def question(self, step: str) -> str:
        """The question's label; its id when no version has it any more."""
        found = (each for process in self._processes if (each := process.step(step)) is not None)
        return next((self._words(process_step.label) for process_step in found), step)

    def option(self, step: str, option: str) -> str:
        """What was chosen, as it was written on the button."""
        return next((label for each, label in self._options(step) if each == option), option)

    def code(self, name: str, value: str) -> Untrusted:
        """A kind, module, level or priority."""
        found = (label for process in self._processes for each, label in _codes(process, name) if each == value)
        label = next(found, None)
        return Untrusted(self._words(label) if label is not None else value)

    def _options(self, step: str) -> Iterator[tuple[str, str]]:
        for process in self._processes:
            asked = process.step(step)
            for option in process.options_of(asked, self._at) if asked is not None else ():
                yield option.id, self._words(option.label)

    def _words(self, texts: Texts) -> str:
        return texts.get(self._language) or next(iter(texts.values()), "")


def _codes(process: Process, name: str) -> Iterator[tuple[str, Texts]]:
    match name:
        case "kind":
            yield from ((each.id, each.label) for each in process.kinds)
        case "module":
            yield from ((each.id, each.label) for each in process.modules)
        case "level":
            yield from ((each.id, each.name) for each in process.levels)
        case "priority":
            yield from ((each.id, each.label) for each in process.priorities)


_INTRODUCTION = (
    phrase("This is all that the support service holds about you: in all your linked chats, and in your tickets."),
    phrase("Keep the file where others do not find it: it has your details and what you wrote."),
)
_NOT_IN_IT = phrase("What is not in this file")
_LEFT_OUT = (
    phrase("Other people's data: their names and accounts, and what other requesters wrote."),
    phrase("Sealed secrets are named and never opened. They are erased by themselves, after fifteen minutes."),
    phrase("Internal keys, counters and indexes, which say nothing more about you."),
    phrase("Of the desk's registers, what belongs to an e-mail address that the desk has not confirmed to be yours."),
)
