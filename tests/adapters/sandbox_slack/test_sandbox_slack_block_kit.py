"""Every Block Kit limit and structure rule, refused with Slack's words and a pointer to the place."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.slack.block_kit import message_problems, view_problems


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(**fields: Any) -> dict[str, Any]:
    return {"type": "section", **fields}


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Tomar"), **fields}


def options(number: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"text": plain(f"Opción {index}"), "value": str(index), **fields} for index in range(number)]


def select(**fields: Any) -> dict[str, Any]:
    return {"type": "static_select", **fields}


def question(element: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Motivo"), "element": element, **fields}


def text_input(**fields: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", **fields}


def confirm(**fields: Any) -> dict[str, Any]:
    whole = {"title": plain("¿Seguro?"), "text": plain("Sí"), "confirm": plain("Sí"), "deny": plain("No")}
    return {**whole, **fields}


REFUSED_IN_MESSAGES: list[tuple[str, Any, str]] = [
    ("section text", [section(text=mrkdwn("x" * 3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("empty text", [section(text=mrkdwn(""))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("51 blocks", [{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("11 fields", [section(fields=[mrkdwn("x")] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ("long field", [section(fields=[mrkdwn("x" * 2001)])], "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    ("bare section", [section()], "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    ("26 elements", [actions(*[button()] * 26)], "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    ("no elements", [actions()], "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    ("button text", [actions(button(text=plain("x" * 76)))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    ("button value", [actions(button(value="x" * 2001))], "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    ("button style", [actions(button(style="warning"))], "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"),
    ("button url", [actions(button(url="x" * 3001))], "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]"),
    ("mrkdwn button", [actions(button(text=mrkdwn("x")))], "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"),
    ("disabled button", [actions(button(disabled=True))], "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]"),
    ("long action_id", [actions(button(action_id="x" * 256))], "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"),
    ("long block_id", [{"type": "divider", "block_id": "x" * 256}], "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    ("same action_id", [actions(button(action_id="a"), button(action_id="a"))], '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]'),
    ("same block_id", [{"type": "divider", "block_id": "b"}] * 2, '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]'),
    ("overflow", [actions({"type": "overflow", "options": options(6)})], "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("101 options", [actions(select(options=options(101)))], "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("no options", [actions(select(options=[]))], "must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]"),
    ("option text", [actions(select(options=options(1, text=plain("x" * 76))))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"),
    ("option value", [actions(select(options=options(1, value="x" * 151)))], "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"),
    ("mrkdwn option", [actions(select(options=options(1, text=mrkdwn("x"))))], "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]"),
    ("neither options", [actions(select())], "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"),
    ("wrong initial", [actions(select(options=options(1), initial_option=options(2)[1]))], "must match one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"),
    ("11 radio", [actions({"type": "radio_buttons", "options": options(11)})], "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("placeholder", [actions(select(options=options(1), placeholder=plain("x" * 151)))], "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]"),
    ("confirm title", [actions(button(confirm=confirm(title=plain("x" * 101))))], "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"),
    ("confirm text", [actions(button(confirm=confirm(text=plain("x" * 301))))], "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]"),
    ("confirm button", [actions(button(confirm=confirm(deny=plain("x" * 31))))], "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]"),
    ("header", [{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    ("mrkdwn header", [{"type": "header", "text": mrkdwn("x")}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ("11 in context", [{"type": "context", "elements": [mrkdwn("x")] * 11}], "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
    ("button in context", [{"type": "context", "elements": [button()]}], "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
    ("input in actions", [actions(text_input())], "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"),
    ("multi-select in actions", [actions({"type": "multi_users_select"})], "unsupported type: multi_users_select [json-pointer:/blocks/0/elements/0/type]"),
    ("button in input", [question(button())], "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    ("file input", [question({"type": "file_input"})], "unsupported type: file_input [json-pointer:/blocks/0/element/type]"),
    ("label", [question(text_input(), label=plain("x" * 2001))], "must be less than 2001 characters [json-pointer:/blocks/0/label/text]"),
    ("hint", [question(text_input(), hint=plain("x" * 2001))], "must be less than 2001 characters [json-pointer:/blocks/0/hint/text]"),
    ("max_length", [question(text_input(max_length=3001))], "must be less than 3001 [json-pointer:/blocks/0/element/max_length]"),
    ("min over max", [question(text_input(min_length=9, max_length=3))], "must be less than or equal to `max_length` [json-pointer:/blocks/0/element/min_length]"),
    ("no element", [{"type": "input", "label": plain("x")}], "missing required field: element [json-pointer:/blocks/0]"),
    ("unknown block", [{"type": "carta"}], "unsupported type: carta [json-pointer:/blocks/0/type]"),
    ("no type", [{"text": plain("x")}], "missing required field: type [json-pointer:/blocks/0]"),
    ("no object", ["hola"], "must provide an object [json-pointer:/blocks/0]"),
    ("text as string", [section(text="hola")], "must provide an object [json-pointer:/blocks/0/text]"),
    ("number as text", [section(text=mrkdwn(3))], "must provide a string [json-pointer:/blocks/0/text/text]"),  # type: ignore[arg-type]
    ("emoji on mrkdwn", [section(text={**mrkdwn("x"), "emoji": True})], "invalid additional property: emoji [json-pointer:/blocks/0/text]"),
    ("image alt", [{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "x" * 2001}], "must be less than 2001 characters [json-pointer:/blocks/0/alt_text]"),
    ("image source", [{"type": "image", "alt_text": "x"}], "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
    ("wrong date", [actions({"type": "datepicker", "initial_date": "2/3/2026"})], "must be a date formatted as YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]"),
    ("two tables", [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "only one table allowed [json-pointer:/blocks]"),
    ("rich text", [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "b"}]}]}], "unsupported type: b [json-pointer:/blocks/0/elements/0/elements/0/type]"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "complaint"), [case[1:] for case in REFUSED_IN_MESSAGES], ids=[case[0] for case in REFUSED_IN_MESSAGES]
)
def test_a_message_is_refused_with_a_pointer_to_what_is_wrong(blocks: Any, complaint: str) -> None:
    assert complaint in message_problems(blocks)


AT_THE_LIMIT: list[Any] = [
    [{"type": "divider"}] * 50,
    [section(text=mrkdwn("x" * 3000), fields=[plain("x" * 2000)] * 10)],
    [actions(*[button(value="x" * 2000, text=plain("x" * 75)) for _ in range(25)])],
    [actions({"type": "overflow", "options": options(5)}), actions(select(options=options(100)))],
    [actions(button(action_id="a")), actions(button(action_id="a"))],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "context", "elements": [mrkdwn("x"), plain("y")] * 5}],
    [question(text_input(max_length=3000), label=plain("x" * 2000))],
    [actions({"type": "radio_buttons", "options": options(10, text=mrkdwn("*x*"))})],
    [section(text=plain("x"), accessory={"type": "multi_static_select", "options": options(2)})],
    [{"type": "markdown", "text": "# Título"}],
    [],
]


@pytest.mark.parametrize("blocks", AT_THE_LIMIT)
def test_a_message_exactly_at_the_limits_is_accepted(blocks: Any) -> None:
    assert message_problems(blocks) == []


def modal(*blocks: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Título"), "submit": plain("Enviar"), "blocks": list(blocks), **fields}


REFUSED_VIEWS: list[tuple[str, Any, str]] = [
    ("title", modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    ("submit", modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    ("close", modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    ("metadata", modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    ("callback_id", modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    ("101 blocks", modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ("no title", {"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ("no submit", modal(question(text_input()), submit=None), "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"),
    ("message block", modal({"type": "markdown", "text": "x"}), "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
    ("unknown field", modal(submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
    ("home", {"type": "home", "blocks": []}, "unsupported type: home [json-pointer:/view/type]"),
    ("deep", modal(question(text_input(), block_id="b"), question(text_input(), block_id="b")), '`block_id` "b" already exists [json-pointer:/view/blocks/1/block_id]'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("view", "complaint"), [case[1:] for case in REFUSED_VIEWS], ids=[case[0] for case in REFUSED_VIEWS]
)
def test_a_view_is_refused_with_a_pointer_to_what_is_wrong(view: Any, complaint: str) -> None:
    found = view_problems(view, allowed=("modal",))
    assert found[0] == "failed to match all allowed schemas [json-pointer:/view]"
    assert complaint in found


def test_a_view_exactly_at_the_limits_is_accepted() -> None:
    full = modal(
        *[{"type": "divider"}] * 99,
        question({"type": "file_input", "max_files": 10}),
        title=plain("x" * 24),
        private_metadata="x" * 3000,
        callback_id="x" * 255,
    )
    assert view_problems(full, allowed=("modal",)) == []


async def test_the_web_api_answers_invalid_blocks_with_slacks_messages(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    blocks = [section(text=mrkdwn("x" * 3001))]
    assert await refusal(client.chat_postMessage(channel=ana.id, text="x", blocks=blocks)) == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": ["must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
        "response_metadata": {
            "messages": ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
        },
    }
    broken = client.api_call("chat.postMessage", data={"channel": ana.id, "text": "x", "blocks": "[{"})
    assert (await refusal(broken))["error"] == "invalid_blocks_format"
    assert ana.dm_messages == []


async def test_ids_that_the_app_left_out_are_made_up(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[actions(button())])
    (block,) = (await ana.wait_for_dm()).blocks
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
