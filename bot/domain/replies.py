"""Typed words as answers: "sí", "si", "1", an option's words, a number, a telephone, an e-mail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.contacts import email, telephone
from bot.domain.message import File
from bot.domain.moments import moment_of
from bot.domain.numerals import number
from bot.domain.process import NO, YES, Fills, Option, Process, Step, StepKind, Validation
from bot.domain.text import Phrase, Untrusted, clean, fold, phrase

LONGEST = 4000
"""Characters kept of one typed answer; a message of any platform fits."""

LONGEST_PLACE = 4
"""Digits of a place in a list."""

_WORDS: Mapping[str, frozenset[str]] = {
    YES: frozenset(
        {"si", "s", "sip", "claro", "claro que si", "por supuesto", "desde luego", "correcto", "afirmativo", "asi es"}
        | {"ok", "okay", "dale", "ya", "ya lo tengo", "yes", "y", "yep", "yeah", "sure", "of course", "right"}
    ),
    NO: frozenset({"no", "n", "nop", "nope", "negativo", "todavia no", "aun no", "not yet", "para nada", "no todavia"}),
}


@dataclass(frozen=True, slots=True)
class Misread:
    """The words are no answer to that question. `why` is what to tell; None when they look like free talk."""

    why: Phrase | str | None = None


def read(
    process: Process,
    step: Step,
    text: Untrusted,
    files: tuple[File, ...],
    at: datetime,
    language: str,
    zone: str | None = None,
) -> Answer | Misread:
    """The answer that a typed message gives to `step`, or why it gives none. `zone` is the one in which the person means
    hours, the desk's when they chose none."""
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
            return _typed(process, step, typed, language)
        case StepKind.MOMENT:
            given = moment_of(step, typed, at, zone or process.desk.zone, language)
            return given if isinstance(given, Answer) else Misread(given)


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
    place = place_named(said)
    if 1 <= place <= len(options):
        return options[place - 1].id
    heads = [
        option.id for option in options if said in {fold(each.partition(" (")[0]) for each in option.label.values()}
    ]
    return heads[0] if len(heads) == 1 else None  # "Administrativa" of "Administrativa (licencia, cursos)"


def place_named(said: str) -> int:
    """The place in a list that folded words name by its number; 0 for other words, and for a number longer than any list."""
    return int(said) if said.isdecimal() and len(said) <= LONGEST_PLACE else 0


def _typed(process: Process, step: Step, typed: str, language: str) -> Answer | Misread:
    rule = step.validation
    own = rule.message.get(language) if rule is not None else None
    match step.kind:
        case StepKind.PHONE:
            value = telephone(typed)
            default = phrase(
                "That does not look like a telephone. Ten digits, for example 33 3669 5550; an extension goes at the end: ext. 12."
            )
        case StepKind.EMAIL:
            value = email(typed)
            default = phrase("That does not look like an e-mail. For example: maria.perez@municipio.gob.mx")
        case StepKind.NUMBER:
            found = number(typed)
            value = None if found is None or not _within(found, rule) else str(found)
            default = phrase("I need a whole number here. For example: 25")
        case _:
            value, default = typed, _in_words(step)
            most = min(rule.max_length, LONGEST) if rule is not None and rule.max_length is not None else LONGEST
            if len(typed) > most:
                return Misread(_too_long(most, own))
    if rule is not None and rule.empty is not None and process.coach.hollow(typed):
        return Misread(rule.empty.get(language) or own or default)
    if value is None or not fits(process, step, value):
        return Misread(own or default)
    return Answer(text=Untrusted(_compact(value) if rule is not None and rule.compact else value))


def _in_words(step: Step) -> Phrase:
    if step.fills is Fills.NAME:
        return phrase("Please write your name. For example: María Pérez")
    return phrase("I need this one in words, please.")


def _too_long(most: int, own: str | None) -> Phrase:
    allowed = f"{most:,}"
    if own is None:
        return phrase("That is too long: %(most)s characters at most. Files can be sent apart.", most=allowed)
    return phrase("That is too long: %(most)s characters at most. %(accepted)s", most=allowed, accepted=own)


def fits(process: Process, step: Step, value: str) -> bool:
    """Whether words do as the answer to a question that is answered in writing; numbers are judged by `read` alone."""
    if step.kind is StepKind.TEXT and not any(each.isalnum() for each in value):
        return False
    rule = step.validation
    if rule is None:
        return True
    if rule.empty is not None and process.coach.hollow(value):
        return False
    value = _compact(value) if rule.compact else value
    if rule.min_length is not None and len(value) < rule.min_length:
        return False
    if rule.max_length is not None and len(value) > rule.max_length:
        return False
    return rule.pattern is None or re.fullmatch(rule.pattern, value) is not None


def _within(found: int, rule: Validation | None) -> bool:
    low, high = (rule.minimum, rule.maximum) if rule is not None else (None, None)
    return (low is None or found >= low) and (high is None or found <= high)


_APART = re.compile(r"[\s\-‐‑‒–—_]+")


def _compact(value: str) -> str:
    """Without spaces and hyphens, and with plain letters and digits instead of wide ones."""
    return _APART.sub("", unicodedata.normalize("NFKC", value))
