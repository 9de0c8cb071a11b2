"""The control API over HTTP: what Python can do, another process can do."""

from __future__ import annotations

import base64
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox


@pytest.fixture
async def control(sl: SlackSandbox) -> Any:
    """``await control("POST", "members", name="ana")``: the status and the JSON answered."""
    async with aiohttp.ClientSession() as session:

        async def call(verb: str, path: str, **body: Any) -> tuple[int, Any]:
            url = f"{sl.origin}/control/{path}"
            async with session.request(verb, url, json=body or None) as answer:
                return answer.status, await answer.json()

        yield call


async def test_a_whole_conversation_can_be_played_from_outside(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, connect: Any, control: Any, kit: Any
) -> None:
    @bolt.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            await say(text="Elija", blocks=[kit.section("¿Abrir?"), kit.actions(kit.button("Sí", "yes"))])

    @bolt.action("yes")
    async def on_yes(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=kit.modal())

    @bolt.view("resolve")
    async def on_submit(ack: Any) -> None:
        await ack()

    await connect(bolt)
    _, ana = await control("POST", "members", name="ana", real_name="Ana López")
    who = f"members/{ana['id']}"
    _, said = await control("POST", f"{who}/dm", text="Hola")
    assert said["rendered"] == "Hola"
    _, asked = await control("GET", f"{who}/wait?contains=Abrir&timeout=5")
    assert asked["buttons"] == [{"label": "Sí", "action_id": "yes", "value": "1"}]
    _, pressed = await control("POST", f"{who}/press", wanted="Sí")
    assert pressed["ok"] is True
    _, view = await control("GET", f"{who}/wait?in=modal&timeout=5")
    assert view["title"] == "Resolver"
    _, refused = await control("POST", f"{who}/submit", values={})
    assert refused == {"ok": True}
    _, seen = await control("GET", who)
    assert seen["modal"]["errors"] == {"motivo": "Please complete this required field."}
    _, submitted = await control("POST", f"{who}/submit", values={"motivo": "listo"})
    assert submitted["ok"] is True
    _, seen = await control("GET", who)
    assert seen["modal"] is None
    assert [m["rendered"] for m in seen["dm_messages"]] == ["Hola", "¿Abrir?\n[Sí]"]
    _, journal = await control("GET", "journal")
    assert {call["method"] for call in journal["calls"]} >= {"chat.postMessage", "views.open"}


async def test_channels_files_edits_and_faults(sl: SlackSandbox, client: AsyncWebClient, control: Any) -> None:
    _, ana = await control("POST", "members", name="ana")
    _, channel = await control("POST", "channels", name="soporte", members=[ana["id"]])
    who = f"members/{ana['id']}"
    data = base64.b64encode(b"bytes").decode()
    _, shared = await control("POST", f"{who}/share", channel=channel["id"], content=data, filename="a.txt")
    assert shared["files"] == ["a.txt"]
    _, said = await control("POST", f"{who}/say", channel=channel["id"], text="uno")
    await control("POST", f"{who}/edit", channel=channel["id"], ts=said["ts"], text="dos")
    _, seen = await control("GET", f"channels/{channel['id']}")
    assert [m["rendered"] for m in seen["messages"]] == ["a.txt", "dos"]
    await control("POST", f"channels/{channel['id']}/archive")
    status, problem = await control("POST", f"{who}/say", channel=channel["id"], text="tarde")
    assert (status, problem) == (409, {"error": "ana cannot write in #soporte: it is closed"})
    await control("POST", "faults", method="auth.test", kind="status", status=503)
    assert len(sl.faults.planned) == 1
    await control("DELETE", "faults")
    assert not sl.faults.planned


async def test_the_wire_is_steered_from_outside(sl: SlackSandbox, control: Any) -> None:
    await control("POST", "ghosts", number=2)
    assert len(sl.socket.connections) == 2
    await control("POST", "silence", on=True)
    assert sl.socket.silent
    before = sl.timeline.now()
    await control("POST", "advance", seconds=60)
    assert (sl.timeline.now() - before).total_seconds() == 60
    await control("POST", "revoke_tokens")
    assert sl.tokens.revoked


async def test_what_does_not_exist_is_404_and_what_cannot_be_is_409(sl: SlackSandbox, control: Any) -> None:
    assert (await control("POST", "explode"))[0] == 404
    assert (await control("POST", "members/U404/dm", text="x"))[0] == 404
    _, ana = await control("POST", "members", name="ana")
    assert (await control("POST", f"members/{ana['id']}/dance"))[0] == 404
    assert (await control("POST", f"members/{ana['id']}/dm", texto="x"))[0] == 409
    status, missed = await control("GET", f"members/{ana['id']}/wait?contains=nada&timeout=0.02")
    assert status == 409
    assert "'nada' in the direct message of ana" in missed["error"]
