"""Typed words as answers: "sí", "si", "1", an option's words, a number, a telephone, an e-mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.message import File
from bot.domain.process import NO, YES, Option, Process, Step, StepKind, Validation
from bot.domain.text import Phrase, Untrusted, clean, fold, phrase

LONGEST = 4000
"""Characters kept of one typed answer; a message of any platform fits."""

_WORDS: Mapping[str, frozenset[str]] = {
    YES: frozenset(
        {"si", "s", "sip", "claro", "claro que si", "por supuesto", "desde luego", "correcto", "afirmativo", "asi es"}
        | {"ok", "okay", "dale", "ya", "ya lo tengo", "yes", "y", "yep", "yeah", "sure", "of course", "right"}
    ),
    NO: frozenset({"no", "n", "nop", "nope", "negativo", "todavia no", "aun no", "not yet", "para nada", "no todavia"}),
}
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"]+@[^@\s,;<>()\[\]\"]+\.[^@\s,;<>()\[\]\".]{2,}")
_PHONE_MARKS = re.compile(r"[\s().+\-/]")
_EXTENSION = re.compile(
    r"(.*?)(?:,|;|#|\bx|\bext(?:ensi[oó]n)?\.?|\bint(?:erno)?\.?)\s*:?\s*(\d{1,6})\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Misread:
    """The words are no answer to that question. `why` is what to tell; None when they look like free talk."""

    why: Phrase | str | None = None


def read(
    process: Process, step: Step, text: Untrusted, files: tuple[File, ...], at: datetime, language: str
) -> Answer | Misread:
    """The answer that a typed message gives to `step`, or why it gives none."""
    typed = clean(text.untrusted)
    match step.kind:
        case StepKind.CHOICE | StepKind.CONFIRMATION | StepKind.MULTI_CHOICE:
            return _options(process.options_of(step, at), typed, several=step.kind is StepKind.MULTI_CHOICE)
        case StepKind.KNOWLEDGE:  # its words are understood in `consulting`
            return Misread()
        case StepKind.FILES:
            return Answer(files=files) if files else Misread()
        case StepKind.TEXT | StepKind.NUMBER | StepKind.PHONE | StepKind.EMAIL | StepKind.CONTACT:
            if not typed:
                return Misread(phrase("I need this one in writing, please."))
            return _typed(step, typed, language)


def _options(options: tuple[Option, ...], typed: str, *, several: bool) -> Answer | Misread:
    whole = option_named(options, typed)
    if whole is not None:
        return Answer(options=(whole,))
    if several:
        parts = [option_named(options, part) for part in re.split(r"[,;\n]|\sy\s|\sand\s", typed)]
        if parts and None not in parts:
            return Answer(options=tuple(dict.fromkeys(part for part in parts if part)))
    return Misread()


def option_named(options: tuple[Option, ...], typed: str) -> str | None:
    """The option that the words name: its place (1, 2…), its label or words in any language, or a common yes or no."""
    said = fold(typed)
    if not said:
        return None
    for option in options:
        names = {fold(label) for label in option.label.values()} | {option.id}
        names |= {fold(word) for words in option.words.values() for word in words}
        if said in names or said in _WORDS.get(option.id, ()):
            return option.id
    if said.isdecimal() and 1 <= int(said) <= len(options):
        return options[int(said) - 1].id
    return None


def _typed(step: Step, typed: str, language: str) -> Answer | Misread:
    match step.kind:
        case StepKind.PHONE:
            value = _telephone(typed)
            default = phrase(
                "That does not look like a telephone. Ten digits, for example 33 3669 5550; an extension goes at the end: ext. 12."
            )
        case StepKind.EMAIL:
            value = typed if _EMAIL.fullmatch(typed) and len(typed) <= 254 else None
            default = phrase("That does not look like an e-mail. For example: maria.perez@municipio.gob.mx")
        case StepKind.NUMBER:
            value = _number(typed, step.validation)
            default = phrase("I need a number here, in digits. For example: 25")
        case _:
            value = typed if len(typed) <= LONGEST else None
            default = phrase(
                "That is longer than I can keep in one answer (4,000 characters). Please shorten it; files can be sent apart."
            )
    if value is None or not _valid(value, step.validation):
        own = step.validation.message.get(language) if step.validation and len(typed) <= LONGEST else None
        return Misread(own or default)
    return Answer(text=Untrusted(value))


def _telephone(typed: str) -> str | None:
    found = _EXTENSION.fullmatch(typed)
    main, extension = (found.group(1), found.group(2)) if found else (typed, None)
    digits = _PHONE_MARKS.sub("", main)
    if not digits.isdecimal() or not digits.isascii() or not 8 <= len(digits) <= 15:  # ITU-T E.164: 15 at most
        return None
    return f"{main.strip()} ext. {extension}" if extension else main.strip()


def _number(typed: str, validation: Validation | None) -> str | None:
    digits = typed.replace(",", "").replace(" ", "")
    if not re.fullmatch(r"-?[0-9]{1,15}", digits):
        return None
    number = int(digits)
    low = validation.minimum if validation else None
    high = validation.maximum if validation else None
    return str(number) if (low is None or number >= low) and (high is None or number <= high) else None


def _valid(value: str, validation: Validation | None) -> bool:
    if validation is None:
        return True
    if validation.min_length is not None and len(value) < validation.min_length:
        return False
    if validation.max_length is not None and len(value) > validation.max_length:
        return False
    return validation.pattern is None or re.fullmatch(validation.pattern, value) is not None
