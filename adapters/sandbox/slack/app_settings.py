"""What the workspace was told of the app when it was made: nothing else of it exists for people, nor reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from adapters.sandbox.slack.manifest_rules import manifest_problems
from adapters.sandbox.slack.tokens import ALL_SCOPES

Json = dict[str, Any]

_MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}


class ManifestError(ValueError):
    """Slack would make no app of this manifest; the text has every complaint on a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings:
    """An app's settings. As they are without a manifest, everything is declared, subscribed and granted."""

    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] | None = None
    """The subscriptions, ``message.im`` among them; None for all."""
    commands: frozenset[str] | None = None
    """None for all."""
    shortcuts: Mapping[str, str] | None = None
    """``message`` or ``global`` by callback id; None for all."""
    home_tab: bool = True
    messages_tab: bool = True
    """People can write to the bot."""

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Self:
        """The settings of a manifest, as Slack reads it; ManifestError when it would not."""
        problems = manifest_problems(manifest)
        if problems:
            raise ManifestError("\n".join(problems))
        features, settings = manifest.get("features") or {}, manifest.get("settings") or {}
        home = features.get("app_home") or {}
        return cls(
            scopes=frozenset((manifest.get("oauth_config") or {}).get("scopes", {}).get("bot") or ()),
            events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or ()),
            commands=frozenset(each["command"] for each in features.get("slash_commands") or ()),
            shortcuts={each["callback_id"]: each["type"] for each in features.get("shortcuts") or ()},
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled"),
        )

    def hears(self, event: Json) -> bool:
        """Whether the app is subscribed to it."""
        return self.events is None or subscription(event) in self.events

    def has_command(self, name: str) -> bool:
        """Whether people can type it."""
        return self.commands is None or name in self.commands

    def has_shortcut(self, callback_id: str, kind: str) -> bool:
        """Whether people find it in the menu of that kind."""
        return self.shortcuts is None or self.shortcuts.get(callback_id) == kind


def subscription(event: Json) -> str:
    """The name under which an app subscribes to an event."""
    kind = str(event["type"])
    return _MESSAGES[event["channel_type"]] if kind == "message" else kind
