"""The app as Slack is told of it: what is declared is understood, what is understood is declared, and the scopes are those
of what is called and heard."""

from __future__ import annotations

import ast
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from adapters.sandbox.slack.app_settings import AppSettings
from adapters.sandbox.slack.manifest_rules import EVENT_SCOPES
from adapters.sandbox.slack.web_api import METHODS
from adapters.slack.arriving import arrival_of
from adapters.slack.manifest import FILE, Mode, manifest, printed
from adapters.slack.read import REQUEST_COMMAND, STAFF_COMMAND, read
from bot.domain.commands import PUBLISHED, Command

ADAPTER = FILE.parent
URL = "https://mesa.example.mx"
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

_SAID = {"type": "message", "user": "U1", "text": "Hola", "ts": "1.000001"}
_CARD = {"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": "1.000001", "ts": "2.000001"}
_OURS = {"previous_message": {**_SAID, "user": "UBOT", "bot_id": "B1", "app_id": "A1"}}
SAMPLES: dict[str, dict[str, Any]] = {
    **{name: {"type": name, "channel": "C1", "user": "U1", "event_ts": "1.000001"} for name in EVENT_SCOPES},
    "app_home_opened": {
        "type": "app_home_opened",
        "user": "U1",
        "channel": "D1",
        "tab": "home",
        "event_ts": "1.000001",
    },
    "app_uninstalled": {"type": "app_uninstalled", "event_ts": "1.000001"},
    "message.channels": {**_CARD, **_OURS, "channel": "C1", "channel_type": "channel"},
    "message.groups": {**_CARD, **_OURS, "channel": "C1", "channel_type": "group"},
    "message.im": {**_SAID, "channel": "D1", "channel_type": "im"},
    "message.mpim": {**_SAID, "channel": "G1", "channel_type": "mpim"},
    "user_change": {
        "type": "user_change",
        "user": {"id": "U1", "team_id": "T1", "deleted": True},
        "event_ts": "1.000001",
    },
    "tokens_revoked": {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}, "event_ts": "1.000001"},
}
"""An event as each subscription brings it: in a channel, the deletion of a card of ours."""


@pytest.fixture(scope="module")
def declared() -> AppSettings:
    return AppSettings.of(manifest())


def is_understood(body: dict[str, Any]) -> bool:
    """Whether anything comes of it."""
    common = {"team_id": "T1", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "trigger_id": "1.2.3"}
    whole = (
        {**common, **body}
        if "callback_id" in body
        else {"team_id": "T1", "event_id": "Ev1", "api_app_id": "A1", **body}
    )
    found = arrival_of(whole, NOW)
    return found is not None and read(json.loads(found.body), found.key, NOW) is not None


def shortcut(kind: str, callback_id: str) -> dict[str, Any]:
    if kind == "global":
        return {"type": "shortcut", "callback_id": callback_id}
    message = {**_SAID, "thread_ts": "0.000001"}
    place = {"channel": {"id": "C1"}, "message": message, "message_ts": message["ts"], "response_url": "https://x"}
    return {"type": "message_action", "callback_id": callback_id, **place}


def called_methods() -> set[str]:
    """The Web API methods that the adapter calls, by the names of the client's methods or by their own."""
    named = {name.replace(".", "_"): name for name in METHODS}
    found: set[str] = set()
    for path in ADAPTER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in named:
                found.add(named[node.attr])
            elif isinstance(node, ast.Constant) and node.value in METHODS:
                found.add(str(node.value))
    return found


@pytest.mark.parametrize(("mode", "url"), [("socket", None), ("http", URL)])
def test_slack_makes_an_app_of_it(mode: Mode, url: str | None) -> None:
    AppSettings.of(manifest(mode, url))


def test_every_command_that_people_are_told_to_type_is_declared_once() -> None:
    commands = [each["command"] for each in manifest()["features"]["slash_commands"]]
    typed = (*PUBLISHED, Command.MODIFICATION)  # for desks with developers
    assert sorted(commands) == sorted([STAFF_COMMAND, REQUEST_COMMAND, *(f"/{each}" for each in typed)])


def test_only_the_desks_command_gets_people_as_references() -> None:
    commands = manifest()["features"]["slash_commands"]
    assert [each["command"] for each in commands if each["should_escape"]] == [STAFF_COMMAND]


def test_every_shortcut_in_the_menus_is_understood(declared: AppSettings) -> None:
    shortcuts = declared.shortcuts or {}
    understood = {callback_id for callback_id, kind in shortcuts.items() if is_understood(shortcut(kind, callback_id))}
    assert set(shortcuts) == understood


def test_every_event_that_is_understood_is_subscribed_to_and_no_other() -> None:
    understood = {name for name, event in SAMPLES.items() if is_understood({"type": "event_callback", "event": event})}
    subscribed = set(manifest()["settings"]["event_subscriptions"]["bot_events"])
    assert subscribed == understood


def test_the_scopes_are_those_that_its_calls_events_and_commands_need(declared: AppSettings) -> None:
    by_calls = {scope for name in called_methods() for scope in METHODS[name].scopes}
    by_events = {EVENT_SCOPES[name] for name in declared.events or ()} - {""}
    needed = {scope for scope in by_calls | by_events | {"commands"} if not scope.startswith("mpim:")}
    assert declared.scopes == needed


def test_what_is_printed_for_socket_mode_is_the_file() -> None:
    assert printed() == FILE.read_text()


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/slack/events"])
def test_in_http_mode_slack_is_told_where_to_post_everything(url: str) -> None:
    found = YAML(typ="safe").load(printed("http", url))
    assert found == manifest("http", url)
    addresses = [each["url"] for each in found["features"]["slash_commands"]]
    addresses += [found["settings"][name]["request_url"] for name in ("event_subscriptions", "interactivity")]
    assert set(addresses) == {f"{URL}/slack/events"}
    assert found["settings"]["socket_mode_enabled"] is False


def test_an_address_before_the_path_is_kept() -> None:
    found = manifest("http", f"{URL}/mesa")
    assert found["settings"]["interactivity"]["request_url"] == f"{URL}/mesa/slack/events"


@pytest.mark.parametrize(
    ("mode", "url", "said"),
    [
        ("http", None, "--url"),
        ("http", "http://mesa.example.mx", "https"),
        ("http", "mesa", "https"),
        ("http", "https://[", "https"),
        ("socket", URL, "http only"),
    ],
)
def test_an_address_that_does_not_fit_the_mode_is_refused_in_words(mode: Mode, url: str | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        printed(mode, url)


def test_every_line_of_the_file_fits_the_screen() -> None:
    assert max(map(len, Path(FILE).read_text().splitlines())) <= 125
