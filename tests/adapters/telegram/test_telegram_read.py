"""What Telegram sent, understood."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.read import key_of, lane_of, read
from bot.domain.buttons import Press, TicketPress, Verb, encode
from bot.domain.events import Acted, Amended, Commanded, Event, Pressed, Reachable, Said, Unsupported
from bot.domain.ids import EventId, TicketId
from bot.domain.message import FileKind
from bot.domain.text import Untrusted

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEY = EventId("telegram:update:7")
ANA: dict[str, Any] = {"id": 501, "is_bot": False, "first_name": "Ana", "language_code": "es-MX"}
CHAT: dict[str, Any] = {"id": 501, "type": "private", "first_name": "Ana"}
GROUP: dict[str, Any] = {"id": -77, "type": "group", "title": "Tesorería"}
MEDIA: dict[str, Any] = {"file_id": "F1", "file_unique_id": "u1", "file_size": 1200}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 31, "from": ANA, "chat": CHAT, "date": 1_790_000_000, **content}


def event_of(kind: str, body: dict[str, Any]) -> Event | None:
    return read({"update_id": 7, kind: body}, KEY, AT)


def said(**content: Any) -> Said:
    event = event_of("message", message(**content))
    assert isinstance(event, Said)
    return event


def callback(data: str, **more: Any) -> dict[str, Any]:
    return {"id": "9001", "from": ANA, "chat_instance": "1", "data": data, "message": message(text="¿?"), **more}


def test_a_text_is_said_by_its_person_in_its_chat_at_the_arrival() -> None:
    event = said(text="El módulo no abre <b>")
    assert event == Said(
        id=KEY,
        at=AT,
        chat=event.chat,
        person=event.person,
        language="es-MX",
        text=Untrusted("El módulo no abre <b>"),
        message=event.message,
    )
    assert (event.chat, event.person, event.message) == ("telegram:501", "telegram:501", "telegram:501:31")


def test_control_and_direction_characters_are_gone() -> None:
    assert said(text="a\u202eb\x00c\ud83d").text == Untrusted("abc")


@pytest.mark.parametrize(
    ("typed", "name", "argument"),
    [
        ("/estado", "estado", ""),
        ("/estado 12", "estado", "12"),
        ("/Estado@sandbox_bot 12 \n3", "estado", "12 \n3"),
        ("/start aW52aXRl", "start", "aW52aXRl"),
        ("  /atrás ", "atrás", ""),
    ],
)
def test_a_command_is_its_name_and_what_follows(typed: str, name: str, argument: str) -> None:
    event = event_of("message", message(text=typed))
    assert isinstance(event, Commanded)
    assert (event.name, event.argument) == (name, Untrusted(argument))


@pytest.mark.parametrize("typed", ["/var/log/saacg.log", "/", "1/2", "// nada"])
def test_a_path_is_no_command(typed: str) -> None:
    assert said(text=typed).text == Untrusted(typed)


@pytest.mark.parametrize(
    ("content", "kind", "label"),
    [
        ({"document": {**MEDIA, "file_name": "póliza.pdf"}}, FileKind.DOCUMENT, "póliza.pdf"),
        ({"document": {**MEDIA, "file_name": "../../a\u202e\n" + "x" * 200}}, FileKind.DOCUMENT, None),
        ({"voice": {**MEDIA, "duration": 3}}, FileKind.VOICE, "voice"),
        ({"video": {**MEDIA, "duration": 3, "width": 1, "height": 1}}, FileKind.VIDEO, "video"),
        ({"video_note": {**MEDIA, "duration": 3, "length": 1}}, FileKind.VIDEO, "video"),
        ({"audio": {**MEDIA, "duration": 3, "file_name": "nota.mp3"}}, FileKind.AUDIO, "nota.mp3"),
    ],
)
def test_an_attachment_is_a_file_with_a_clean_label(content: dict[str, Any], kind: FileKind, label: str | None) -> None:
    (file,) = said(caption="aquí", **content).files
    assert (file.ref, file.kind, file.size) == (f"telegram:{kind}:F1", kind, 1200)
    assert label is None or file.label == Untrusted(label)
    assert len(file.label.untrusted) <= 100
    assert "\n" not in file.label.untrusted
    assert "\u202e" not in file.label.untrusted


def test_a_photo_is_its_largest_size_with_its_caption_and_album() -> None:
    sizes = [
        {**MEDIA, "file_id": "small", "width": 90, "height": 60},
        {**MEDIA, "file_id": "large", "width": 1280, "height": 853},
        {**MEDIA, "file_id": "middle", "width": 320, "height": 213},
    ]
    event = said(photo=sizes, caption="el error", media_group_id="55")
    assert [file.ref for file in event.files] == ["telegram:photo:large"]
    assert (event.text, event.album) == (Untrusted("el error"), "55")


def test_an_answer_names_the_message_it_answers() -> None:
    assert said(text="sí", reply_to_message=message(text="¿?") | {"message_id": 30}).reply_to == "telegram:501:30"


def test_an_edit_is_an_amendment_and_nothing_else() -> None:
    event = event_of("edited_message", message(text="mejor así", edit_date=1_790_000_060))
    assert isinstance(event, Amended)
    assert (event.message, event.text) == ("telegram:501:31", Untrusted("mejor así"))


def test_a_press_is_what_the_button_meant() -> None:
    press = Press(Verb.PICK, 2, "module", "accounting")
    event = event_of("callback_query", callback(encode(press)))
    assert isinstance(event, Pressed)
    assert (event.press, event.message) == (press, "telegram:501:31")


def test_a_press_on_a_message_that_telegram_no_longer_shows_still_counts() -> None:
    gone = {"message_id": 31, "chat": CHAT, "date": 0}
    event = event_of("callback_query", callback("pick:1:a:b", message=gone))
    assert isinstance(event, Pressed)
    assert event.message == "telegram:501:31"


def test_a_press_on_a_ticket_carries_the_revision_that_was_seen() -> None:
    event = event_of("callback_query", callback(encode(TicketPress("reopen", TicketId(5), 9))))
    assert isinstance(event, Acted)
    assert (event.action, event.ticket, event.seen, event.text) == ("reopen", 5, 9, None)


def test_a_button_that_is_not_ours_is_a_press_without_meaning() -> None:
    event = event_of("callback_query", callback("whatever"))
    assert isinstance(event, Pressed)
    assert event.press is None


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("left", False), ("member", True)])
def test_blocking_and_unblocking_is_told(status: str, reachable: bool) -> None:
    bot = {"id": 1, "is_bot": True, "first_name": "Bot"}
    member = {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
    change = {"chat": CHAT, "from": ANA, "date": 1, "old_chat_member": {"user": bot, "status": "left"}}
    event = event_of("my_chat_member", change | {"new_chat_member": member})
    assert isinstance(event, Reachable)
    assert event.reachable is reachable


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "B"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        (
            {
                "sticker": {
                    **MEDIA,
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "sticker",
        ),
    ],
)
def test_what_is_not_read_is_named(content: dict[str, Any], what: str) -> None:
    event = event_of("message", message(**content))
    assert isinstance(event, Unsupported)
    assert event.what == what


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("message", message(text="hola") | {"chat": GROUP}),
        ("message", message(text="hola") | {"from": {**ANA, "is_bot": True}}),
        ("message", message(text="hola", via_bot={"id": 9, "is_bot": True, "first_name": "gif"})),
        ("message", message(pinned_message=message(text="x"))),
        ("message", message(text="hola") | {"from": None}),
        ("edited_message", message(text="hola") | {"chat": GROUP}),
        ("callback_query", callback("pick:1:a:b", message=message(text="x") | {"chat": GROUP})),
        ("channel_post", message(text="x")),
        ("something_new", {"a": 1}),
    ],
)
def test_groups_bots_and_service_messages_need_no_answer(kind: str, body: dict[str, Any]) -> None:
    assert event_of(kind, {name: value for name, value in body.items() if value is not None}) is None


@pytest.mark.parametrize("row", [{}, {"unreadable": 5}, {"update_id": "x"}, {"update_id": 7, "message": {}}])
def test_what_telegram_would_not_send_cannot_be_read(row: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        read(row, KEY, AT)


def test_the_key_is_the_update_number_or_a_digest() -> None:
    assert key_of({"update_id": 12, "message": {}}) == "telegram:update:12"
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1}) != key_of({"a": 1})


def test_the_lane_is_the_chat_whatever_happens_in_it() -> None:
    rows = [
        {"update_id": 1, "message": message(text="a")},
        {"update_id": 2, "edited_message": message(text="a")},
        {"update_id": 3, "callback_query": callback("x")},
        {"update_id": 4, "my_chat_member": {"chat": CHAT}},
    ]
    assert {lane_of(row) for row in rows} == {"telegram:501"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["update_id", "message", "callback_query", "edited_message", "x"]), JSON)
    | st.fixed_dictionaries({"message": st.dictionaries(st.sampled_from(["chat", "from"]), JSON)})
)
def test_every_row_has_a_key_and_a_lane(row: dict[str, Any]) -> None:
    assert key_of(row).startswith("telegram:update:")
    assert lane_of(row).startswith("telegram:")
