"""Forms in Slack: within its limits, and read back as they were filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.sandbox.slack.block_kit import view_problems
from adapters.sandbox.slack.inputs import filled, initial_state
from adapters.slack.forms import show_form
from adapters.slack.payload import key_of, lane_of
from adapters.slack.read import read
from adapters.slack.references import interaction
from adapters.slack.unopened import Unopened
from bot.app.ports import Arrival
from bot.domain.buttons import Press, Verb, encode
from bot.domain.effects import AskForm
from bot.domain.events import Commanded, Filled, FormClosed, Pressed
from bot.domain.ids import EventId
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form
from bot.domain.text import Untrusted
from tests.clock import FakeClock

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEY = EventId("slack:view:V1:1")
ANA = "slack:T1:U1"
DATA = encode(Press(Verb.FORM, 3, "12"))
CALLER = encode(Press(Verb.FORM, 3, "12", "abc123"))
FILE = {"id": "F1", "name": "pantalla.png", "mimetype": "image/png", "size": 12}


def choices(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(id=f"o{number}", label=f"Opción {number}") for number in range(count))


def form(*entries: Entry, data: str = DATA) -> Form:
    return Form(title=("Solicitud de soporte",), submit=("Continuar",), close=("Seguir",), data=data, entries=entries)


def payload(kind: str, shown: Form, values: dict[str, Any] | None = None) -> dict[str, Any]:
    view = show_form(shown)
    state = initial_state(view["blocks"])
    for name, value in (values or {}).items():
        element = next(block["element"] for block in view["blocks"] if block.get("block_id") == name)
        state[name]["value"] = filled(element, value)
    return {
        "type": kind,
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": "77.1.abc",
        "view": {**view, "id": "V1", "hash": "1", "state": {"values": state}},
    }


EVERYTHING = form(
    Entry(id="kind", label=("¿Qué?",), kind=EntryKind.CHOICE, choices=choices(3), chosen=("o1",)),
    Entry(id="module", label=("¿Cuál?",), kind=EntryKind.CHOICE, choices=choices(40), chosen=("o30",)),
    Entry(id="some", label=("¿Cuáles?",), kind=EntryKind.CHOICES, choices=choices(4)),
    Entry(id="many", label=("¿Y estas?",), kind=EntryKind.CHOICES, choices=choices(11), chosen=("o10",)),
    Entry(
        id="name", label=("x" * 5000,), hint=("y" * 5000,), initial=Untrusted("z" * 5000), error=("No es un nombre",)
    ),
    Entry(id="message", label=("¿Mensaje?",), optional=True, multiline=True),
    Entry(id="files", label=("¿Fotos?",), kind=EntryKind.FILES, optional=True),
)


def test_every_kind_of_field_is_a_view_that_slack_takes() -> None:
    view = show_form(EVERYTHING)
    assert view_problems(view, allowed=("modal",)) == []
    kinds = [block["element"]["type"] for block in view["blocks"] if block["type"] == "input"]
    assert kinds == [
        "radio_buttons",
        "static_select",
        "checkboxes",
        "multi_static_select",
        "plain_text_input",
        "plain_text_input",
        "file_input",
    ]
    assert "⚠️ No es un nombre" in str(view["blocks"][4])


def test_a_long_introduction_is_cut_before_the_fields_are() -> None:
    entries = tuple(Entry(id=f"e{number}", label=("¿?",)) for number in range(8))
    intro = tuple("palabra " * 400 for _ in range(200))
    shown = Form(title=("x",), submit=("y",), data=DATA, entries=entries, intro=intro)
    blocks = show_form(shown)["blocks"]
    assert len(blocks) <= 100
    assert [block["block_id"] for block in blocks[-8:]] == [entry.id for entry in entries]


def test_what_was_filled_in_comes_back_by_the_fields_ids() -> None:
    values = {"some": ["o0", "o2"], "name": "María & Hijos", "files": [FILE]}
    event = read(payload("view_submission", EVERYTHING, values), KEY, AT)
    assert isinstance(event, Filled)
    assert (event.chat, event.person, event.run) == (ANA, ANA, 3)
    assert list(event.values) == [entry.id for entry in EVERYTHING.entries]
    assert event.values["kind"] == Entered(choices=("o1",))
    assert event.values["module"] == Entered(choices=("o30",))
    assert event.values["some"] == Entered(choices=("o0", "o2"))
    assert event.values["name"] == Entered(text=Untrusted("María & Hijos"))
    assert event.values["message"] == Entered()
    assert [file.ref for file in event.values["files"].files] == ["slack:T1:F1"]


def test_a_form_of_a_caller_belongs_to_the_caller_s_chat() -> None:
    sent = read(payload("view_submission", form(Entry(id="name", label=("x",)), data=CALLER)), KEY, AT)
    closed = read(payload("view_closed", form(Entry(id="name", label=("x",)), data=CALLER)), KEY, AT)
    assert isinstance(sent, Filled)
    assert isinstance(closed, FormClosed)
    assert sent.chat == closed.chat == "caller:abc123"
    assert sent.person == closed.person == ANA
    assert closed.seen == 12


@pytest.mark.parametrize("data", ["", "nonsense", encode(Press(Verb.CONFIRM, 3, "12")), "r:yes:5:"])
def test_a_view_that_is_no_form_of_ours_is_nothing(data: str) -> None:
    shown = form(Entry(id="name", label=("x",)), data=data)
    assert read(payload("view_submission", shown), KEY, AT) is None
    assert read(payload("view_closed", shown), KEY, AT) is None


def message_shortcut(callback_id: str) -> dict[str, Any]:
    return {
        "type": "message_action",
        "callback_id": callback_id,
        "trigger_id": "77.9.abc",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C9", "name": "soporte"},
        "message_ts": "1.000100",
        "message": {"type": "message", "user": "U2", "ts": "1.000100", "text": "No imprime &lt;nada&gt;"},
    }


def test_the_shortcut_begins_a_request_with_the_words_of_the_message() -> None:
    event = read(message_shortcut("create_ticket"), KEY, AT)
    assert isinstance(event, Commanded)
    assert (event.chat, event.name, event.argument) == (ANA, "nuevo", Untrusted("No imprime <nada>"))
    assert event.interaction is not None
    assert read(message_shortcut("other"), KEY, AT) is None


def test_only_soporte_asks_for_a_form() -> None:
    def typed(command: str) -> Commanded:
        body = {"team_id": "T1", "channel_id": "C9", "user_id": "U1", "command": command, "text": "", "trigger_id": "1"}
        event = read(body, KEY, AT)
        assert isinstance(event, Commanded)
        return event

    assert typed("/soporte").interaction is not None
    assert typed("/nuevo").interaction is None
    assert typed("/soporte").name == typed("/nuevo").name


def test_the_button_that_goes_on_with_a_call_belongs_to_the_caller_s_chat() -> None:
    body = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": "77.1.abc",
        "channel": {"id": "D1", "name": "directmessage"},
        "container": {"type": "message", "message_ts": "1.000200", "channel_id": "D1"},
        "actions": [{"type": "button", "action_id": "v", "value": encode(Press(Verb.CALL, 1, "", "abc123"))}],
    }
    event = read(body, KEY, AT)
    assert isinstance(event, Pressed)
    assert event.chat == "caller:abc123"


async def test_a_form_that_did_not_open_arrives_as_a_closed_one_once() -> None:
    taken: list[Arrival] = []

    async def receive(arrivals: Sequence[Arrival], _cursor: tuple[str, int] | None) -> None:
        taken.extend(arrivals)

    unopened = Unopened(receive=receive, clock=FakeClock())
    here = interaction(trigger_id="77.1.abc", user="U1", team="T1")
    asked = AskForm(interaction=here, form=form(Entry(id="name", label=("x",))), language="es")
    await unopened.report(asked)
    await unopened.report(asked)
    assert len({each.key for each in taken}) == 1
    assert {each.lane for each in taken} == {ANA}
    closed = payload("view_closed", asked.form)
    assert lane_of(closed) == ANA
    assert key_of(closed) != taken[0].key
    staff = AskForm(interaction=here, form=Form(title=("x",), submit=("y",), data="z", entries=()), language="es")
    await unopened.report(staff)
    assert len(taken) == 2
