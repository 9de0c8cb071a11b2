"""Block Kit's composition objects: texts, options, confirmations.

Source of the figures: https://docs.slack.dev/reference/block-kit/composition-objects
"""

from __future__ import annotations

from collections.abc import Mapping

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
    string,
)

MAX_ID = 255
"""Characters of an ``action_id`` or ``block_id``."""
MAX_URL = 3000
IDENTIFIER = string(maximum=MAX_ID)


def plain_text(maximum: int) -> Rule:
    """A ``plain_text`` object of at most ``maximum`` characters."""
    return by_type({"plain_text": Schema(required={"text": string(maximum=maximum)}, optional={"emoji": boolean})})


def any_text(maximum: int) -> Rule:
    """A ``plain_text`` or ``mrkdwn`` object of at most ``maximum`` characters."""
    text = {"text": string(maximum=maximum)}
    return by_type(
        {
            "plain_text": Schema(required=text, optional={"emoji": boolean}),
            "mrkdwn": Schema(required=text, optional={"verbatim": boolean}),
        }
    )


def option(*, rich: bool = False, url: bool = False) -> Schema:
    """One choice of a menu; ``rich`` allows mrkdwn (radio buttons, checkboxes), ``url`` a link (overflow)."""
    text = any_text if rich else plain_text
    optional: dict[str, Rule] = {"description": text(75)}
    if url:
        optional["url"] = string(maximum=MAX_URL)
    return Schema(required={"text": text(75), "value": string(maximum=150)}, optional=optional)


OPTION_GROUP = Schema(required={"label": plain_text(75), "options": array(option(), maximum=100)})

CONFIRM = Schema(
    required={
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    optional={"style": choice("primary", "danger")},
)

DISPATCH = Schema(optional={"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), maximum=2)})

CONVERSATION_FILTER = Schema(
    optional={
        "include": array(choice("im", "mpim", "private", "public"), maximum=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)

SLACK_FILE = Schema(optional={"id": string(), "url": string(maximum=MAX_URL)})


def _options_of(element: Object) -> list[object]:
    options = element.get("options")
    found = list(options) if isinstance(options, list) else []
    groups = element.get("option_groups")
    for group in groups if isinstance(groups, list) else []:
        inner = group.get("options") if isinstance(group, dict) else None
        found += inner if isinstance(inner, list) else []
    return found


def initial_options_exist(element: Object, pointer: str, problems: Problems) -> None:
    """What is preselected must be among the options, exactly as written there."""
    options = _options_of(element)
    single = element.get("initial_option")
    if single is not None and single not in options:
        problems.add(f"{pointer}/initial_option", "must match one of the provided options")
    several = element.get("initial_options")
    for index, entry in enumerate(several if isinstance(several, list) else []):
        if entry not in options:
            problems.add(f"{pointer}/initial_options/{index}", "must match one of the provided options")


def options_or_groups(element: Object, pointer: str, problems: Problems) -> None:
    """A static menu has either ``options`` or ``option_groups``."""
    if (element.get("options") is None) == (element.get("option_groups") is None):
        problems.add(pointer, "must define either `options` or `option_groups`")
    initial_options_exist(element, pointer, problems)


def image_source(value: Object, pointer: str, problems: Problems) -> None:
    """An image comes from a URL or from a file in Slack."""
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        problems.add(pointer, "must define either `image_url` or `slack_file`")


IMAGE_FIELDS: Mapping[str, Rule] = {
    "image_url": string(maximum=MAX_URL),
    "slack_file": SLACK_FILE,
    "image_width": anything,
    "image_height": anything,
    "image_bytes": anything,
    "fallback": anything,
}
