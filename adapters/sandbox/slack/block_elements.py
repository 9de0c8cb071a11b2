"""Block Kit's elements, and which block takes which.

Source of the figures: https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adapters.sandbox.slack.block_objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    IDENTIFIER,
    IMAGE_FIELDS,
    MAX_URL,
    OPTION_GROUP,
    image_source,
    initial_options_exist,
    option,
    options_or_groups,
    plain_text,
)
from adapters.sandbox.slack.block_rules import (
    Object,
    Problems,
    Rule,
    Schema,
    anything,
    array,
    boolean,
    choice,
    integer,
    pattern,
    string,
)

_BASE: Mapping[str, Rule] = {"action_id": IDENTIFIER, "confirm": CONFIRM, "focus_on_load": boolean}
_INPUT: Mapping[str, Rule] = {"action_id": IDENTIFIER, "focus_on_load": boolean, "placeholder": plain_text(150)}
_MENU: Mapping[str, Rule] = {**_BASE, "placeholder": plain_text(150)}
_MULTI: Mapping[str, Rule] = {**_MENU, "max_selected_items": integer(minimum=1)}
_DATE = pattern(r"\d{4}-\d{2}-\d{2}", "a date formatted as YYYY-MM-DD")
_TIME = pattern(r"\d{2}:\d{2}", "a time formatted as HH:mm")
_IDS = array(string(), minimum=0)


def _lengths(element: Object, pointer: str, problems: Problems) -> None:
    least, most = element.get("min_length"), element.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        problems.add(f"{pointer}/min_length", "must be less than or equal to `max_length`")


_STATIC: Mapping[str, Rule] = {
    "options": array(option(), maximum=100),
    "option_groups": array(OPTION_GROUP, maximum=100),
}

ELEMENTS: Mapping[str, Schema] = {
    "button": Schema(
        required={"text": plain_text(75)},
        optional={
            "action_id": IDENTIFIER,
            "url": string(maximum=MAX_URL),
            "value": string(minimum=0, maximum=2000),
            "style": choice("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(maximum=75),
        },
    ),
    "image": Schema(required={"alt_text": string(maximum=2000)}, optional=IMAGE_FIELDS, check=image_source),
    "overflow": Schema(
        required={"options": array(option(url=True), maximum=5)},
        optional={"action_id": IDENTIFIER, "confirm": CONFIRM},
    ),
    "checkboxes": Schema(
        required={"options": array(option(rich=True), maximum=10)},
        optional={**_BASE, "initial_options": array(option(rich=True), maximum=10)},
        check=initial_options_exist,
    ),
    "radio_buttons": Schema(
        required={"options": array(option(rich=True), maximum=10)},
        optional={**_BASE, "initial_option": option(rich=True)},
        check=initial_options_exist,
    ),
    "static_select": Schema(optional={**_MENU, **_STATIC, "initial_option": option()}, check=options_or_groups),
    "multi_static_select": Schema(
        optional={**_MULTI, **_STATIC, "initial_options": array(option(), maximum=100)},
        check=options_or_groups,
    ),
    "external_select": Schema(optional={**_MENU, "min_query_length": integer(minimum=0), "initial_option": option()}),
    "multi_external_select": Schema(
        optional={**_MULTI, "min_query_length": integer(minimum=0), "initial_options": array(option(), maximum=100)}
    ),
    "users_select": Schema(optional={**_MENU, "initial_user": string()}),
    "multi_users_select": Schema(optional={**_MULTI, "initial_users": _IDS}),
    "channels_select": Schema(optional={**_MENU, "initial_channel": string(), "response_url_enabled": boolean}),
    "multi_channels_select": Schema(optional={**_MULTI, "initial_channels": _IDS}),
    "conversations_select": Schema(
        optional={
            **_MENU,
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": CONVERSATION_FILTER,
        }
    ),
    "multi_conversations_select": Schema(
        optional={
            **_MULTI,
            "initial_conversations": _IDS,
            "default_to_current_conversation": boolean,
            "filter": CONVERSATION_FILTER,
        }
    ),
    "datepicker": Schema(optional={**_MENU, "initial_date": _DATE}),
    "timepicker": Schema(optional={**_MENU, "initial_time": _TIME, "timezone": string()}),
    "datetimepicker": Schema(optional={**_BASE, "initial_date_time": integer(minimum=1_000_000_000)}),
    "plain_text_input": Schema(
        optional={
            **_INPUT,
            "initial_value": string(minimum=0, maximum=3000),
            "multiline": boolean,
            "min_length": integer(minimum=0, maximum=3000),
            "max_length": integer(minimum=1, maximum=3000),
            "dispatch_action_config": DISPATCH,
        },
        check=_lengths,
    ),
    "email_text_input": Schema(
        optional={**_INPUT, "initial_value": string(minimum=0), "dispatch_action_config": DISPATCH}
    ),
    "url_text_input": Schema(
        optional={**_INPUT, "initial_value": string(minimum=0), "dispatch_action_config": DISPATCH}
    ),
    "number_input": Schema(
        required={"is_decimal_allowed": boolean},
        optional={
            **_INPUT,
            "initial_value": string(),
            "min_value": string(),
            "max_value": string(),
            "dispatch_action_config": DISPATCH,
        },
    ),
    "rich_text_input": Schema(optional={**_INPUT, "initial_value": anything, "dispatch_action_config": DISPATCH}),
    "file_input": Schema(
        optional={
            "action_id": IDENTIFIER,
            "filetypes": array(string()),
            "max_files": integer(minimum=1, maximum=10),
        }
    ),
}

SELECTS = ("static_select", "external_select", "users_select", "channels_select", "conversations_select")
MULTI_SELECTS = tuple(f"multi_{name}" for name in SELECTS)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
CHOICES = ("checkboxes", "radio_buttons")
TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")


def elements(names: Iterable[str]) -> Mapping[str, Rule]:
    """The rules of the named elements."""
    return {name: ELEMENTS[name] for name in names}


IN_ACTIONS = elements(("button", "overflow", *CHOICES, *SELECTS, *PICKERS))
IN_SECTION = elements(("button", "image", "overflow", *CHOICES, *SELECTS, *MULTI_SELECTS, "datepicker", "timepicker"))
IN_INPUT = elements((*TYPED, "file_input", *CHOICES, *SELECTS, *MULTI_SELECTS, *PICKERS))
