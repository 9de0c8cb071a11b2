"""How messages and forms look in Slack."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.slack.block_kit import message_problems, view_problems
from adapters.sandbox.slack.rendering import read_blocks, read_mrkdwn
from adapters.slack.forms import show_form
from adapters.slack.show import show, show_file
from bot.domain.ids import FileRef
from bot.domain.message import Button, Entry, Fact, File, FileKind, Form, Message, Style
from bot.domain.text import Code, Moment, Phrase, Span, Strong, Untrusted, clean

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="<>&!@#|*_~`:^ \nUC01ab\u202e\u0000", max_size=60),
    st.sampled_from(
        ["<!channel>", "<@U123>", "<#C123>", "<https://evil.example|Aprobar>", "https://evil.example", "@here", "&lt;"]
    ),
)
SPANS = st.one_of(HOSTILE.map(Untrusted), HOSTILE, HOSTILE.map(Strong), HOSTILE.map(Code))
MOMENT = Moment(datetime(2026, 11, 23, 18, 5, tzinfo=UTC), "America/Mexico_City")


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def test_the_parts_are_blocks() -> None:
    message = Message(
        title=("Ticket ", Code("SAA-1"), " de ", Untrusted("<Ana>")),
        body=("No abre ", Untrusted("Tesorería & <!here>"), " desde ", MOMENT),
        facts=(Fact(label=("Módulo",), value=(Untrusted("<@U1>"),)), Fact(label=("Nota",), value=())),
        note=("Abierto por Telegram",),
        buttons=(
            (
                Button(label="Tomar", data="t:take:5:9", style=Style.PRIMARY),
                Button(label=Untrusted("Cerrar :x:"), data="t:close:5:9", style=Style.DANGER),
            ),
            (Button(label=Strong("Ver"), data="t:see:5:9"),),
        ),
    )
    shown = show(message)
    date = "<!date^1795457100^{date_short_pretty} {time}|2026-11-23 12:05 CST>"
    assert shown.blocks == [
        {"type": "header", "text": words("Ticket SAA-1 de <Ana>")},
        {"type": "section", "text": mrkdwn(f"No abre Tesorería &amp; &lt;!here&gt; desde {date}")},
        {"type": "section", "fields": [mrkdwn("*Módulo*\n&lt;@U1&gt;"), mrkdwn("*Nota*\n—")]},
        {"type": "context", "elements": [mrkdwn("Abierto por Telegram")]},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "v:0:0",
                    "text": words("Tomar"),
                    "value": "t:take:5:9",
                    "style": "primary",
                },
                {
                    "type": "button",
                    "action_id": "v:0:1",
                    "text": words("Cerrar :x:"),
                    "value": "t:close:5:9",
                    "style": "danger",
                },
            ],
        },
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "v:1:0", "text": words("Ver"), "value": "t:see:5:9"}],
        },
    ]
    assert shown.text == (
        f"Ticket `SAA-1` de &lt;Ana&gt;\nNo abre Tesorería &amp; &lt;!here&gt; desde {date}\n"
        "Módulo: &lt;@U1&gt;\nNota: \nAbierto por Telegram"
    )


def test_a_phrase_without_a_language_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="Ticket opened"):
        show(Message(body=(Phrase("Ticket opened"),)))


def test_what_was_typed_with_marks_of_mrkdwn_is_shown_as_it_was_typed() -> None:
    typed = "_uno_ *dos* &amp; `tres`\n> cuatro :bug:"
    message = Message(body=("No abre ", Untrusted(typed)), facts=(Fact(label=("Módulo",), value=(Untrusted("a_b_"),)),))
    body, facts = show(message).blocks
    shown = {"type": "plain_text", "emoji": False}
    assert body["text"] == {**shown, "text": f"No abre {typed.replace('&amp;', '&amp;amp;')}"}
    assert facts["fields"] == [{**shown, "text": "Módulo\na_b_"}]


def test_a_long_text_continues_in_the_next_section_at_the_end_of_a_line() -> None:
    typed = "\n".join(f"Renglón {number} & " + "dato " * 30 for number in range(60))
    blocks = show(Message(body=(Untrusted(typed),))).blocks
    texts = [block["text"]["text"] for block in blocks]
    assert len(texts) == 4
    assert all(text.startswith("Renglón") and len(text) <= 3000 for text in texts)
    assert "\n".join(texts).replace("&amp;", "&") == clean(typed)


def test_a_long_fact_stands_by_itself_and_ten_stand_together() -> None:
    facts = [Fact(label=(f"d{number}",), value=("v",)) for number in range(12)]
    facts.insert(3, Fact(label=("largo",), value=(Untrusted("x" * 5000),)))
    blocks = show(Message(facts=tuple(facts))).blocks
    assert [len(block.get("fields", ())) for block in blocks] == [3, 0, 0, 9]
    assert sum(block["text"]["text"].count("x") for block in blocks[1:3]) == 5000


def test_a_title_too_long_for_a_header_is_shown_whole() -> None:
    (block,) = show(Message(title=(Untrusted("t" * 400),))).blocks
    assert block == {"type": "section", "text": mrkdwn("t" * 400)}


def test_more_than_fits_into_fifty_blocks_ends_in_an_ellipsis_and_keeps_the_buttons() -> None:
    message = Message(body=(Untrusted("x" * 200_000),), buttons=((Button(label="Sí", data="ok:1::"),),))
    blocks = show(message).blocks
    assert len(blocks) == 50
    assert blocks[-2] == {"type": "context", "elements": [mrkdwn("…")]}
    assert blocks[-1]["type"] == "actions"
    assert message_problems(blocks) == []


def test_an_empty_message_is_still_a_message() -> None:
    shown = show(Message())
    assert (shown.text, shown.blocks) == ("…", [{"type": "section", "text": mrkdwn("…")}])


def test_a_file_is_named_and_measured() -> None:
    file = File(ref=FileRef("telegram:photo:x"), kind=FileKind.PHOTO, label=Untrusted("<a>.png"), size=1_536_000)
    assert show(show_file(file)).text == "🖼️ &lt;a&gt;.png · 1 500 kB"


@given(
    st.lists(SPANS, max_size=6),
    st.lists(HOSTILE, max_size=3),
    st.lists(HOSTILE, max_size=3),
    HOSTILE,
    st.integers(1, 60),
)
def test_whatever_people_type_slack_takes_it_and_nothing_of_it_is_active(
    body: list[Span], values: list[str], labels: list[str], title: str, repeat: int
) -> None:
    message = Message(
        title=(Untrusted(title),),
        body=tuple(body) * repeat,
        facts=tuple(Fact(label=("Dato",), value=(Untrusted(value * repeat),)) for value in values),
        note=(Untrusted(title * repeat),),
        buttons=(tuple(Button(label=Untrusted(label * repeat), data=f"d{n}") for n, label in enumerate(labels)),),
    )
    shown = show(message)
    assert message_problems(shown.blocks) == []
    for reading in (read_blocks(shown.blocks, str), read_mrkdwn(shown.text, str, verbatim=True)):
        assert (reading.mentions, reading.links, reading.auto_links) == ((), (), ())
    assert len(shown.text) <= 3000


def field(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "value", **more}


def test_a_form_is_a_modal_that_brings_its_data_back() -> None:
    form = Form(
        title=("Responder al solicitante de hoy",),
        submit=("Enviar",),
        data="t:reply:5:9",
        intro=("Lo verá ", Untrusted("<Ana>")),
        entries=(
            Entry(id="text", label=("Respuesta",), hint=("Sin contraseñas",), multiline=True, max_length=9000),
            Entry(id="more", label=("Nota",), min_length=0, max_length=5, initial=Untrusted("demasiado")),
        ),
    )
    view = show_form(form)
    intro, answer, note = view.pop("blocks")
    assert view_problems({**view, "blocks": [intro, answer, note]}, allowed=("modal",)) == []
    assert view == {
        "type": "modal",
        "callback_id": "form",
        "private_metadata": "t:reply:5:9",
        "notify_on_close": False,
        "title": words("Responder al solicitant…"),
        "submit": words("Enviar"),
    }
    assert intro == {"type": "section", "text": mrkdwn("Lo verá &lt;Ana&gt;")}
    assert (answer["block_id"], answer["label"], answer["hint"]) == (
        "text",
        words("Respuesta"),
        words("Sin contraseñas"),
    )
    assert (answer["optional"], note["optional"]) == (False, True)
    assert answer["element"] == field(multiline=True, min_length=1, max_length=3000)
    assert note["element"] == field(multiline=False, min_length=0, max_length=5, initial_value="dema…")
