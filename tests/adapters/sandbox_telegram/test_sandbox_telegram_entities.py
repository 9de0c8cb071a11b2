"""HTML as the platform parses it: entities, and its own complaints."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sandbox.telegram import Person
from adapters.sandbox.telegram.api_error import BotApiError
from adapters.sandbox.telegram.entities import formatted, to_html, utf16_length, with_automatic

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<abc", "Unclosed start tag at byte offset 0"),
        ("ñ <abc>x</abc>", 'Unsupported start tag "abc" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("x<br/>y", 'Unsupported start tag "br/" at byte offset 1'),
        ("😀<i>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<i>a</i  ", "Unclosed end tag at byte offset 4"),
        ("<i =x>a</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i a", 'Unclosed start tag "i" at byte offset 0'),
        ("<i a =", 'Unclosed start tag "i" at byte offset 0'),
        ("<i a=b,>x</i>", "Unexpected end of name token at byte offset 5"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_broken_html_is_refused_in_the_platforms_words(text: str, complaint: str) -> None:
    with pytest.raises(BotApiError) as refused:
        formatted(text, "HTML", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


async def test_the_complaint_reaches_the_bot(refused: Call, maria: Person) -> None:
    said = await refused("sendMessage", chat_id=maria.id, text="1 < 2", parse_mode="html")
    assert said == 'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2'


@pytest.mark.parametrize(
    ("text", "plain", "entities"),
    [
        ("<b>x</b>", "x", [("bold", 0, 1)]),
        ("<B>x</b>", "x", [("bold", 0, 1)]),
        ("😀 <i>ñ😀</i>", "😀 ñ😀", [("italic", 3, 3)]),
        ("<i>a</>", "a", [("italic", 0, 1)]),
        ("<u><s>x</s>y</u>", "xy", [("underline", 0, 2), ("strikethrough", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<b></b>x", "x", []),
        ("a &lt;b&gt; &amp;amp; &quot;c&quot; &eacute; &#241;&#xF1; & &;", 'a <b> &amp; "c" &eacute; ññ & &;', []),
        ("  <b> x</b> ", "x", [("bold", 0, 1)]),
        ("a > b", "a > b", []),
    ],
)
def test_html_becomes_text_and_entities(text: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    found, marks = formatted(text, "HTML", None)
    assert found == plain
    assert [(mark["type"], mark["offset"], mark["length"]) for mark in marks] == entities


def test_links_and_code_carry_their_address_and_language() -> None:
    text = (
        '<a href="https://example.org?a=1&amp;b=2">x</a><a href="example.org">y</a><a href="nada">z</a>'
        '<pre><code class="language-sql">q</code></pre><code class="language-sql">c</code>'
    )
    assert formatted(text, "HTML", None)[1] == [
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://example.org?a=1&b=2"},
        {"type": "text_link", "offset": 1, "length": 1, "url": "http://example.org/"},
        {"type": "pre", "offset": 3, "length": 1, "language": "sql"},
        {"type": "code", "offset": 4, "length": 1},
    ]


def test_explicit_entities_are_checked_and_clipped() -> None:
    given_entities = [{"type": "bold", "offset": 1, "length": 50}, {"type": "mention", "offset": 0, "length": 1}]
    assert formatted("hola", None, given_entities)[1] == [{"type": "bold", "offset": 1, "length": 3}]
    with pytest.raises(BotApiError, match='MessageEntity: Field "offset" must be of type Number'):
        formatted("hola", None, [{"type": "bold", "length": 1}])


def test_commands_links_and_mentions_are_marked_by_themselves() -> None:
    text = "/start@sandbox_bot 😀 a@b.mx https://example.org/x. #uno @maria_x y 1/2"
    assert [(e["type"], e["offset"], e["length"]) for e in with_automatic(text, [])[1]] == [
        ("bot_command", 0, 18),
        ("email", 22, 6),
        ("url", 29, 21),
        ("hashtag", 52, 4),
        ("mention", 57, 8),
    ]


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_escaped_text_always_parses_to_itself(text: str) -> None:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert formatted(escaped, "HTML", None)[0] == text.strip()


TAGS = st.sampled_from(["b", "i", "u", "s", "code", "tg-spoiler", "blockquote"])
TREES = st.recursive(
    st.text("xñ😀<&", min_size=1).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.tuples(TAGS, st.lists(inner, min_size=1, max_size=3)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(TREES)
def test_html_survives_the_way_there_and_back(source: str) -> None:
    plain, marks = formatted(source, "HTML", None)
    assert formatted(to_html(plain, marks), "HTML", None) == (plain, marks)
    assert all(mark["offset"] + mark["length"] <= utf16_length(plain) for mark in marks)


@settings(deadline=None, max_examples=60)
@given(st.text("<>/&;=\"' abi-#x1", max_size=40))
def test_any_text_parses_or_is_refused(text: str) -> None:
    with contextlib.suppress(BotApiError):
        plain, marks = formatted(text, "HTML", None)
        assert all(0 <= mark["offset"] < utf16_length(plain) for mark in marks)
