"""Shortcuts of the desk, understood."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack.payload import key_of, lane_of
from adapters.slack.read import kept_of, read
from adapters.slack.references import parts_of
from bot.domain.buttons import CannedPress, TicketPress, encode
from bot.domain.events import Acted, Commanded, Curated, Pointed, Pointing
from bot.domain.ids import EventId, PersonRef, TicketId
from bot.domain.text import Untrusted

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEY = EventId("slack:trigger:77.1.abc")


def shortcut(callback: str, **message: Any) -> dict[str, Any]:
    return {
        "type": "message_action",
        "callback_id": callback,
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C9", "name": "soporte"},
        "trigger_id": "77.1.abc",
        "response_url": "https://hooks.example/1",
        "message_ts": "2.000200",
        "message": {"type": "message", "user": "U2", "ts": "2.000200", "text": "", **message},
    }


@pytest.mark.parametrize("what", list(Pointing))
def test_a_message_in_a_thread_is_pointed_at_with_its_words_its_files_and_who_wrote_it(what: Pointing) -> None:
    file = {"id": "F1", "name": "guía.pdf", "mimetype": "application/pdf", "size": 9}
    body = shortcut(what, thread_ts="1.000100", text="Ver <@U3> &lt;b&gt; <https://x.mx|aquí>", files=[file])
    event = read(kept_of(body) or {}, KEY, AT)
    assert isinstance(event, Pointed)
    assert (event.what, event.chat, event.person) == (what, "slack:T1:C9", "slack:T1:U1")
    assert (event.thread, event.author) == ("slack:T1:C9:1.000100", "slack:T1:U2")
    assert event.text == Untrusted("Ver @U3 <b> aquí (https://x.mx)")
    assert event.people == {"@U3": "slack:T1:U3"}
    assert [each.ref for each in event.files] == ["slack:T1:F1"]
    assert parts_of(event.interaction)["trigger_id"] == "77.1.abc"
    assert (key_of(body), lane_of(body)) == (KEY, "slack:T1:U1")


def test_a_message_under_no_other_is_its_own_thread_and_what_the_bot_wrote_has_no_author() -> None:
    event = read(shortcut(Pointing.SEND, bot_id="B1", text="x"), KEY, AT)
    assert isinstance(event, Pointed)
    assert (event.thread, event.author) == ("slack:T1:C9:2.000200", None)


def test_the_shortcut_that_is_about_no_message_begins_a_request() -> None:
    body = {**shortcut("new_ticket"), "type": "shortcut"}
    for gone in ("channel", "message", "message_ts", "response_url"):
        body.pop(gone)
    event = read(body, KEY, AT)
    assert isinstance(event, Commanded)
    assert (event.name, event.argument, event.chat) == ("nuevo", Untrusted(""), "slack:T1:U1")
    assert event.interaction is not None
    assert read({**body, "callback_id": "another"}, KEY, AT) is None


def submitted(data: str) -> dict[str, Any]:
    view = {
        "id": "V1",
        "hash": "h",
        "callback_id": "form",
        "private_metadata": data,
        "blocks": [{"type": "input", "block_id": "text"}],
        "state": {"values": {"text": {"value": {"type": "plain_text_input", "value": "Hola"}}}},
    }
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "t", "view": view}


def test_a_form_that_was_shown_before_sending_says_who_wrote_the_words() -> None:
    event = read(submitted(encode(TicketPress("reply", TicketId(5), 9, PersonRef("slack:T1:U2")))), KEY, AT)
    assert isinstance(event, Acted)
    assert (event.author, event.text) == ("slack:T1:U2", Untrusted("Hola"))


def test_a_form_about_canned_replies_is_understood() -> None:
    event = read(submitted(encode(CannedPress("save", "saludo"))), KEY, AT)
    assert isinstance(event, Curated)
    assert (event.doing, event.canned, event.values["text"].text) == ("save", "saludo", Untrusted("Hola"))
