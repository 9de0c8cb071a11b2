"""Who is not simply a member: guests, bots, people of other workspaces, deactivated accounts."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import NoSuchChoiceError, SlackSandbox

OTHERS = "T0OTHERS001"


async def acknowledge(ack: Any) -> None:
    await ack()


@pytest.fixture
async def heard(sl: SlackSandbox, bolt: AsyncApp, connect: Any, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a connected app is given, which acknowledges it all."""
    for name in ("message", "app_mention", "app_home_opened"):
        bolt.event(name)(acknowledge)
    for name in ("take", "open"):
        bolt.action(name)(acknowledge)
    bolt.view("resolve")(acknowledge)
    await connect(bolt)
    return bodies


async def test_guests_are_told_apart_by_how_many_channels_they_may_see(
    sl: SlackSandbox, client: AsyncWebClient
) -> None:
    several, one = sl.member("varios", guest=True), sl.member("uno", single_channel=True)
    flags = ("is_restricted", "is_ultra_restricted")
    seen = [(await client.users_info(user=guest.id))["user"] for guest in (several, one)]
    assert [[user[flag] for flag in flags] for user in seen] == [[True, False], [True, True]]
    assert sl.channel("soporte").members == [sl.identity.bot_user_id]


async def test_another_bots_message_is_a_bots_message_and_not_ours(
    sl: SlackSandbox, client: AsyncWebClient, heard: list[dict[str, Any]], refusal: Any
) -> None:
    robot = sl.member("robot", is_bot=True)
    channel = sl.channel("soporte")
    said = await robot.say(channel, "Alarma")
    await sl.settled()
    event = heard[0]["event"]
    assert event["bot_id"] == (await client.users_info(user=robot.id))["user"]["profile"]["bot_id"]
    assert event["bot_id"] != sl.identity.bot_id
    assert "client_msg_id" not in event
    changing = client.chat_update(channel=channel.id, ts=said.ts, text="x")
    assert (await refusal(changing))["error"] == "cant_update_message"
    deleting = client.chat_delete(channel=channel.id, ts=said.ts)
    assert (await refusal(deleting))["error"] == "cant_delete_message"


async def test_what_a_person_of_another_workspace_says_carries_that_workspace(
    sl: SlackSandbox, heard: list[dict[str, Any]]
) -> None:
    ana, eva = sl.member("ana"), sl.member("eva", team=OTHERS)
    shared, own = sl.channel("compartido", members=[ana, eva]), sl.channel("soporte")
    await eva.say(shared, "Hola")
    await sl.settled()
    await ana.say(shared, "Hola")
    await sl.settled()
    await ana.say(own, "Hola")
    await sl.settled()
    home = sl.identity.team_id
    assert [body["team_id"] for body in heard] == [OTHERS, home, home]
    assert [body["is_ext_shared_channel"] for body in heard] == [True, True, False]
    assert {body["context_team_id"] for body in heard} == {home}
    assert {body["authorizations"][0]["team_id"] for body in heard} == {home}
    events = [body["event"] for body in heard]
    assert [(event["team"], event.get("user_team")) for event in events] == [
        (OTHERS, OTHERS),
        (home, None),
        (home, None),
    ]


async def test_a_person_of_another_workspace_presses_here_and_fills_in_there(
    sl: SlackSandbox, client: AsyncWebClient, heard: list[dict[str, Any]], kit: Any
) -> None:
    eva = sl.member("eva", team=OTHERS)
    shared = sl.channel("compartido", members=[eva])
    await client.chat_postMessage(channel=shared.id, text="Ficha", blocks=[kit.actions(kit.button())])
    assert (await eva.press("Tomar", shared)).ok
    pressed = heard[0]
    assert (pressed["team"]["id"], pressed["user"]["team_id"]) == (sl.identity.team_id, OTHERS)
    await client.views_open(trigger_id=pressed["trigger_id"], view=kit.modal())
    await eva.submit({"Motivo": "porque sí"})
    sent = heard[1]
    assert (sent["team"]["id"], sent["user"]["team_id"]) == (OTHERS, OTHERS)
    assert (sent["view"]["team_id"], sent["view"]["app_installed_team_id"]) == (OTHERS, sl.identity.team_id)


async def test_a_person_of_another_workspace_has_no_commands_shortcuts_home_or_direct_message(
    sl: SlackSandbox, client: AsyncWebClient, heard: list[dict[str, Any]], refusal: Any
) -> None:
    eva = sl.member("eva", team=OTHERS)
    shared = sl.channel("compartido", members=[eva])
    said = await eva.say(shared, "Hola")
    assert (await eva.command("/ticket", "lista", shared)).error == "not_a_valid_command"
    with pytest.raises(NoSuchChoiceError):
        await eva.shortcut("new_ticket")
    with pytest.raises(NoSuchChoiceError):
        await eva.message_shortcut("create_ticket", shared, said.ts)
    with pytest.raises(PermissionError):
        await eva.dm("Hola")
    assert (await refusal(client.chat_postMessage(channel=eva.id, text="Hola")))["error"] == "channel_not_found"
    assert (await refusal(client.conversations_open(users=[eva.id])))["error"] == "user_not_visible"
    await eva.open_home()
    assert (await client.views_publish(user_id=eva.id, view={"type": "home", "blocks": []}))["ok"] is True
    assert eva.home is None
    await sl.settled()
    assert [body["event"]["type"] for body in heard] == ["message", "app_home_opened"]


async def test_a_stranger_is_who_shares_no_channel_with_the_app(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana, eva = sl.member("ana"), sl.member("eva", team=OTHERS)
    alone = (await client.users_info(user=eva.id))["user"]
    assert (alone["team_id"], alone["is_stranger"]) == (OTHERS, True)
    shared = sl.channel("compartido", members=[eva])
    assert (await client.users_info(user=eva.id))["user"]["is_stranger"] is False
    assert "is_stranger" not in (await client.users_info(user=ana.id))["user"]
    assert (await client.conversations_info(channel=shared.id))["channel"]["is_ext_shared"] is True


async def test_a_deactivated_account_does_nothing_and_is_reached_by_nothing(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    await ana.dm("Hola")
    ana.deactivate()
    user = (await client.users_info(user=ana.id))["user"]
    assert (user["deleted"], "tz" in user, "is_restricted" in user) == (True, False, False)
    assert ana.id not in channel.members
    for target in (ana.id, ana.dm_channel):
        assert (await refusal(client.chat_postMessage(channel=target, text="x")))["error"] == "channel_not_found"
    assert (await refusal(client.conversations_open(users=[ana.id])))["error"] == "user_disabled"
    with pytest.raises(PermissionError):
        await ana.dm("¿Sigo?")
    with pytest.raises(PermissionError):
        await ana.command("/ticket", "lista")
    ana.reactivate()
    await client.chat_postMessage(channel=ana.id, text="Bienvenida otra vez")
