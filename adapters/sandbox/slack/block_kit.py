"""What Slack accepts as the blocks of a message and as a view, and its complaints about the rest.

Block and element types that are not listed here are refused as unsupported, as Slack does with a type that a
surface does not take. Source of the figures: https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.sandbox.slack.block_elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from adapters.sandbox.slack.block_objects import IDENTIFIER, IMAGE_FIELDS, MAX_URL, any_text, image_source, plain_text
from adapters.sandbox.slack.block_rules import (
    Object,
    Problems,
    Rule,
    Schema,
    anything,
    array,
    boolean,
    by_type,
    choice,
    integer,
    string,
)

Json = dict[str, Any]

MAX_BLOCKS_IN_MESSAGE = 50
MAX_BLOCKS_IN_VIEW = 100
_ID: Mapping[str, Rule] = {"block_id": IDENTIFIER}


def _text_or_fields(block: Object, pointer: str, problems: Problems) -> None:
    if block.get("text") is None and block.get("fields") is None:
        problems.add(pointer, "must define either `text` or `fields`")


_RICH_INLINE = by_type(
    {
        kind: Schema(required=dict.fromkeys(required, anything), optional={"style": anything, **extra})
        for kind, required, extra in (
            ("text", ("text",), {}),
            ("link", ("url",), {"text": string(), "unsafe": boolean}),
            ("user", ("user_id",), {}),
            ("channel", ("channel_id",), {}),
            ("usergroup", ("usergroup_id",), {}),
            ("broadcast", ("range",), {}),
            ("emoji", ("name",), {"unicode": string(), "skin_tone": anything}),
            ("date", ("timestamp", "format"), {"url": string(), "fallback": string()}),
            ("color", ("value",), {}),
            ("team", ("team_id",), {}),
        )
    }
)
_INLINE = array(_RICH_INLINE, minimum=0)
_RICH_SECTION = Schema(required={"elements": _INLINE})
_RICH_BLOCK = by_type(
    {
        "rich_text_section": _RICH_SECTION,
        "rich_text_preformatted": Schema(
            required={"elements": _INLINE}, optional={"border": integer(), "language": string()}
        ),
        "rich_text_quote": Schema(required={"elements": _INLINE}, optional={"border": integer()}),
        "rich_text_list": Schema(
            required={
                "style": choice("bullet", "ordered"),
                "elements": array(by_type({"rich_text_section": _RICH_SECTION})),
            },
            optional={"indent": integer(minimum=0), "offset": integer(minimum=0), "border": integer()},
        ),
    }
)
_RICH_TEXT = Schema(required={"elements": array(_RICH_BLOCK, minimum=0)}, optional=_ID)
_CELL = by_type({"raw_text": Schema(required={"text": string()}), "rich_text": _RICH_TEXT})

_BLOCKS: Mapping[str, Rule] = {
    "actions": Schema(required={"elements": array(by_type(IN_ACTIONS), maximum=25)}, optional=_ID),
    "context": Schema(
        required={
            "elements": array(
                by_type({"image": ELEMENTS["image"], "plain_text": any_text(3000), "mrkdwn": any_text(3000)}),
                maximum=10,
            )
        },
        optional=_ID,
    ),
    "divider": Schema(optional=_ID),
    "header": Schema(required={"text": plain_text(150)}, optional=_ID),
    "image": Schema(
        required={"alt_text": string(maximum=2000)},
        optional={**_ID, **IMAGE_FIELDS, "title": plain_text(2000)},
        check=image_source,
    ),
    "input": Schema(
        required={"label": plain_text(2000), "element": by_type(IN_INPUT)},
        optional={**_ID, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": _RICH_TEXT,
    "section": Schema(
        optional={
            **_ID,
            "text": any_text(3000),
            "fields": array(any_text(2000), maximum=10),
            "accessory": by_type(IN_SECTION),
            "expand": boolean,
        },
        check=_text_or_fields,
    ),
    "video": Schema(
        required={
            "alt_text": string(),
            "title": plain_text(199),
            "thumbnail_url": string(maximum=MAX_URL),
            "video_url": string(maximum=MAX_URL),
        },
        optional={
            **_ID,
            "title_url": string(maximum=MAX_URL),
            "description": plain_text(199),
            "author_name": string(maximum=49),
            "provider_name": string(),
            "provider_icon_url": string(maximum=MAX_URL),
        },
    ),
}
_MESSAGE_BLOCKS: Mapping[str, Rule] = {
    **_BLOCKS,
    "markdown": Schema(required={"text": string(maximum=12_000)}, optional=_ID),
    "file": Schema(required={"external_id": string(), "source": choice("remote")}, optional=_ID),
    "table": Schema(
        required={"rows": array(array(_CELL, maximum=20), maximum=100)},
        optional={**_ID, "column_settings": array(anything, minimum=0, maximum=20)},
    ),
}

_VIEW: Mapping[str, Rule] = {
    "private_metadata": string(minimum=0, maximum=3000),
    "callback_id": string(minimum=0, maximum=255),
    "external_id": string(minimum=0, maximum=255),
}
_VIEW_BLOCKS = array(by_type(_BLOCKS), minimum=0, maximum=MAX_BLOCKS_IN_VIEW)
_VIEWS: Mapping[str, Rule] = {
    "modal": Schema(
        required={"title": plain_text(24), "blocks": _VIEW_BLOCKS},
        optional={
            **_VIEW,
            "close": plain_text(24),
            "submit": plain_text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
        },
    ),
    "home": Schema(required={"blocks": _VIEW_BLOCKS}, optional=_VIEW),
}


def message_problems(blocks: object, pointer: str = "/blocks") -> list[str]:
    """Slack's complaints about the blocks of a message, without the ``[ERROR]`` in front; none when valid."""
    problems = Problems()
    array(by_type(_MESSAGE_BLOCKS), minimum=0, maximum=MAX_BLOCKS_IN_MESSAGE)(blocks, pointer, problems)
    if isinstance(blocks, list):
        _ids_unique(blocks, pointer, problems)
        for index, block in enumerate(blocks):
            element = block.get("element") if isinstance(block, dict) else None
            if isinstance(element, dict) and element.get("type") == "file_input":
                problems.add(f"{pointer}/{index}/element/type", "unsupported type: file_input")
        if sum(isinstance(block, dict) and block.get("type") == "table" for block in blocks) > 1:
            problems.add(pointer, "only one table allowed")
    return problems.found


