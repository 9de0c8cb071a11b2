"""Sentences of the catalogue: resolved without formatting anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.words import Words
from bot.domain.text import Code, Untrusted, clean, filled, fold, phrase

WORDS = Words({"es": {"Done: %(number)s": "Listo: %(number)s"}})


def test_values_stay_spans_of_their_own() -> None:
    evil = Untrusted("%(number)s {0} <b>")
    assert WORDS.span(phrase("Done: %(number)s", number=evil), "es") == ("Listo: ", evil)


def test_a_language_or_sentence_that_is_not_there_falls_back_to_english() -> None:
    assert WORDS.span(phrase("Done: %(number)s", number=Code("1")), "fr") == ("Done: ", Code("1"))
    assert WORDS.span(phrase("Unheard of"), "es") == ("Unheard of",)


def test_phrases_inside_phrases_are_resolved() -> None:
    assert WORDS.span(phrase("%(a)s!", a=phrase("Done: %(number)s", number=1)), "es") == ("Listo: ", "1", "!")


def test_untrusted_text_cannot_be_formatted_or_shown_by_accident() -> None:
    secret = Untrusted("contraseña")
    with pytest.raises(TypeError, match="cannot be formatted"):
        f"{secret}"
    with pytest.raises(TypeError, match="cannot be formatted"):
        str(secret)
    assert "contraseña" not in repr(secret)


@given(st.text())
def test_a_filled_template_never_reads_its_values(text: str) -> None:
    assert filled("a {x} b", x=Untrusted(text)) == ("a ", Untrusted(text), " b")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_clean_text_has_no_control_or_direction_characters(text: str) -> None:
    cleaned = clean(text)
    assert not set(cleaned) & {chr(code) for code in (*range(9), *range(11, 32), 0x202E, 0x2066, 0xFEFF, 0x7F)}
    assert clean(cleaned) == cleaned
