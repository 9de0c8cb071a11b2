"""What Slack accepts as the manifest of an app, and its complaints about the rest.

Source of the figures: Slack's manifest schema 1.0.0 (github.com/slackapi/manifest-schema); of the events' scopes:
https://docs.slack.dev/reference/events. What an app of this kind does not use is refused, too: functions, workflows,
unfurling, user scopes. The wording of the complaints across fields is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.slack.block_rules import Object, Problems, Schema, array, boolean, choice, pattern, string

EVENT_SCOPES: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_unarchive": "channels:read",
    "file_shared": "files:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
"""The events that an app can subscribe to here, and the scope that each needs."""

_ADDRESS = pattern(r"https?://.{1,2990}", "an http or https URL")
_COLOUR = pattern(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", "a colour as #RGB or #RRGGBB")
_COMMAND = Schema(
    required={"command": pattern(r"/\S{1,31}", "a command of 2 to 32 characters"), "description": string(maximum=2000)},
    optional={"url": _ADDRESS, "usage_hint": string(maximum=1000), "should_escape": boolean},
)
_SHORTCUT = Schema(
    required={
        "name": string(maximum=24),
        "type": choice("message", "global"),
        "callback_id": string(maximum=255),
        "description": string(maximum=150),
    }
)
_FEATURES = Schema(
    optional={
        "app_home": Schema(
            optional=dict.fromkeys(
                ("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), boolean
            )
        ),
        "bot_user": Schema(required={"display_name": string(maximum=80)}, optional={"always_online": boolean}),
        "shortcuts": array(_SHORTCUT, maximum=10),
        "slash_commands": array(_COMMAND, maximum=50),
    }
)
_SETTINGS = Schema(
    optional={
        "event_subscriptions": Schema(
            optional={"request_url": _ADDRESS, "bot_events": array(string(maximum=50), minimum=0, maximum=100)}
        ),
        "interactivity": Schema(required={"is_enabled": boolean}, optional={"request_url": _ADDRESS}),
        "org_deploy_enabled": boolean,
        "socket_mode_enabled": boolean,
        "token_rotation_enabled": boolean,
    }
)
_SCOPES = Schema(optional={"bot": array(string(maximum=50), minimum=0, maximum=255)})


def _fits_together(manifest: Object, pointer: str, problems: Problems) -> None:
    """What the parts ask of each other; asked again for each part, because any of them may be missing or ill-formed."""
    features, settings = _inner(manifest, "features"), _inner(manifest, "settings")
    events, scopes = (
        _inner(settings, "event_subscriptions"),
        set(_list(_inner(manifest, "oauth_config", "scopes"), "bot")),
    )
    for index, name in enumerate(_list(events, "bot_events")):
        where, scope = f"{pointer}/settings/event_subscriptions/bot_events/{index}", EVENT_SCOPES.get(str(name))
        if scope is None:
            problems.add(where, f"unknown event: {name}")
        elif scope and scope not in scopes:
            problems.add(where, f"{name} requires the scope {scope}")
    if (_list(features, "slash_commands") or _list(features, "shortcuts")) and "commands" not in scopes:
        problems.add(f"{pointer}/features", "commands and shortcuts require the scope commands")
    for name, values in (
        ("command", _list(features, "slash_commands")),
        ("callback_id", _list(features, "shortcuts")),
        ("", _list(events, "bot_events")),
    ):
        found = [value.get(name) if isinstance(value, dict) else value for value in values]
        if len(set(found)) < len(found):
            problems.add(pointer, f"must be unique: {name or 'bot_events'}")
    if not settings.get("socket_mode_enabled"):
        _reachable(features, settings, pointer, problems)


def _reachable(features: Object, settings: Object, pointer: str, problems: Problems) -> None:
    """Without Socket Mode, Slack must know where to post everything."""
    for index, command in enumerate(_list(features, "slash_commands")):
        if isinstance(command, dict) and not command.get("url"):
            problems.add(f"{pointer}/features/slash_commands/{index}", "missing required field: url")
    for name in ("event_subscriptions", "interactivity"):
        if _inner(settings, name) and not _inner(settings, name).get("request_url"):
            problems.add(f"{pointer}/settings/{name}", "missing required field: request_url")


def _inner(value: Object, *names: str) -> dict[str, Any]:
    found: object = value
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, dict) else {}


def _list(value: Object, name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


_MANIFEST = Schema(
    required={
        "display_information": Schema(
            required={"name": string(maximum=35)},
            optional={
                "description": string(maximum=140),
                "background_color": _COLOUR,
                "long_description": string(minimum=175, maximum=4000),
            },
        )
    },
    optional={"features": _FEATURES, "oauth_config": Schema(optional={"scopes": _SCOPES}), "settings": _SETTINGS},
    check=_fits_together,
)


def manifest_problems(manifest: object) -> list[str]:
    """Slack's complaints about a manifest; none when an app can be made of it."""
    problems = Problems()
    _MANIFEST(manifest, "", problems)
    return problems.found
