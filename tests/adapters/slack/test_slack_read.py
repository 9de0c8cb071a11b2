"""What Slack sent, understood."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.mrkdwn import escape, plain_of
from adapters.slack.payload import is_from_bot, key_of, lane_of
from adapters.slack.read import kept_of, read
from adapters.slack.references import parts_of
from bot.domain.buttons import Press, TicketPress, Verb, encode
from bot.domain.events import Acted, Addressed, Amended, Commanded, Deleted, Event, Ordered, Pressed, Said, Unsupported
from bot.domain.ids import EventId, TicketId
from bot.domain.message import FileKind
from bot.domain.text import Untrusted

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEY = EventId("slack:event:T1:Ev1")
ANA = "slack:T1:U1"
TAKE = encode(TicketPress("take", TicketId(5), 9))
PICK = Press(Verb.PICK, 2, "module", "accounting")
BOT = {"user_id": "UBOT", "is_bot": True, "team_id": "T1"}


def event_body(**event: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "token": "secret",
        "authorizations": [BOT],
        "event": {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1.000100", **event},
    }


def press_body(value: str, *, channel: str = "C9", **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1", "domain": "desk"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": "77.1.abc",
        "response_url": "https://hooks.example/1",
        "channel": {"id": channel, "name": "directmessage" if channel[0] == "D" else "soporte"},
        "container": {"type": "message", "message_ts": "1.000200", "channel_id": channel, "is_ephemeral": False},
        "actions": [{"type": "button", "action_id": "v:0:0", "value": value, "action_ts": "2.0"}],
        **more,
    }


def command_body(command: str, text: str = "") -> dict[str, Any]:
    return {
        "team_id": "T1",
        "channel_id": "C9",
        "user_id": "U1",
        "user_name": "ana",
        "command": command,
        "text": text,
        "trigger_id": "77.2.abc",
        "response_url": "https://hooks.example/2",
    }


def view_body(values: dict[str, Any], *, data: str = TAKE, callback_id: str = "form") -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": "77.3.abc",
        "view": {
            "id": "V1",
            "hash": "1.aa",
            "callback_id": callback_id,
            "private_metadata": data,
            "blocks": [{"type": "section", "block_id": "s"}, {"type": "input", "block_id": "b"}],
            "state": {"values": values},
        },
    }


def understood(body: dict[str, Any]) -> Event | None:
    return read(body, KEY, AT)


def test_a_direct_message_is_said_by_its_person() -> None:
    event = understood(event_body(text="No abre &lt;SAACG&gt; &amp; nada"))
    assert isinstance(event, Said)
    assert (event.chat, event.person, event.message) == (ANA, ANA, "slack:T1:D1:1.000100")
    assert (event.text, event.at, event.language) == (Untrusted("No abre <SAACG> & nada"), AT, None)


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [
        ("hola <@U2|ana> y <@U3>", "hola @ana y @U3"),
        ("<!channel> <!here|here> <!subteam^S1|@tesoreria>", "@channel @here @tesoreria"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<https://a.example|a.example>", "https://a.example"),
        ("<https://a.example|Portal>", "Portal (https://a.example)"),
        ("<mailto:ana@tequila.gob.mx|ana@tequila.gob.mx>", "ana@tequila.gob.mx"),
        ("<!date^1700000000^{date}|14 de noviembre>", "14 de noviembre"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_slack_s_own_writing_becomes_what_was_on_the_screen(sent: str, read_as: str) -> None:
    assert plain_of(sent) == read_as


@given(st.text())
def test_typed_text_comes_back_as_it_was_typed(text: str) -> None:
    assert plain_of(escape(text)) == text


def test_files_come_with_their_text_and_a_clean_label() -> None:
    files = [
        {"id": "F1", "name": "error\u202e\n.png", "mimetype": "image/png", "size": 5},
        {"id": "F2", "name": "nota.m4a", "mimetype": "audio/mp4", "subtype": "slack_audio"},
        {"id": "F3", "title": "póliza", "mimetype": "application/pdf"},
        {"id": "F4", "mimetype": "video/mp4"},
        {"id": "F5", "mimetype": "audio/mpeg"},
    ]
    event = understood(event_body(subtype="file_share", text="aquí", files=files))
    assert isinstance(event, Said)
    assert event.text == Untrusted("aquí")
    assert [(file.ref, file.kind, file.label) for file in event.files] == [
        ("slack:T1:F1", FileKind.PHOTO, Untrusted("error .png")),
        ("slack:T1:F2", FileKind.VOICE, Untrusted("nota.m4a")),
        ("slack:T1:F3", FileKind.DOCUMENT, Untrusted("póliza")),
        ("slack:T1:F4", FileKind.VIDEO, Untrusted("video")),
        ("slack:T1:F5", FileKind.AUDIO, Untrusted("audio")),
    ]


def test_an_answer_in_a_thread_names_what_it_answers() -> None:
    event = understood(event_body(text="sí", thread_ts="0.5"))
    assert isinstance(event, Said)
    assert event.reply_to == "slack:T1:D1:0.5"


def test_a_command_can_be_typed_in_a_message() -> None:
    event = understood(event_body(text=" /estado 12"))
    assert isinstance(event, Commanded)
    assert (event.name, event.argument) == ("estado", Untrusted("12"))


def test_an_edit_of_the_text_is_an_amendment() -> None:
    after = {"user": "U1", "ts": "1.000100", "text": "mejor &amp; así"}
    event = understood(event_body(subtype="message_changed", message=after, previous_message={**after, "text": "a"}))
    assert isinstance(event, Amended)
    assert (event.person, event.message, event.text) == (ANA, "slack:T1:D1:1.000100", Untrusted("mejor & así"))


GONE = {"user": "U1", "ts": "1.000100", "text": "mi clave es 1234"}


@pytest.mark.parametrize(
    "body",
    [
        event_body(subtype="message_deleted", user=None, deleted_ts="1.000100", previous_message=GONE),
        event_body(
            subtype="message_changed",
            user=None,
            message={
                "subtype": "tombstone",
                "user": "USLACKBOT",
                "ts": "1.000100",
                "text": "This message was deleted.",
            },
            previous_message=GONE,
        ),
    ],
    ids=["gone", "tombstone over its thread"],
)
def test_a_deleted_message_is_named_with_what_stood_in_it(body: dict[str, Any]) -> None:
    event = understood(body)
    assert isinstance(event, Deleted)
    assert (event.person, event.message, event.text) == (ANA, "slack:T1:D1:1.000100", Untrusted("mi clave es 1234"))


MENTION = event_body(type="app_mention", channel="C9", text="<@UBOT> no imprime", blocks=[{"type": "rich_text"}])


def test_a_mention_is_kept_without_its_words_and_says_where_and_who() -> None:
    kept = kept_of(MENTION)
    assert kept is not None
    assert kept["event"] == {"type": "app_mention", "user": "U1", "channel": "C9"}
    assert "token" not in kept
    event = understood(dict(kept))
    assert isinstance(event, Addressed)
    assert (event.chat, event.person) == ("slack:T1:C9", ANA)


@pytest.mark.parametrize("kind", ["channel", "group", "mpim"])
def test_what_people_say_in_channels_is_not_kept_at_all(kind: str) -> None:
    assert kept_of(event_body(text="entre nosotros", channel="C9", channel_type=kind)) is None


def test_a_button_that_opens_an_address_needs_no_answer() -> None:
    body = press_body("", channel="D1")
    body["actions"] = [{"type": "button", "action_id": "v:0:0", "action_ts": "2.0"}]
    assert understood(body) is None


def test_a_preview_added_by_slack_is_no_amendment() -> None:
    same = {"user": "U1", "ts": "1.000100", "text": "https://a.example"}
    body = event_body(subtype="message_changed", message={**same, "attachments": [{}]}, previous_message=same)
    assert understood(body) is None


def test_a_message_without_text_is_named_as_not_read() -> None:
    event = understood(event_body(text=""))
    assert isinstance(event, Unsupported)
    assert event.what == "message"


@pytest.mark.parametrize(
    "body",
    [
        event_body(text="x", channel_type="channel", channel="C9"),
        event_body(subtype="message_deleted", deleted_ts="1", previous_message={"user": "UBOT", "ts": "1"}, user=None),
        event_body(subtype="huddle_thread", text="x"),
        event_body(text="x", bot_id="B1"),
        event_body(text="x", user="UBOT"),
        event_body(text="x", user=None),
        event_body(type="app_home_opened"),
        {"type": "event_callback", "team_id": "T1", "event_id": "Ev2", "event": {"type": "app_uninstalled"}},
        {"type": "shortcut", "team": {"id": "T1"}, "user": {"id": "U1"}, "callback_id": "x"},
        {"type": "view_closed", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": {"id": "V1"}},
        press_body(encode(PICK)),
        press_body("nonsense"),
        view_body({}, callback_id="other"),
        view_body({}, data="nonsense"),
    ],
)
def test_what_needs_no_answer_is_nothing(body: dict[str, Any]) -> None:
    assert understood(body) is None


def test_a_press_of_an_intake_belongs_to_the_person_s_conversation() -> None:
    event = understood(press_body(encode(PICK), channel="D1"))
    assert isinstance(event, Pressed)
    assert (event.chat, event.press, event.message) == (ANA, PICK, "slack:T1:D1:1.000200")
    assert parts_of(event.interaction) == {
        "trigger_id": "77.1.abc",
        "response_url": "https://hooks.example/1",
        "user": "U1",
        "team": "T1",
        "channel": "D1",
    }


def test_a_button_that_is_not_ours_is_a_press_without_meaning() -> None:
    event = understood(press_body("nonsense", channel="D1"))
    assert isinstance(event, Pressed)
    assert event.press is None


def test_an_ephemeral_message_cannot_be_changed_later() -> None:
    container = {"message_ts": "1.000200", "channel_id": "D1", "is_ephemeral": True}
    event = understood(press_body(encode(PICK), channel="D1", container=container))
    assert isinstance(event, Pressed)
    assert event.message is None


@pytest.mark.parametrize(("channel", "chat"), [("C9", "slack:T1:C9"), ("D1", ANA)])
def test_a_press_on_a_ticket_carries_the_revision_that_was_seen(channel: str, chat: str) -> None:
    event = understood(press_body(TAKE, channel=channel))
    assert isinstance(event, Acted)
    assert (event.action, event.ticket, event.seen, event.text) == ("take", 5, 9, None)
    assert (event.chat, event.person) == (chat, ANA)


def test_a_submitted_form_is_the_action_with_what_was_entered() -> None:
    typed = "Reinicie <y> *listo* &amp;"
    event = understood(view_body({"b": {"value": {"type": "plain_text_input", "value": typed}}}))
    assert isinstance(event, Acted)
    assert (event.action, event.ticket, event.seen, event.text) == ("take", 5, 9, Untrusted(typed))


def test_an_empty_field_is_an_empty_text() -> None:
    event = understood(view_body({"b": {"value": {"type": "plain_text_input", "value": None}}}))
    assert isinstance(event, Acted)
    assert event.text == Untrusted("")


def test_the_specialists_command_is_an_order() -> None:
    event = understood(command_body("/ticket", "12 tomar &lt;ya&gt;"))
    assert isinstance(event, Ordered)
    assert (event.words, event.name, event.person) == (Untrusted("12 tomar <ya>"), Untrusted("ana"), ANA)
    assert event.interaction is not None
    assert parts_of(event.interaction)["channel"] == "C9"


def test_the_specialists_command_can_have_another_name() -> None:
    assert isinstance(read(command_body("/folio", "12"), KEY, AT, staff_command="/folio"), Ordered)


def test_the_request_command_begins_a_request_in_the_person_s_conversation() -> None:
    event = understood(command_body("/soporte", "no abre"))
    assert isinstance(event, Commanded)
    assert (event.chat, event.name, event.argument) == (ANA, "nuevo", Untrusted("no abre"))


def test_a_person_has_one_lane_whatever_they_do() -> None:
    changed = event_body(subtype="message_changed", user=None, message={"user": "U1"}, previous_message={})
    bodies = [event_body(text="a"), changed, press_body(TAKE), command_body("/soporte"), view_body({})]
    assert {lane_of(body) for body in bodies} == {ANA}


def test_keys_are_slack_s_own_ids_and_never_the_same_for_two_things() -> None:
    bodies = [
        event_body(text="a"),
        press_body(TAKE),
        press_body(TAKE, trigger_id=None),
        command_body("/soporte"),
        view_body({}),
        {"type": "view_closed", "view": {"id": "V1"}},
        {"anything": 1},
    ]
    keys = [key_of(body) for body in bodies]
    assert keys[:6] == [
        "slack:message:T1:D1:1.000100",
        "slack:trigger:77.1.abc",
        "slack:action:2.0:U1:v:0:0",
        "slack:trigger:77.2.abc",
        "slack:view:V1:1.aa",
        "slack:closed:V1",
    ]
    assert len(set(keys)) == len(keys)
    assert key_of({"a": 1, "token": "x"}) == key_of({"token": "y", "a": 1})


def test_echoes_of_bots_are_known() -> None:
    own = {"user": "UBOT", "bot_id": "B1", "ts": "1"}
    assert is_from_bot(event_body(**own))
    assert is_from_bot(event_body(subtype="message_changed", user=None, message=own))
    assert is_from_bot(event_body(subtype="message_deleted", user=None, previous_message=own))
    assert not is_from_bot(event_body(text="a"))
    assert not is_from_bot(press_body(TAKE))
    assert not is_from_bot({"type": "event_callback", "authorizations": [{"is_bot": True}], "event": {}})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(["type", "event", "user", "team", "view", "actions", "trigger_id", "command", "authorizations"])


@given(st.dictionaries(NAMES, JSON | st.sampled_from(["event_callback", "block_actions", "view_submission"])))
def test_every_body_has_a_key_and_a_lane(body: dict[str, Any]) -> None:
    assert key_of(body).startswith("slack:")
    assert lane_of(body).startswith("slack:")
    is_from_bot(body)
