"""How a message looks in Telegram."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.telegram.entities import formatted, utf16_length
from adapters.telegram.show import show, show_answer, show_in_place
from bot.domain.message import Button, Fact, Message, Style
from bot.domain.text import Code, Moment, Phrase, Span, Strong, Untrusted, clean

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="<>&\"'/abi@#:;{}%\\`*_ \n😀\u202e\u0000", max_size=60),
    st.sampled_from(["<b>", "</b>", "<a href='x'>y</a>", "&lt;", "&#0;", "<!-- ", "<script>", "]]>", "tg://user?id=1"]),
)
SPANS = st.one_of(HOSTILE.map(Untrusted), st.text(max_size=20), HOSTILE.map(Strong), HOSTILE.map(Code))


def test_the_parts_stand_under_each_other() -> None:
    message = Message(
        title=("Resumen",),
        body=("Lo que nos dijo, ", Untrusted("<Ana>"), ":"),
        facts=(Fact(label=("Módulo",), value=(Untrusted("Tesorería & Caja"),)), Fact(label=("Folio",), value=("7",))),
        note=("Puede corregir cualquier dato.",),
        buttons=((Button(label="Confirmar", data="ok:1:2:"), Button(label="Corregir", data="edit:1:2:")),),
    )
    (shown,) = show(message)
    assert shown.html == (
        "<b>Resumen</b>\n\n"
        "Lo que nos dijo, &lt;Ana&gt;:\n\n"
        "<b>Módulo</b>: Tesorería &amp; Caja\n<b>Folio</b>: 7\n\n"
        "<i>Puede corregir cualquier dato.</i>"
    )
    assert shown.plain == (
        "Resumen\n\nLo que nos dijo, <Ana>:\n\nMódulo: Tesorería & Caja\nFolio: 7\n\nPuede corregir cualquier dato."
    )
    assert shown.keyboard is not None
    assert [[(b.text, b.callback_data) for b in row] for row in shown.keyboard.inline_keyboard] == [
        [("Confirmar", "ok:1:2:"), ("Corregir", "edit:1:2:")]
    ]


def test_emphasis_codes_and_moments_are_shown() -> None:
    moment = Moment(datetime(2026, 11, 23, 18, 5, tzinfo=UTC), "America/Mexico_City")
    (shown,) = show(Message(body=("Su folio es ", Code("SAA-2026-1"), ", ", Strong("urgente"), ", ", moment)))
    assert shown.html == "Su folio es <code>SAA-2026-1</code>, <b>urgente</b>, 2026-11-23 12:05 CST"


def test_a_phrase_without_a_language_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="Ticket opened"):
        show(Message(body=(Phrase("Ticket opened"),)))


def test_a_long_message_becomes_several_with_the_buttons_under_the_last() -> None:
    paragraphs = "\n".join(f"Línea {number}: " + "dato " * 20 for number in range(100))
    parts = show(Message(body=(Untrusted(paragraphs),), buttons=((Button(label="Sí", data="ok:1::"),),)))
    assert len(parts) == 3
    assert [part.keyboard is not None for part in parts] == [False, False, True]
    assert "".join(part.plain for part in parts) == clean(paragraphs)
    assert all(part.plain.startswith("Línea") for part in parts)


def test_a_revision_that_is_too_long_is_cut() -> None:
    shown = show_in_place(Message(body=(Untrusted("😀" * 5000),)))
    assert shown.plain == "😀" * 2047 + "…"
    assert utf16_length(shown.plain) <= 4096


def test_a_message_without_text_still_shows_its_buttons() -> None:
    (shown,) = show(Message(buttons=((Button(label=Untrusted("\u200b"), data="ok:1::", style=Style.PRIMARY),),)))
    assert shown.html == "…"
    assert shown.keyboard is not None
    assert shown.keyboard.inline_keyboard[0][0].text == "…"


def test_an_answer_to_a_press_is_at_most_200_characters() -> None:
    assert show_answer((Untrusted("x" * 300),)) == "x" * 199 + "…"
    assert show_answer((Strong("Listo"), ".")) == "Listo."


@given(st.lists(SPANS, min_size=1, max_size=6), st.lists(SPANS, max_size=3), st.lists(HOSTILE, max_size=3))
def test_whatever_people_type_telegram_parses_it_and_nothing_of_it_is_active(
    body: list[Span], note: list[Span], values: list[str]
) -> None:
    facts = tuple(Fact(label=("Dato",), value=(Untrusted(value),)) for value in values)
    for shown in show(Message(title=("T",), body=tuple(body), note=tuple(note), facts=facts)):
        text, entities = formatted(shown.html, "HTML", None)
        assert text == shown.plain.strip()
        assert not {"text_link", "text_mention", "custom_emoji"} & {entity["type"] for entity in entities}


@given(st.text(max_size=400).map(lambda text: text * 40), st.integers(0, 3))
def test_every_part_fits_and_nothing_is_lost(text: str, breaks: int) -> None:
    typed = clean(text.replace("a", "\n" * breaks))
    parts = show(Message(body=(Untrusted(typed),)))
    assert all(utf16_length(part.plain) <= 4096 for part in parts)
    assert "".join("".join(part.plain.split()) for part in parts) == ("".join(typed.split()) or "…")
