"""The Spanish that people read: short lines, short sentences, one question at a time, plain words.

The readers are accountants who may not be at ease with computers, on a telephone's screen, in the middle of a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.app.catalogue import SHIPPED, load_process
from bot.app.shelving import read_any
from bot.app.words import LOCALES
from bot.domain.finding import Severity
from bot.domain.process import Process
from bot.domain.wording import texts_in

ROOT = Path(__file__).parent.parent.parent
FILES = (*sorted(SHIPPED.glob("*.yaml")), *sorted((ROOT / "docs" / "examples").glob("*.yaml")))
PROCESSES = {path.stem: load_process(path) for path in FILES if ".knowledge" not in path.name}

MOST_WORDS = 25
"""Of a sentence: the limit that the plain-language guides for public offices give."""

EASY = 70.0
"""Fernández Huerta's measure of a whole file: from 70 on it is "fairly easy" (secondary school, first years)."""


def spanish(process: Process) -> Iterator[tuple[str, str]]:
    for path, texts in texts_in(process):
        if "es" in texts:
            yield ".".join(map(str, path)), texts["es"]


def catalogue() -> list[tuple[str, str]]:
    with (LOCALES / "es.po").open("rb") as file:
        messages = [each for each in read_po(file, locale="es") if each.id]
    forms = [(str(each.id), each.string) for each in messages]
    return [(key, text) for key, both in forms for text in ((both,) if isinstance(both, str) else both or ())]


def items() -> Iterator[tuple[str, str]]:
    """What the knowledge beside the processes says in Spanish."""
    for file in sorted(SHIPPED.glob("*.knowledge.yaml")):
        found, problems = read_any(file, PROCESSES[file.name.partition(".")[0]])
        assert not [each for each in problems if each.severity is Severity.ERROR]
        for item in found:
            if item.language == "es":
                yield f"{file.name}: {item.id}.title", item.title
                yield f"{file.name}: {item.id}.text", item.text


EVERY = [
    *items(),
    *((f"{name}: {path}", text) for name, process in PROCESSES.items() for path, text in spanish(process)),
    *((f"es.po: {key[:60]}", text) for key, text in catalogue()),
]


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?…:;])\s+|\n", text) if re.search(r"\w", each)]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"%\(\w+\)s|\{\w+\}", "x", text))


def syllables(word: str) -> int:
    """Groups of vowels; two strong ones, or an accented weak one beside another, are two syllables."""
    groups = re.findall(r"[aeiouáéíóúü]+", word.lower())
    hiatus = re.compile(r"[aeoáéó](?=[aeoáéó])|[íú](?=[aeoáéó])|[aeoáéó](?=[íú])")
    return max(1, len(groups) + sum(len(hiatus.findall(group)) for group in groups))


@pytest.mark.parametrize(("where", "text"), EVERY, ids=[where for where, _ in EVERY])
def test_a_text_is_short_and_asks_one_thing(where: str, text: str) -> None:
    assert len(text.strip().splitlines()) <= 3, where
    assert text.count("?") <= 1, "one question at a time"
    assert text.count("¿") == text.count("?"), "Spanish opens a question"
    assert text.count("¡") == text.count("!"), "Spanish opens an exclamation"
    longest = max((len(words(each)) for each in sentences(text)), default=0)
    assert longest <= MOST_WORDS, f"a sentence of {longest} words"


@pytest.mark.parametrize("name", PROCESSES)
def test_a_whole_file_reads_fairly_easily(name: str) -> None:
    text = "\n".join(text for _, text in spanish(PROCESSES[name]))
    counted = words(text)
    per_hundred = 100 * sum(map(syllables, counted)) / len(counted)
    length = len(counted) / len(sentences(text))
    assert 206.84 - 0.60 * per_hundred - 1.02 * length >= EASY


def test_the_measures_count_as_people_do() -> None:
    assert [syllables(each) for each in ("póliza", "día", "cuidado", "sistema", "país", "aeropuerto")] == [
        3,
        2,
        3,
        3,
        2,
        5,
    ]
    assert sentences("Uno, dos. ¿Tres? Cuatro:\ncinco") == ["Uno, dos.", "¿Tres?", "Cuatro:", "cinco"]
