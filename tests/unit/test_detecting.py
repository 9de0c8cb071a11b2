"""What looks like a secret is found in what people of the trade write, and what is none is left alone."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.detecting import Finding, findings, masked
from bot.domain.sealed import MASK, Looks

CORPUS = Path(__file__).parent.parent / "corpus"
WORDS = st.sampled_from((CORPUS / "building_blocks.txt").read_text(encoding="utf8").split())


def phrases(name: str) -> list[tuple[str, list[tuple[int, int]]]]:
    """The phrases of a file, with where their secrets stand."""
    found = []
    for line in (CORPUS / name).read_text(encoding="utf8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, spans, begun = "", [], 0
        for piece in re.split("([⟦⟧])", line.replace("\\n", "\n").replace("¦", "")):
            if piece == "⟦":
                begun = len(text)
            elif piece == "⟧":
                spans.append((begun, len(text)))
            else:
                text += piece
        found.append((text, spans))
    return found


def is_caught(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether not a character of a secret is left, blanks aside."""
    covered = {place for each in findings(text) for place in range(each.start, each.end)}
    return all(place in covered or text[place].isspace() for start, end in spans for place in range(start, end))


@pytest.mark.parametrize(("name", "at_least"), [("with_a_secret", 200), ("with_a_secret_held_out", 40)])
def test_nineteen_secrets_in_twenty_are_found(name: str, at_least: int) -> None:
    corpus = phrases(f"{name}.txt")
    missed = [text for text, spans in corpus if not is_caught(text, spans)]
    print(f"{name}: {len(corpus)} phrases, recall {100 - 100 * len(missed) / len(corpus):.1f} %", *missed, sep="\n  ")
    assert len(corpus) >= at_least
    assert all(spans for _, spans in corpus)
    assert len(missed) <= 0.05 * len(corpus)


@pytest.mark.parametrize(("name", "at_least"), [("without_a_secret", 500), ("without_a_secret_held_out", 100)])
def test_two_harmless_phrases_in_a_hundred_are_masked_at_most(name: str, at_least: int) -> None:
    corpus = phrases(f"{name}.txt")
    wrong = [masked(text, findings(text)) for text, _ in corpus if findings(text)]
    print(f"{name}: {len(corpus)} phrases, false masks {100 * len(wrong) / len(corpus):.1f} %", *wrong, sep="\n  ")
    assert len(corpus) >= at_least
    assert len(wrong) <= 0.02 * len(corpus)


def test_what_is_no_secret_can_be_read_as_before() -> None:
    text = "No cuadra la balanza.\nMi contraseña es Conta2024, la póliza es la 245"
    assert masked(text, findings(text)) == f"No cuadra la balanza.\nMi contraseña es {MASK}, la póliza es la 245"


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("contraseña: Conta2024", Looks.PASSWORD),
        ("ID 123 456 789", Looks.CREDENTIALS),
        ("Bearer abcdef1234567890ghijkl", Looks.TOKEN),
        ("tarjeta 4111 1111 1111 1111", Looks.CARD),
    ],
)
def test_it_is_known_what_a_secret_looks_like(text: str, looks: Looks) -> None:
    assert {each.looks for each in findings(text)} == {looks}


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200), st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS, max_size=12).map("".join)
    )
)
def test_masking_takes_any_text_and_once_is_enough(text: str) -> None:
    found = findings(text)
    once = masked(text, found)
    assert findings(once) == ()
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert once == text if not found else MASK in once


def test_findings_that_overlap_are_masked_as_one() -> None:
    found = [Finding(looks=Looks.TOKEN, start=1, end=3), Finding(looks=Looks.CARD, start=2, end=5)]
    assert "".join(masked("abcdefg", found).split(MASK)) == "afg"


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "eyJ", "contraseña ", "contraseña: ", "clave es ", "4111 ", "-----BEGIN PRIVATE KEY-----", "://a:",
     "a:/=", "123 456 789 ", "ID ", "usuario y contraseña: ", "sk-", "«", "•", "\n", "a1-", "Aa1", "contraseña Aa1bb "],
)  # fmt: skip
def test_a_text_twice_as_long_takes_about_twice_as_long(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        begun = time.perf_counter()
        findings(text)
        return time.perf_counter() - begun

    few, many = min(seconds(1_000), seconds(1_000)), min(seconds(4_000), seconds(4_000))
    assert many < 10 * max(few, 0.002)  # sixteen times as long, if it grew with the square
