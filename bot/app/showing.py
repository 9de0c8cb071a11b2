"""Sealed secrets are opened when they are shown: after the commit, in memory, for one person's eyes."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.app.sealing import CannotOpen, Sealer, opened
from bot.app.words import Words
from bot.domain.effects import AskForm, Immediate, Toast, Whisper
from bot.domain.message import Fact, Message
from bot.domain.sealed import Sealed
from bot.domain.text import Code, Span, Text, Untrusted, phrase

_GONE = phrase("(this can no longer be opened: ask for it again)")


class Showing:
    """Opens what an immediate answer holds sealed. Only its body and facts, or a form's intro, may hold any."""

    def __init__(self, sealer: Sealer, words: Words) -> None:
        self._sealer = sealer
        self._words = words

    def opened(self, effect: Immediate) -> Immediate:
        """The answer as the person is to read it; what cannot be opened says so."""
        match effect:
            case Toast():
                return effect
            case Whisper(message=message, language=language):
                facts = tuple(Fact(label=fact.label, value=self._value(fact, language)) for fact in message.facts)
                return replace(effect, message=replace(message, body=self._text(message.body, language), facts=facts))
            case AskForm(form=form, language=language):
                return replace(effect, form=replace(form, intro=self._text(form.intro, language)))
            case _:
                assert_never(effect)

    def _value(self, fact: Fact, language: str) -> Text:
        """A secret that stands alone is to be typed somewhere else: letter by letter, so that l and 1 are told apart."""
        match self._text(fact.value, language):
            case (Untrusted(typed),) if typed.isprintable() and "`" not in typed:
                return (Code(typed),)
            case text:
                return text

    def _text(self, text: Text, language: str) -> Text:
        if not any(isinstance(span, Sealed) for span in text):
            return text
        return tuple(part for span in text for part in self._span(span, language))

    def _span(self, span: Span, language: str) -> Text:
        if not isinstance(span, Sealed):
            return (span,)
        try:
            return (opened(self._sealer, span),)
        except CannotOpen:
            return self._words.span(_GONE, language)


def unsealed_only(message: Message) -> Message:
    """The message, which is to be sent: TypeError when it holds a secret, since those are shown and never sent."""
    spans = (*message.title, *message.body, *message.note, *(span for fact in message.facts for span in fact.value))
    if any(isinstance(span, Sealed) for span in spans):
        raise TypeError("a sealed secret is shown to one person, and never sent")
    return message