def view_problems(view: object, *, allowed: tuple[str, ...], pointer: str = "/view") -> list[str]:
    """Slack's complaints about a view; ``allowed`` are the types that the method takes."""
    problems = Problems()
    by_type({kind: rule for kind, rule in _VIEWS.items() if kind in allowed})(view, pointer, problems)
    blocks = view.get("blocks") if isinstance(view, dict) else None
    if isinstance(view, dict) and isinstance(blocks, list):
        _ids_unique(blocks, f"{pointer}/blocks", problems)
        if view.get("type") == "modal" and view.get("submit") is None:
            for index, block in enumerate(blocks):
                if isinstance(block, dict) and block.get("type") == "input":
                    where = f"{pointer}/blocks/{index}/input"
                    problems.add(where, "must define `submit` to use an `input` block in modals")
    if problems.found:
        problems.found.insert(0, f"failed to match all allowed schemas [json-pointer:{pointer}]")
    return problems.found


def _ids_unique(blocks: list[object], pointer: str, problems: Problems) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            problems.add(f"{pointer}/{index}/block_id", f'`block_id` "{block_id}" already exists')
        elif isinstance(block_id, str):
            seen.add(block_id)
        within: set[str] = set()
        for element, where in elements_of(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str) and action_id in within:
                problems.add(f"{pointer}/{index}/{where}/action_id", f'`action_id` "{action_id}" already exists')
            elif isinstance(action_id, str):
                within.add(action_id)


def elements_of(block: Mapping[str, Any]) -> Iterator[tuple[Json, str]]:
    """The interactive elements of a block, each with its place inside the block."""
    match block.get("type"):
        case "actions":
            entries = block.get("elements")
            for index, element in enumerate(entries if isinstance(entries, list) else []):
                if isinstance(element, dict):
                    yield element, f"elements/{index}"
        case "section":
            accessory = block.get("accessory")
            if isinstance(accessory, dict) and accessory.get("type") != "image":
                yield accessory, "accessory"
        case "input":
            if isinstance(block.get("element"), dict):
                yield block["element"], "element"
        case _:
            return


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack stores them: every block and interactive element has an id, made up when missing."""
    completed: list[Json] = []
    for given in blocks:
        block = {**given, "block_id": given.get("block_id") or secrets.token_urlsafe(4)[:5]}
        match block.get("type"):
            case "actions":
                block["elements"] = [_identified(element) for element in block["elements"]]
            case "section" if (block.get("accessory") or {}).get("type", "image") != "image":
                block["accessory"] = _identified(block["accessory"])
            case "input":
                block["element"] = _identified(block["element"])
            case _:
                pass
        completed.append(block)
    return completed


def _identified(element: Json) -> Json:
    return {**element, "action_id": element.get("action_id") or secrets.token_urlsafe(4)[:5]}
