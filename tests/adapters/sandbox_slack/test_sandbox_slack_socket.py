"""Socket Mode: hello, envelopes, acknowledgements, retries, disconnects, ghosts and silence."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.timeline import Timeline


class RawSocket:
    """A Socket Mode client that acknowledges nothing by itself."""

    def __init__(self, session: aiohttp.ClientSession, client: AsyncWebClient) -> None:
        self._session = session
        self._client = client

    async def connect(self) -> tuple[aiohttp.ClientWebSocketResponse, dict[str, Any]]:
        """The socket, and the first message on it."""
        url = (await self._client.apps_connections_open(app_token="xapp-sandbox"))["url"]
        socket = await self._session.ws_connect(url)
        return socket, await socket.receive_json(timeout=30)


@pytest.fixture
async def raw(client: AsyncWebClient) -> Any:
    async with aiohttp.ClientSession() as session:
        yield RawSocket(session, client)


async def test_a_real_bolt_app_hears_a_direct_message_and_answers(
    sl: SlackSandbox, bolt: AsyncApp, connect: Any
) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            heard.append(event)
            await say(f"Recibido: {event['text']}")

    await connect(bolt)
    ana = sl.member("ana")
    said = await ana.dm("Se cayó el sistema")
    answer = await ana.wait_for_dm("Recibido")
    assert answer.rendered == "Recibido: Se cayó el sistema"
    (event,) = heard
    assert (event["channel"], event["channel_type"], event["user"]) == (ana.dm_channel, "im", ana.id)
    assert event["client_msg_id"] == said.client_msg_id
    assert event["blocks"][0]["type"] == "rich_text"
    await sl.settled()
    assert not sl.journal.missing_acks()


async def test_the_bots_own_message_comes_back_as_an_event(
    sl: SlackSandbox, client: AsyncWebClient, raw: RawSocket
) -> None:
    socket, _ = await raw.connect()
    ana = sl.member("ana")
    posted = await client.chat_postMessage(channel=ana.id, text="Hola")
    event = (await socket.receive_json(timeout=30))["payload"]["event"]
    assert (event["bot_id"], event["app_id"], event["ts"]) == ("B0SANDBOX01", "A0SANDBOX01", posted["ts"])
    await socket.close()


async def test_edits_and_deletions_come_as_hidden_messages(sl: SlackSandbox, raw: RawSocket) -> None:
    socket, _ = await raw.connect()
    ana = sl.member("ana")
    said = await ana.dm("uno")
    await ana.edit(said, "dos")
    await ana.delete(said)
    events = [(await socket.receive_json(timeout=30))["payload"]["event"] for _ in range(3)]
    assert [event.get("subtype") for event in events] == [None, "message_changed", "message_deleted"]
    assert (events[1]["message"]["text"], events[1]["previous_message"]["text"]) == ("dos", "uno")
    assert events[1]["message"]["edited"]["user"] == ana.id
    assert events[2]["deleted_ts"] == said.ts
    await socket.close()


async def test_a_mention_in_a_channel_comes_twice_and_outside_not_at_all(sl: SlackSandbox, raw: RawSocket) -> None:
    socket, _ = await raw.connect()
    ana = sl.member("ana")
    channel, foreign = sl.channel("soporte"), sl.channel("ajeno", bot_is_member=False)
    await ana.say(foreign, f"<@{sl.identity.bot_user_id}> ¿me oyes?")
    said = await ana.say(channel, f"<@{sl.identity.bot_user_id}> ayuda")
    events = [(await socket.receive_json(timeout=30))["payload"]["event"] for _ in range(2)]
    assert [(event["type"], event["ts"]) for event in events] == [("message", said.ts), ("app_mention", said.ts)]
    assert said.rendered == "@ventanilla ayuda"
    await socket.close()


async def test_hello_counts_connections_and_each_payload_goes_to_one(sl: SlackSandbox, raw: RawSocket) -> None:
    first, hello = await raw.connect()
    second, hello_again = await raw.connect()
    assert (hello["type"], hello["num_connections"], hello_again["num_connections"]) == ("hello", 1, 2)
    assert hello["debug_info"]["approximate_connection_time"] > 0
    ana = sl.member("ana")
    for number in range(4):
        await ana.dm(str(number))
    for socket in (first, second):
        for _ in range(2):
            envelope = await socket.receive_json(timeout=30)
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
    await sl.settled()
    assert len(sl.journal.envelopes) == 4
    assert {envelope.connection for envelope in sl.journal.envelopes} == {c.id for c in sl.socket.connections}
    await first.close()
    await second.close()


async def test_a_connection_url_is_good_for_one_connection(client: AsyncWebClient) -> None:
    url = (await client.apps_connections_open(app_token="xapp-sandbox"))["url"]
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        await socket.close()


async def test_the_eleventh_connection_is_sent_away(sl: SlackSandbox, raw: RawSocket) -> None:
    sl.ghosts(10)
    socket, first = await raw.connect()
    assert first == {
        "type": "disconnect",
        "reason": "too_many_websockets",
        "debug_info": {"host": "applink-sandbox"},
    }
    assert (await socket.receive(timeout=30)).type is aiohttp.WSMsgType.CLOSE
    await socket.close()


async def test_a_missing_ack_is_retried_at_once_after_a_minute_and_after_five(
    sl: SlackSandbox, raw: RawSocket, timeline: Timeline
) -> None:
    socket, _ = await raw.connect()
    ana = sl.member("ana")
    await ana.dm("¿hay alguien?")
    received = [await socket.receive_json(timeout=30)]
    for wait in (0, 60, 300):
        timeline.advance(3)
        if wait:
            await sl.settled()
        timeline.advance(wait)
        received.append(await socket.receive_json(timeout=30))
    assert [(e["retry_attempt"], e["retry_reason"]) for e in received] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({envelope["payload"]["event_id"] for envelope in received}) == 1
    assert len({envelope["envelope_id"] for envelope in received}) == 4
    timeline.advance(3)
    await sl.settled()
    assert len(sl.journal.dropped_events) == 1
    assert len(sl.journal.missing_acks()) == 4
    await socket.close()


async def test_an_event_waits_for_a_connection_that_comes_later(
    sl: SlackSandbox, raw: RawSocket, timeline: Timeline
) -> None:
    ana = sl.member("ana")
    await ana.dm("nadie conectado")
    await sl.settled()
    socket, _ = await raw.connect()
    timeline.advance(60)
    envelope = await socket.receive_json(timeout=30)
    assert envelope["payload"]["event"]["text"] == "nadie conectado"
    assert envelope["retry_attempt"] == 2
    await socket.close()


async def test_late_and_unknown_acks_are_recorded(sl: SlackSandbox, raw: RawSocket, timeline: Timeline) -> None:
    socket, _ = await raw.connect()
    ana = sl.member("ana")
    await ana.dm("hola")
    envelope = await socket.receive_json(timeout=30)
    timeline.advance(4)
    retry = await socket.receive_json(timeout=30)
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    await socket.send_json({"envelope_id": "nunca-enviado"})
    await socket.send_json({"envelope_id": retry["envelope_id"], "payload": {"x": 1}})
    await sl.settled()
    late, good = sl.journal.envelopes
    assert (late.late, late.missing, late.delay) == (True, True, 4.0)
    assert (good.late, good.missing, good.ack) == (False, False, {"x": 1})
    assert sl.journal.unknown_acks == [{"envelope_id": "nunca-enviado"}]
    await socket.close()


async def test_the_same_event_can_be_delivered_again_with_the_same_id(sl: SlackSandbox, raw: RawSocket) -> None:
    socket, _ = await raw.connect()
    ana = sl.member("ana")
    await ana.dm("hola")
    first = await socket.receive_json(timeout=30)
    await socket.send_json({"envelope_id": first["envelope_id"]})
    sl.redeliver(first["payload"]["event_id"])
    second = await socket.receive_json(timeout=30)
    assert second["payload"] == first["payload"]
    assert sl.journal.event_ids() == [first["payload"]["event_id"]] * 2
    await socket.close()


async def test_events_can_be_held_and_released_out_of_order(sl: SlackSandbox, raw: RawSocket) -> None:
    socket, _ = await raw.connect()
    ana = sl.member("ana")
    sl.hold()
    for number in range(6):
        await ana.dm(str(number))
    sl.release(shuffled=random.Random(7))
    texts = [(await socket.receive_json(timeout=30))["payload"]["event"]["text"] for _ in range(6)]
    assert sorted(texts) == ["0", "1", "2", "3", "4", "5"] != texts
    await socket.close()


async def test_a_bolt_app_reconnects_when_asked_to_and_loses_nothing(
    sl: SlackSandbox, bolt: AsyncApp, connect: Any
) -> None:
    @bolt.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            await say("oído")

    await connect(bolt)
    before = sl.socket.connections[0].id
    await sl.disconnect("refresh_requested")
    await asyncio.wait_for(sl.socket.opened.wait(), 30)
    assert [connection.id for connection in sl.socket.connections] != [before]
    ana = sl.member("ana")
    await ana.dm("sigue ahí")
    await ana.wait_for_dm("oído")


async def test_a_warned_connection_closes_ten_seconds_later(
    sl: SlackSandbox, raw: RawSocket, timeline: Timeline
) -> None:
    socket, _ = await raw.connect()
    await sl.disconnect("warning")
    assert (await socket.receive_json(timeout=30))["reason"] == "warning"
    assert len(sl.socket.connections) == 1
    timeline.advance(10)
    assert (await socket.receive(timeout=30)).type is aiohttp.WSMsgType.CLOSE
    await sl.workspace.changes.until(lambda: None if sl.socket.connections else True, timeout=30, missed=lambda: "open")
    await socket.close()


async def test_a_silent_connection_stays_open_and_delivers_nothing(
    sl: SlackSandbox, raw: RawSocket, timeline: Timeline
) -> None:
    socket, _ = await raw.connect()
    sl.silence()
    ana = sl.member("ana")
    await ana.dm("¿me oyes?")
    await socket.ping()
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.05)
    assert not socket.closed
    sl.silence(on=False)
    timeline.advance(3)
    assert (await socket.receive_json(timeout=30))["retry_attempt"] == 1
    await socket.close()


async def test_a_ghost_swallows_its_share_and_the_person_sees_a_timeout(
    sl: SlackSandbox, bolt: AsyncApp, connect: Any, timeline: Timeline
) -> None:
    @bolt.command("/ticket")
    async def on_command(ack: Any) -> None:
        await ack("Listo")

    await connect(bolt)
    sl.ghosts(1)
    ana = sl.member("ana")
    answered = 0
    for _ in range(2):
        typed = asyncio.create_task(ana.command("/ticket", "list"))
        while not typed.done():
            await asyncio.sleep(0.01)
            if sl.journal.envelopes[-1].connection == sl.socket.connections[-1].id:
                timeline.advance(3)
        answered += typed.result().ok
    assert answered == 1
    assert sorted(m.text for m in ana.ephemerals) == ['/ticket failed with the error "operation_timeout"', "Listo"]


async def test_deliveries_go_on_after_the_network_dropped_every_connection(sl: SlackSandbox, raw: RawSocket) -> None:
    socket, _ = await raw.connect()
    await sl.socket.cut()
    assert (await socket.receive(timeout=30)).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    await socket.close()
    other, _ = await raw.connect()
    ana = sl.member("ana")
    await ana.dm("otra vez")
    assert (await other.receive_json(timeout=30))["payload"]["event"]["text"] == "otra vez"
    await other.close()
