"""The catalogues: every sentence that the product says of itself, in the reader's language.

The key of a sentence is its English; `bot/locales/<language>.po` holds the others. Texts of a process are not here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.domain.effects import Whisper
from bot.domain.message import Button, Entry, Fact, Form, Menu, Message
from bot.domain.text import Moment, Phrase, Span, Text, Untrusted

LOCALES = Path(__file__).parent.parent / "locales"
MOMENT = {"es": "d 'de' MMMM 'de' y, H:mm", "en": "d MMMM y, H:mm"}
"""How an instant is written, by language; a day with its month in words cannot be misread."""
_PLACE = re.compile(r"%\((\w+)\)s")


class Words:
    """Sentences by language. A language or a sentence that is not there falls back to English."""

    def __init__(self, translations: Mapping[str, Translations]) -> None:
        self._translations = translations
        self._source = NullTranslations()

    @classmethod
    def load(cls, folder: Path = LOCALES) -> Words:
        """Reads every `<language>.po` of the folder; raises OSError when there is none to read."""
        return cls({path.stem: _translations(path) for path in sorted(folder.glob("*.po"))})

    def text(self, text: Text, language: str) -> Text:
        """The text with every phrase resolved, and nothing formatted: values stay spans of their own."""
        spans: list[Span] = []
        for span in text:
            match span:
                case Phrase():
                    spans.extend(self._resolved(span, language))
                case Moment():
                    spans.append(_in_words(span, language))
                case _:
                    spans.append(span)
        return tuple(spans)

    def span(self, span: Span, language: str) -> Text:
        """One span, resolved."""
        return self.text((span,), language)

    def message(self, message: Message, language: str) -> Message:
        """The message in a language."""
        return replace(
            message,
            title=self.text(message.title, language),
            body=self.text(message.body, language),
            note=self.text(message.note, language),
            facts=tuple(
                Fact(label=self.text(fact.label, language), value=self.text(fact.value, language))
                for fact in message.facts
            ),
            buttons=tuple(tuple(self._button(button, language) for button in row) for row in message.buttons),
            menu=self._menu(message.menu, language),
        )

    def whisper(self, whisper: Whisper) -> Whisper:
        """What only one person sees, in their language."""
        otherwise = None if whisper.otherwise is None else self.message(whisper.otherwise, whisper.language)
        return replace(whisper, message=self.message(whisper.message, whisper.language), otherwise=otherwise)

    def form(self, form: Form, language: str) -> Form:
        """The form in a language."""
        return replace(
            form,
            title=self.text(form.title, language),
            submit=self.text(form.submit, language),
            intro=self.text(form.intro, language),
            close=self.text(form.close, language),
            quote=self.text(form.quote, form.quote_language or language),
            entries=tuple(self._entry(entry, language) for entry in form.entries),
        )

    def _menu(self, menu: Menu | None, language: str) -> Menu | None:
        if menu is None:
            return None
        entries = tuple(self._button(entry, language) for entry in menu.entries)
        return Menu(label=self._label(menu.label, language), entries=entries)

    def _button(self, button: Button, language: str) -> Button:
        return replace(button, label=self._label(button.label, language))

    def _label(self, label: Span, language: str) -> Span:
        resolved = self.span(label, language)
        if len(resolved) == 1:
            return resolved[0]
        text = "".join(_bare(each) for each in resolved)
        return Untrusted(text) if any(isinstance(each, Untrusted) for each in resolved) else text

    def _entry(self, entry: Entry, language: str) -> Entry:
        choices = tuple(replace(choice, label=self._label(choice.label, language)) for choice in entry.choices)
        return replace(
            entry,
            label=self.text(entry.label, language),
            hint=self.text(entry.hint, language),
            error=self.text(entry.error, language),
            choices=choices,
        )

    def _resolved(self, sentence: Phrase, language: str) -> Text:
        translations = self._translations.get(language, self._source)
        if sentence.many is None:
            template = translations.gettext(sentence.phrase)
        else:
            template = translations.ngettext(sentence.phrase, sentence.many, sentence.count)
        values = dict(sentence.values)
        spans: list[Span] = []
        for index, part in enumerate(_PLACE.split(template)):
            if index % 2 == 0:
                spans.extend((part,) if part else ())
            elif part in values:
                spans.extend(self.span(values[part], language))
        return tuple(spans)


def _bare(span: Span) -> str:
    return span if isinstance(span, str) else span.untrusted if isinstance(span, Untrusted) else ""


def _in_words(span: Moment, language: str) -> Moment:
    pattern = MOMENT.get(language, MOMENT["en"])
    words = format_datetime(span.moment, pattern, tzinfo=ZoneInfo(span.zone), locale=language)
    return replace(span, words=words)


def _translations(path: Path) -> Translations:
    """The catalogue as gettext reads it; what is not sure (fuzzy) is left out."""
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=path.stem))
    compiled.seek(0)
    return Translations(compiled)
