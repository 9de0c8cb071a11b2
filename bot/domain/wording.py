"""The words of a process: every language complete, places that can be filled, short questions and buttons."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence

from bot.domain.buttons import Press, Verb, encode
from bot.domain.canned import LONGEST_TEXT, PLACES, unknown_places
from bot.domain.finding import Finding, Path, error, listed, suggestion, warning
from bot.domain.process import Kind, Module, Notice, Option, Process, Step, StepKind, Texts
from bot.domain.reachability import option_ids
from bot.domain.text import fold

LONGEST_QUESTION = 300
"""Characters: three lines on a small telephone."""
MOST_LINES = 3
LONGEST_LABEL = 75
"""Characters of a button's text in Slack; Telegram sets no limit."""
COMFORTABLE_LABEL = 40
"""Characters of a button that a telephone shows whole."""
MOST_OPTIONS = 25
LONGEST_DATA = 64
"""Bytes of a button's data in Telegram."""
LARGEST_RUN = 999_999

_PLACE = re.compile(r"\{([^{}]*)\}")
_WITH_NUMBER = ("number", "desk", "telephone")
_WITH_SPECIALIST = (*_WITH_NUMBER, "specialist")
_PLACES: Mapping[Notice, tuple[str, ...]] = {
    Notice.WELCOME: ("desk", "telephone"),
    Notice.PERSON: ("desk", "telephone"),
    Notice.OPENED: _WITH_NUMBER,
    Notice.ASSIGNED: _WITH_SPECIALIST,
    Notice.QUEUED: _WITH_NUMBER,
    Notice.TAKEN: _WITH_SPECIALIST,
    Notice.RESOLVED: _WITH_SPECIALIST,
    Notice.CLOSED: _WITH_NUMBER,
    Notice.REOPENED: _WITH_NUMBER,
    Notice.CANCELLED: _WITH_NUMBER,
}


def wording(process: Process) -> Iterator[Finding]:
    """What is wrong with the words."""
    for path, texts in texts_in(process):
        yield from _languages(path, texts, process.languages)
        if path[0] not in ("notices", "renewals", "canned") and path[-1] != "begins":
            yield from _no_places(path, texts)
    yield from _notices(process)
    yield from _canned(process)
    yield from _list(process.kinds, ("kinds",))
    yield from _list(process.modules, ("modules",))
    if process.versions is not None:
        yield from _label(("versions", "older"), process.versions.older)
    if process.privacy is not None:
        yield from _question(("privacy", "text"), process.privacy.text, place="`link`")
    for index, each in enumerate(process.asks):
        yield from _question(("asks", index, "question"), each.question or {})
    for index, asked in enumerate(process.remote.questions if process.remote is not None else ()):
        yield from _question(("remote", "questions", index, "ask"), asked.ask)
        yield from _question(("remote", "questions", index, "if_no"), asked.if_no)
    yield from _remote_access(process)
    for index, step in enumerate(process.steps):
        yield from _question(("steps", index, "ask"), step.ask)
        if step.propose is not None:
            yield from _question(("steps", index, "propose", "ask"), step.propose.ask)
        yield from _buttons(process, step, ("steps", index))


def _remote_access(process: Process) -> Iterator[Finding]:
    """What is said of remote help stands in short messages."""
    said = process.remote_access
    yield from _question(("remote_access", "where"), said.where or {}, place="a knowledge item")
    yield from _question(("remote_access", "afterwards"), said.afterwards or {}, place="a canned reply")
    if not said.program.strip():
        yield error(("remote_access", "program"), "the program has no name; people are asked what it shows them")


