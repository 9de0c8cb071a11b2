"""Commands, buttons, menus, shortcuts and response URLs, through a real Bolt app."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import NoSuchChoiceError, SlackSandbox
from adapters.sandbox.timeline import Timeline


async def test_a_command_is_answered_to_its_author_or_to_the_channel(
    sl: SlackSandbox, bolt: AsyncApp, connect: Any, bodies: list[dict[str, Any]]
) -> None:
    @bolt.command("/ticket")
    async def on_command(ack: Any, command: dict[str, Any]) -> None:
        await ack(
            text=f"*{command['text']}*", response_type="in_channel" if command["text"] == "todos" else "ephemeral"
        )

    await connect(bolt)
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    await ana.command("/ticket", "list", channel)
    assert [m.rendered for m in ana.ephemerals] == ["list"]
    await ana.command("/ticket", "todos", channel)
    assert [m.rendered for m in channel.messages] == ["todos"]
    command = bodies[0]
    assert (command["user_id"], command["channel_name"], command["command"]) == (ana.id, "soporte", "/ticket")


async def test_a_command_is_refused_in_a_thread(sl: SlackSandbox, connect: Any, bolt: AsyncApp) -> None:
    await connect(bolt)
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    parent = await ana.say(channel, "Ficha")
    refused = await ana.command("/ticket", "list", channel, thread_ts=parent.ts)
    assert refused.error == "not_supported_in_threads"
    assert ana.ephemerals[-1].text == "/ticket is not supported in threads. Sorry!"
    assert "slash_commands" not in {envelope.kind for envelope in sl.journal.envelopes}


async def test_a_command_that_nobody_hears_fails_visibly(sl: SlackSandbox) -> None:
    ana = sl.member("ana")
    assert (await ana.command("/ticket")).error == "dispatch_failed"
    assert ana.ephemerals[-1].text == '/ticket failed with the error "dispatch_failed"'


async def test_an_impossible_answer_to_a_command_is_refused(sl: SlackSandbox, bolt: AsyncApp, connect: Any) -> None:
    @bolt.command("/ticket")
    async def on_command(ack: Any) -> None:
        await ack(text="x", blocks=[{"type": "carta"}])

    await connect(bolt)
    ana = sl.member("ana")
    await ana.command("/ticket")
    assert ana.ephemerals[-1].text == '/ticket failed with the error "invalid_command_response"'


async def test_a_pressed_button_tells_who_where_and_what(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, connect: Any, kit: Any, bodies: list[dict[str, Any]]
) -> None:
    @bolt.action("take")
    async def on_take(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        message = body["message"]
        await client.chat_update(channel=body["channel"]["id"], ts=message["ts"], text="Tomada por ana")

    await connect(bolt)
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    old = await client.chat_postMessage(channel=channel.id, text="1", blocks=[kit.actions(kit.button(value="1"))])
    new = await client.chat_postMessage(channel=channel.id, text="2", blocks=[kit.actions(kit.button(value="2"))])
    assert (await ana.press("Tomar", channel)).ok
    await channel.wait_for("Tomada por ana")
    await ana.press("take", channel, ts=old["ts"])
    actions = [body for body in bodies if body["type"] == "block_actions"]
    assert [(a["actions"][0]["value"], a["message"]["ts"]) for a in actions] == [("2", new["ts"]), ("1", old["ts"])]
    first = actions[0]
    assert first["container"] == {
        "type": "message",
        "message_ts": new["ts"],
        "channel_id": channel.id,
        "is_ephemeral": False,
    }
    assert first["user"]["id"] == ana.id
    assert first["actions"][0]["block_id"] == "actions"


async def test_pressing_what_is_not_there_shows_what_is(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="Sin botones")
    with pytest.raises(NoSuchChoiceError, match=r"ana sees nothing called 'Tomar'; visible:\n.*Sin botones"):
        await ana.press("Tomar")


async def test_menus_and_overflows_carry_the_chosen_option_and_the_state(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, connect: Any, kit: Any, bodies: list[dict[str, Any]]
) -> None:
    @bolt.action("module")
    async def on_module(ack: Any) -> None:
        await ack()

    @bolt.action("more")
    async def on_more(ack: Any) -> None:
        await ack()

    await connect(bolt)
    ana = sl.member("ana")
    options = [{"text": kit.plain(name), "value": name.lower()} for name in ("Nómina", "Ingresos")]
    radio = {"type": "radio_buttons", "action_id": "module", "options": options}
    overflow = {"type": "overflow", "action_id": "more", "options": options}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[kit.actions(radio, overflow)])
    await ana.choose("module", "Ingresos")
    await ana.press("Nómina")
    module, more = [body for body in bodies if body["type"] == "block_actions"]
    assert module["actions"][0]["selected_option"]["value"] == "ingresos"
    assert module["state"]["values"]["actions"]["module"]["selected_option"]["value"] == "ingresos"
    assert more["actions"][0]["selected_option"]["value"] == "nómina"
    with pytest.raises(NoSuchChoiceError, match="'Egresos' is not on offer; there are: Nómina"):
        await ana.choose("module", "Egresos")


async def test_a_response_url_works_five_times_and_for_thirty_minutes(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, connect: Any, kit: Any, timeline: Timeline
) -> None:
    urls: list[str] = []

    @bolt.action("take")
    async def on_take(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        urls.append(body["response_url"])

    await connect(bolt)
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="Ficha", blocks=[kit.actions(kit.button())])
    await ana.press("Tomar")
    await ana.press("Tomar")
    async with aiohttp.ClientSession() as session:

        async def answer(url: str, **body: Any) -> tuple[int, str]:
            async with session.post(url, json=body) as response:
                return response.status, await response.text()

        assert await answer(urls[0], text="solo para usted") == (200, "ok")
        assert await answer(urls[0], text="para todos", response_type="in_channel") == (200, "ok")
        assert await answer(urls[0], text="Cambiada", replace_original=True) == (200, "ok")
        assert await answer(urls[0]) == (400, '{"ok": false, "error": "no_text"}')
        assert [m.rendered for m in ana.dm_messages] == ["Cambiada", "para todos"]
        assert [m.rendered for m in ana.ephemerals] == ["solo para usted"]
        assert await answer(urls[0], delete_original=True) == (200, "ok")
        assert [m.rendered for m in ana.dm_messages] == ["para todos"]
        assert await answer(urls[0], text="quinta") == (200, "ok")
        assert await answer(urls[0], text="sexta") == (404, '{"ok": false, "error": "used_url"}')
        timeline.advance(1801)
        assert await answer(urls[1], text="tarde") == (404, '{"ok": false, "error": "expired_url"}')


async def test_an_ephemeral_message_is_replaced_through_its_response_url(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, connect: Any, kit: Any, bodies: list[dict[str, Any]]
) -> None:
    @bolt.action("take")
    async def on_take(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Hecho", replace_original=True)

    await connect(bolt)
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    await client.chat_postEphemeral(channel=channel.id, user=ana.id, text="x", blocks=[kit.actions(kit.button())])
    await ana.press("Tomar", channel)
    await ana.wait_for_ephemeral("Hecho")
    assert bodies[-1]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[-1]


async def test_a_message_shortcut_carries_the_message(
    sl: SlackSandbox, bolt: AsyncApp, connect: Any, bodies: list[dict[str, Any]]
) -> None:
    @bolt.shortcut("to_ticket")
    async def on_shortcut(ack: Any) -> None:
        await ack()

    await connect(bolt)
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    said = await ana.say(channel, "No abre")
    assert (await ana.message_shortcut("to_ticket", channel, said.ts)).ok
    shortcut = next(body for body in bodies if body["type"] == "message_action")
    assert (shortcut["message"]["text"], shortcut["channel"]["id"]) == ("No abre", channel.id)


async def test_a_shortcut_on_a_reply_and_a_press_on_one_say_which_thread_it_is(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, connect: Any, kit: Any, bodies: list[dict[str, Any]]
) -> None:
    async def acknowledge(ack: Any) -> None:
        await ack()

    bolt.shortcut("to_ticket")(acknowledge)
    bolt.action("take")(acknowledge)
    await connect(bolt)
    ana, channel = sl.member("ana"), sl.channel("soporte")
    card = (await client.chat_postMessage(channel=channel.id, text="Ficha"))["ts"]
    reply = (
        await client.chat_postMessage(channel=channel.id, text="x", thread_ts=card, blocks=[kit.actions(kit.button())])
    )["ts"]
    await ana.message_shortcut("to_ticket", channel, reply)
    await ana.message_shortcut("to_ticket", channel, card)
    await ana.press("Tomar", channel)
    (on_reply, on_card), (pressed,) = (
        [body for body in bodies if body["type"] == kind] for kind in ("message_action", "block_actions")
    )
    assert (on_reply["message"]["thread_ts"], on_reply["message_ts"]) == (card, reply)
    assert on_card["message"]["thread_ts"] == on_card["message_ts"] == card
    assert pressed["container"]["thread_ts"] == pressed["message"]["thread_ts"] == card
