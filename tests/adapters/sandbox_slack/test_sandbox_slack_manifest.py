"""An app made of a manifest: what is not declared there does not exist, and is not sent."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import ManifestError, NoSuchChoiceError, SlackSandbox
from adapters.sandbox.slack.app_settings import AppSettings
from adapters.sandbox.timeline import Timeline

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Mesa"},
    "features": {
        "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/ticket", "description": "Trabajar"}],
        "shortcuts": [{"name": "Crear", "type": "message", "callback_id": "create", "description": "Crear un ticket"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history"]}},
    "settings": {
        "socket_mode_enabled": True,
        "event_subscriptions": {"bot_events": ["message.im"]},
        "interactivity": {"is_enabled": True},
    },
}


@pytest.fixture
async def sl(timeline: Timeline) -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(timeline=timeline, manifest=MANIFEST) as sandbox:
        yield sandbox


async def acknowledge(ack: Any) -> None:
    await ack()


def changed(path: str, value: Any) -> dict[str, Any]:
    """The manifest with one value changed, named as ``settings/socket_mode_enabled``; None takes it away."""
    manifest = copy.deepcopy(MANIFEST)
    *above, last = path.split("/")
    place: Any = manifest
    for name in above:
        place = place[int(name)] if isinstance(place, list) else place[name]
    place[last] = value
    return manifest


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (
            "display_information/name",
            "N" * 36,
            "must be less than 36 characters [json-pointer:/display_information/name]",
        ),
        ("display_information/description", "D" * 141, "must be less than 141 characters"),
        ("display_information/long_description", "corta", "must be more than 174 characters"),
        ("display_information/background_color", "azul", "must be a colour"),
        ("features/shortcuts/0/name", "N" * 25, "must be less than 25 characters"),
        ("features/shortcuts/0/description", "D" * 151, "must be less than 151 characters"),
        ("features/shortcuts/0/type", "mensaje", "must be one of: message, global"),
        ("features/slash_commands/0/command", "ticket", "must be a command"),
        ("features/functions", {}, "invalid additional property: functions"),
        ("settings/event_subscriptions/bot_events", ["message.todas"], "unknown event: message.todas"),
        ("settings/event_subscriptions/bot_events", ["message.channels"], "requires the scope channels:history"),
        ("settings/event_subscriptions/bot_events", ["message.im", "message.im"], "must be unique"),
        ("oauth_config/scopes/bot", ["im:history"], "commands and shortcuts require the scope commands"),
        ("settings/socket_mode_enabled", False, "missing required field: url"),
        ("settings/socket_mode_enabled", False, "missing required field: request_url"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_refused(path: str, value: Any, complaint: str) -> None:
    with pytest.raises(ManifestError) as caught:
        AppSettings.of(changed(path, value))
    assert complaint in str(caught.value)


async def test_only_the_scopes_of_the_manifest_are_granted(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.dm_channel, text="Hola")
    answer = await refusal(client.users_info(user=ana.id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")


async def test_an_event_without_a_subscription_is_not_sent(
    sl: SlackSandbox, bolt: AsyncApp, connect: Any, bodies: list[dict[str, Any]]
) -> None:
    bolt.event("message")(acknowledge)
    await connect(bolt)
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    await ana.say(channel, f"<@{sl.identity.bot_user_id}> hola")
    channel.archive()
    await ana.dm("Hola")
    await sl.settled()
    assert [(body["event"]["type"], body["event"]["channel_type"]) for body in bodies] == [("message", "im")]


async def test_a_command_that_is_not_declared_is_no_command(sl: SlackSandbox, bolt: AsyncApp, connect: Any) -> None:
    await connect(bolt)
    ana = sl.member("ana")
    assert (await ana.command("/otra", "x")).error == "not_a_valid_command"
    assert ana.ephemerals[-1].rendered == "/otra is not a valid command."
    assert not sl.journal.envelopes


async def test_a_shortcut_is_only_where_the_manifest_puts_it(sl: SlackSandbox, bolt: AsyncApp, connect: Any) -> None:
    bolt.event("message")(acknowledge)
    bolt.shortcut("create")(acknowledge)
    await connect(bolt)
    ana = sl.member("ana")
    said = await ana.dm("No imprime")
    with pytest.raises(NoSuchChoiceError):
        await ana.shortcut("create")
    with pytest.raises(NoSuchChoiceError):
        await ana.message_shortcut("otro", ana.dm_channel, said.ts)
    assert (await ana.message_shortcut("create", ana.dm_channel, said.ts)).ok
    assert [envelope.kind for envelope in sl.journal.envelopes].count("interactive") == 1


async def test_a_tab_that_is_switched_off_is_not_there(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any, timeline: Timeline
) -> None:
    ana = sl.member("ana")
    with pytest.raises(NoSuchChoiceError):
        await ana.open_home()
    publishing = client.views_publish(user_id=ana.id, view={"type": "home", "blocks": []})
    assert (await refusal(publishing))["error"] == "not_enabled"
    silent = changed("features/app_home/messages_tab_enabled", False)
    async with SlackSandbox(timeline=timeline, manifest=silent) as other:
        ben = other.member("ben")
        with pytest.raises(PermissionError):
            await ben.dm("Hola")
        writing = AsyncWebClient(token="xoxb-sandbox", base_url=other.base_url, retry_handlers=[])
        answer = await refusal(writing.chat_postMessage(channel=ben.id, text="Hola"))
        assert answer["error"] == "messages_tab_disabled"