def texts_in(value: object, path: Path = ()) -> Iterator[tuple[Path, Texts]]:
    """Every text with its path: a mapping is one, except an option's words, the list of notices, and the coach's phrases."""
    if dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            if each.name not in ("words", "coach", "findings"):
                yield from texts_in(getattr(value, each.name), (*path, each.name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts_in(item, (*path, index))
    elif isinstance(value, Mapping) and path == ("notices",):
        for name, texts in value.items():
            yield ("notices", str(name)), texts
    elif isinstance(value, Mapping):
        yield path, value


def _languages(path: Path, texts: Texts, languages: tuple[str, ...]) -> Iterator[Finding]:
    for language in languages:
        if language not in texts:
            yield error(path, f'the text in "{language}" is missing; needed: {listed(languages)}')
        elif not texts[language].strip():
            yield error((*path, language), "this text is empty; write what the person shall read")
    for language in texts:
        if language not in languages:
            message = f'"{language}" is not a language of this file; it speaks {listed(languages)}'
            yield error((*path, language), message)


def _no_places(path: Path, texts: Texts) -> Iterator[Finding]:
    for language, text in texts.items():
        if found := _PLACE.search(text):
            message = f"{found[0]} would be shown as it is: only notices are filled in"
            yield warning((*path, language), message)


def _notices(process: Process) -> Iterator[Finding]:
    for notice in Notice:
        if notice not in process.notices:
            yield error(("notices",), f'the notice "{notice}" is missing: people are told it')
    for notice, texts in process.notices.items():
        used = {language: set(_PLACE.findall(text)) for language, text in texts.items()}
        for language, text in texts.items():
            yield from _places(process, notice, language, text)
        if len({frozenset(places) for places in used.values()}) > 1:
            each = "; ".join(f"{language}: {listed(sorted(places))}" for language, places in used.items())
            message = f"the languages do not use the same places: {each}"
            yield error(("notices", str(notice)), message)


def _canned(process: Process) -> Iterator[Finding]:
    """A canned reply is chosen by its title, and names only what can be filled in."""
    for index, each in enumerate(process.canned):
        path: Path = ("canned", index)
        yield from _label((*path, "title"), each.title)
        yield from _no_places((*path, "title"), each.title)
        for language, text in each.text.items():
            for name in unknown_places(text):
                known = f"a canned reply can name {listed(PLACES)}"
                yield error(
                    (*path, "text", language), f"{{{name}}} is not filled in; {known}{suggestion(name, PLACES)}"
                )
            if len(text) > LONGEST_TEXT:
                message = f"the reply has {len(text)} characters; {LONGEST_TEXT} leave room for what is added to it"
                yield error((*path, "text", language), message)


def _places(process: Process, notice: Notice, language: str, text: str) -> Iterator[Finding]:
    yield from filled_places(process, ("notices", str(notice), language), text, _PLACES[notice])


def filled_places(process: Process, path: Path, text: str, allowed: Sequence[str]) -> Iterator[Finding]:
    """What is wrong with the places of a text that is filled in."""
    for place in _PLACE.findall(text):
        if place not in allowed:
            known = listed(f"{{{name}}}" for name in allowed)
            yield error(path, f"{{{place}}} has no value here; allowed: {known}{suggestion(place, allowed)}")
        elif place == "telephone" and not process.desk.telephone:
            yield error(path, "{telephone} has no value: the desk of this file has no telephone")
    if {"{", "}"} & set(_PLACE.sub("", text)):
        yield error(path, "a { or a } without its other half; a place looks like {number}")


def _question(path: Path, ask: Texts, *, place: str = "`help`") -> Iterator[Finding]:
    for language, text in ask.items():
        if len(text) > LONGEST_QUESTION:
            message = f"the question has {len(text)} characters; three lines hold {LONGEST_QUESTION}"
            yield error((*path, language), f"{message}: put the rest into {place}")
        lines = len(text.strip().splitlines())
        if lines > MOST_LINES:
            message = f"the question has {lines} lines; {MOST_LINES} at most are read"
            yield warning((*path, language), message)


def _buttons(process: Process, step: Step, path: Path) -> Iterator[Finding]:
    ids = option_ids(process, step)
    if len(ids) > MOST_OPTIONS:
        yield error(path, f"{len(ids)} options; a question shows at most {MOST_OPTIONS} buttons")
    for option in ids:
        size = len(encode(Press(Verb.PICK, LARGEST_RUN, step.id, option)).encode())
        if size > LONGEST_DATA:
            message = f'the ids "{step.id}" and "{option}" are too long together for a button of Telegram'
            yield error(path, f"{message}; shorten them by {size - LONGEST_DATA} characters")
    yield from _list(step.options, (*path, "options"))
    unspoken = [language for language in process.languages if language not in {"es", "en"}]
    if step.kind is StepKind.CONFIRMATION and not step.options and unspoken:
        message = f'the ready-made answers yes and no do not exist in "{unspoken[0]}"; write the options here'
        yield error(path, message)


def _list(items: Sequence[Option | Kind | Module], path: Path) -> Iterator[Finding]:
    """The buttons of one list. Typed words choose them too, so that two of them cannot share a name."""
    owners: dict[str, str] = {}
    for index, item in enumerate(items):
        yield from _label((*path, index, "label"), item.label)
        words = item.words
        typed = {word for each in words.values() for word in each}
        for name in sorted({item.id, *item.label.values(), *typed}):
            owner = owners.setdefault(fold(name), item.id)
            if owner != item.id:
                message = f'"{name}" already means the option "{owner}"; every option needs words of its own'
                yield error((*path, index), message)


def _label(path: Path, label: Texts) -> Iterator[Finding]:
    for language, text in label.items():
        if len(text) > LONGEST_LABEL:
            message = f"the button has {len(text)} characters; Slack allows {LONGEST_LABEL}"
            yield error((*path, language), f"{message}, a telephone shows {COMFORTABLE_LABEL}")
        elif len(text) > COMFORTABLE_LABEL:
            message = f"the button has {len(text)} characters; a telephone shows about {COMFORTABLE_LABEL}"
            yield warning((*path, language), message)
