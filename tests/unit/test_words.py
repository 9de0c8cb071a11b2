"""Sentences of the catalogue: resolved without formatting anything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.words import Words
from bot.domain.text import Code, Moment, Phrase, Untrusted, clean, filled, fold, phrase, plural

CATALOGUE = r"""
msgid ""
msgstr ""
"Language: es\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=utf-8\n"

msgid "Done: %(number)s"
msgstr "Listo: %(number)s"

msgid "%(count)s file of %(number)s"
msgid_plural "%(count)s files of %(number)s"
msgstr[0] "%(count)s archivo de %(number)s"
msgstr[1] "%(count)s archivos de %(number)s"
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    folder = tmp_path_factory.mktemp("locales")
    (folder / "es.po").write_text(CATALOGUE, encoding="utf-8")
    return Words.load(folder)


def test_values_stay_spans_of_their_own(words: Words) -> None:
    evil = Untrusted("%(number)s {0} <b>")
    assert words.span(phrase("Done: %(number)s", number=evil), "es") == ("Listo: ", evil)


def test_a_language_or_sentence_that_is_not_there_falls_back_to_english(words: Words) -> None:
    assert words.span(phrase("Done: %(number)s", number=Code("1")), "fr") == ("Done: ", Code("1"))
    assert words.span(phrase("Unheard of"), "es") == ("Unheard of",)


def test_a_number_chooses_the_form_of_a_sentence(words: Words) -> None:
    def files(count: int) -> Phrase:
        return plural("%(count)s file of %(number)s", "%(count)s files of %(number)s", count, number=Code("7"))

    assert words.span(files(1), "es") == ("1", " archivo de ", Code("7"))
    assert words.span(files(2), "es") == ("2", " archivos de ", Code("7"))
    assert words.span(files(0), "es") == ("0", " archivos de ", Code("7"))
    assert words.span(files(1), "en") == ("1", " file of ", Code("7"))
    assert words.span(files(2), "en") == ("2", " files of ", Code("7"))


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("es", "America/Mexico_City", "31 de diciembre de 2026, 23:30"),
        ("es", "America/Argentina/Buenos_Aires", "1 de enero de 2027, 2:30"),
        ("en", "America/Tijuana", "31 December 2026, 21:30"),
    ],
)
def test_an_instant_is_written_in_the_readers_language_and_zone(
    words: Words, language: str, zone: str, written: str
) -> None:
    instant = datetime(2027, 1, 1, 5, 30, tzinfo=UTC)
    assert words.span(Moment(instant, zone), language) == (Moment(instant, zone, written),)


def test_phrases_inside_phrases_are_resolved(words: Words) -> None:
    assert words.span(phrase("%(a)s!", a=phrase("Done: %(number)s", number=1)), "es") == ("Listo: ", "1", "!")


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
