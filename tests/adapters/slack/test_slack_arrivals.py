"""Slack's payloads over Socket Mode and signed HTTP: committed first, acknowledged then, in both modes alike."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import SystemClock
from adapters.http import HttpServer
from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.timeline import Timeline
from adapters.slack.client import close_client, slack_client
from adapters.slack.events import PATH, SlackEvents
from adapters.slack.link import SlackGateway
from adapters.slack.read import read
from adapters.slack.references import desk_chat
from adapters.slack.socket import SlackSocket
from bot.domain.effects import AskForm, Toast, Whisper
from bot.domain.events import Acted, Commanded, Event, Ordered, Pressed, Said
from bot.domain.message import Button, Entry, Form, Message
from bot.domain.text import Untrusted
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import PATIENCE, RecordedInbox, parcel, until

CARD = Message(title=("Ticket",), buttons=((Button(label="Tomar", data="t:take:5:9"),),))
QUESTION = Message(body=("¿Módulo?",), buttons=((Button(label="Contabilidad", data="pick:1:module:accounting"),),))
FORM = Form(title=("Responder",), submit=("Enviar",), data="t:reply:5:9", entries=(Entry(id="b", label=("Texto",)),))


def unhurried() -> Timeline:
    """Slack's time, ten times slower than ours: its 3 s for an acknowledgement are 30, so that a machine that is busy with
    other work changes nothing. How soon we acknowledge is measured by the benchmarks."""
    system = SystemClock()
    return Timeline(monotonic=lambda: system.monotonic() / 10)


@pytest.fixture
async def sandbox() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(timeline=unhurried(), strict_rates=False) as running:
        yield running


@pytest.fixture
async def client(sandbox: SlackSandbox) -> AsyncIterator[AsyncWebClient]:
    made = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
    yield made
    await close_client(made)


@pytest.fixture
async def inbox() -> RecordedInbox:
    return RecordedInbox()


@pytest.fixture
async def socket(sandbox: SlackSandbox, client: AsyncWebClient, inbox: RecordedInbox) -> AsyncIterator[SlackSocket]:
    made = SlackSocket(client=client, app_token="xapp-sandbox", receive=inbox.receive, clock=SystemClock())
    made.start()
    await sandbox.socket.opened.wait()
    yield made
    await made.stop()


@pytest.fixture
async def server(sandbox: SlackSandbox, client: AsyncWebClient, inbox: RecordedInbox) -> AsyncIterator[HttpServer]:
    events = SlackEvents(
        client=client, receive=inbox.receive, clock=SystemClock(), signing_secret=sandbox.signing_secret
    )
    running = HttpServer(host="127.0.0.1", port=0, routes=events.routes())
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def posting(server: HttpServer, sandbox: SlackSandbox) -> None:
    """The sandbox posts to our server."""
    await sandbox.http_mode(url(server))


@pytest.fixture(params=["socket", "posting"])
def connected(request: pytest.FixtureRequest) -> str:
    """The sandbox delivers in each mode, to our own socket or server."""
    request.getfixturevalue(request.param)
    return str(request.param)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def url(server: HttpServer) -> str:
    return f"http://127.0.0.1:{server.port}{PATH}"


def events_in(inbox: RecordedInbox) -> list[Event | None]:
    return [read(json.loads(arrival.body), arrival.key, arrival.at) for arrival in inbox.arrivals]


async def test_everything_people_do_is_committed_and_acknowledged(
    connected: str, sandbox: SlackSandbox, inbox: RecordedInbox, client: AsyncWebClient
) -> None:
    ana, channel = sandbox.member(), sandbox.channel()
    gateway = SlackGateway(client=client, files=NoFiles())
    await gateway.deliver(parcel(desk_chat(sandbox.identity.team_id, channel.id), CARD))
    await gateway.deliver(parcel(f"slack:{sandbox.identity.team_id}:{ana.id}", QUESTION, key="letter-2"))
    await ana.dm("hola <!channel>")
    await sandbox.settled()
    acks = [
        await ana.press("Contabilidad"),
        await ana.press("Tomar", channel),
        await ana.command("/ticket", "5 tomar", channel),
        await ana.command("/soporte", "", channel),
        await ana.shortcut("unknown"),
    ]
    assert [ack.failure for ack in acks] == [None] * 5
    assert [type(event) for event in events_in(inbox)] == [Said, Pressed, Acted, Ordered, Commanded, type(None)]
    assert {arrival.lane for arrival in inbox.arrivals} == {f"slack:{sandbox.identity.team_id}:{ana.id}"}
    assert not any("token" in body for body in inbox.bodies)
    assert sandbox.journal.missing_acks() == []


async def test_the_bot_s_own_messages_leave_no_trace(
    connected: str, sandbox: SlackSandbox, inbox: RecordedInbox, client: AsyncWebClient
) -> None:
    ana = sandbox.member()
    await SlackGateway(client=client, files=NoFiles()).deliver(
        parcel(f"slack:{sandbox.identity.team_id}:{ana.id}", QUESTION)
    )
    await sandbox.settled()
    assert len(sandbox.journal.event_ids()) == 1
    assert inbox.arrivals == []


async def test_a_form_opens_and_what_is_entered_comes_back(
    connected: str, sandbox: SlackSandbox, inbox: RecordedInbox, client: AsyncWebClient
) -> None:
    ana, channel = sandbox.member(), sandbox.channel()
    gateway = SlackGateway(client=client, files=NoFiles())
    await gateway.deliver(parcel(desk_chat(sandbox.identity.team_id, channel.id), CARD))
    await ana.press("Tomar", channel)
    (pressed,) = events_in(inbox)
    assert isinstance(pressed, Acted)
    assert pressed.interaction is not None
    await gateway.answer(AskForm(interaction=pressed.interaction, form=FORM, language="es"))
    ack = await ana.submit({"b": "Reinicie <y> listo"})
    assert ack is not None
    assert ack.ok
    assert ana.modal is None
    submitted = events_in(inbox)[-1]
    assert isinstance(submitted, Acted)
    assert (submitted.action, submitted.seen, submitted.text) == ("reply", 9, Untrusted("Reinicie <y> listo"))
    assert submitted.interaction is not None
    await gateway.answer(Toast(interaction=pressed.interaction, text=("Tomado",), language="es"))
    await gateway.answer(Whisper(interaction=submitted.interaction, message=Message(body=("Hecho",)), language="es"))
    assert [message.rendered for message in ana.ephemerals] == ["Tomado"]
    assert [message.rendered for message in channel.messages] == ["Ticket\n[Tomar]"]
    assert [message.rendered for message in ana.dm_messages] == ["Hecho"]


async def test_a_second_delivery_of_an_event_has_the_same_key(
    connected: str, sandbox: SlackSandbox, inbox: RecordedInbox
) -> None:
    await sandbox.member().dm("hola")
    await sandbox.settled()
    sandbox.redeliver(sandbox.journal.event_ids()[0])
    await sandbox.settled()
    assert len(sandbox.journal.event_ids()) == 2
    assert len(inbox.arrivals) == 1


async def test_what_cannot_be_committed_is_not_acknowledged_over_http(
    server: HttpServer, sandbox: SlackSandbox, inbox: RecordedInbox
) -> None:
    await sandbox.http_mode(url(server))
    ana = sandbox.member()
    inbox.broken = True
    assert (await ana.command("/soporte")).failure == "http_error"
    await ana.dm("hola")
    await sandbox.settled()  # refused twice, it waits for a minute
    assert inbox.refused == 3
    assert {post.status for post in sandbox.journal.posts[1:]} == {503}
    inbox.broken = False
    sandbox.timeline.advance(61)
    await until(lambda: len(inbox.arrivals) == 1)


async def test_what_cannot_be_committed_is_not_acknowledged_over_the_socket(
    client: AsyncWebClient, inbox: RecordedInbox
) -> None:
    async with SlackSandbox(timeline=unhurried()) as sandbox:
        own = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
        socket = SlackSocket(client=own, app_token="xapp-sandbox", receive=inbox.receive, clock=SystemClock())
        socket.start()
        await sandbox.socket.opened.wait()
        inbox.broken = True
        await sandbox.member().dm("hola")
        await until(lambda: inbox.refused and sandbox.timeline.sleepers)
        await asyncio.sleep(0.1)
        assert sandbox.journal.envelopes[0].ack is None
        assert sandbox.journal.unknown_acks == []
        inbox.broken = False
        sandbox.timeline.advance(3)  # then Slack sends it again
        await until(lambda: len(inbox.arrivals) == 1)
        await until(lambda: sandbox.journal.envelopes[1].ack is not None)
        await socket.stop()
        await close_client(own)


async def test_the_socket_comes_back_when_slack_refreshes_it(
    socket: SlackSocket, sandbox: SlackSandbox, inbox: RecordedInbox
) -> None:
    await sandbox.disconnect("refresh_requested")
    ana = sandbox.member()
    async with asyncio.timeout(PATIENCE):
        while not inbox.arrivals:  # the SDK may open a second connection in place of the first new one
            await sandbox.socket.opened.wait()
            await ana.dm("hola")
            await sandbox.settled()
        while not await socket.connected():  # noqa: ASYNC110 - the SDK rings no bell
            await asyncio.sleep(0.005)


async def test_the_socket_waits_for_a_slack_that_is_not_there(
    inbox: RecordedInbox, caplog: pytest.LogCaptureFixture
) -> None:
    client = slack_client(token="xoxb-sandbox", base_url="http://127.0.0.1:9/api/")
    socket = SlackSocket(client=client, app_token="xapp-secret-token", receive=inbox.receive, clock=SystemClock())
    with caplog.at_level(logging.DEBUG):
        socket.start()
        await asyncio.sleep(0.2)
        assert not await socket.connected()
        async with asyncio.timeout(PATIENCE):
            await socket.stop()
    await close_client(client)
    assert "xapp-secret-token" not in caplog.text
    assert "xoxb-sandbox" not in caplog.text


async def test_stopping_acknowledges_what_is_being_committed(
    socket: SlackSocket, sandbox: SlackSandbox, inbox: RecordedInbox
) -> None:
    begun, go_on, receive = asyncio.Event(), asyncio.Event(), inbox.receive

    async def wait_and_receive(*given: Any) -> None:
        begun.set()
        await go_on.wait()
        await receive(*given)

    await socket.stop()
    own = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
    other = SlackSocket(client=own, app_token="xapp-sandbox", receive=wait_and_receive, clock=SystemClock())
    other.start()
    await sandbox.socket.opened.wait()
    await sandbox.member().dm("hola")
    await begun.wait()
    stopping = asyncio.create_task(other.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    await close_client(own)
    assert len(inbox.arrivals) == 1
    await until(lambda: sandbox.journal.envelopes[0].ack is not None)


async def test_a_hundred_presses_at_once_are_all_acknowledged(
    connected: str, sandbox: SlackSandbox, inbox: RecordedInbox
) -> None:
    people = [sandbox.member(f"p{number}") for number in range(100)]
    acks = await asyncio.gather(*(person.command("/soporte") for person in people))
    assert all(ack.ok for ack in acks)
    assert len(inbox.arrivals) == 100


def signed(secret: str, body: bytes, *, age: int = 0, timestamp: str | None = None) -> Mapping[str, str]:
    at = timestamp if timestamp is not None else str(int(SystemClock().now().timestamp()) - age)
    digest = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}", "Content-Type": "application/json"}


async def test_a_press_arrives_to_the_letter_out_of_its_quoted_form(
    server: HttpServer, sandbox: SlackSandbox, inbox: RecordedInbox, http: aiohttp.ClientSession
) -> None:
    said = '50 % + 1 & más: «año» %2B 🚨 a=b;c {"x"}\n'
    team, user = {"id": "T1"}, {"id": "U1", "team_id": "T1"}
    actions = [{"action_id": "v:0:0", "value": said, "action_ts": "1.1"}]
    press = {"type": "block_actions", "team": team, "user": user, "trigger_id": "1.2", "actions": actions}
    body = urlencode({"payload": json.dumps(press)}).encode()
    headers = {**signed(sandbox.signing_secret, body), "Content-Type": "application/x-www-form-urlencoded"}
    async with http.post(url(server), data=body, headers=headers) as answer:
        assert answer.status == 200
    assert [json.loads(arrival.body)["actions"][0]["value"] for arrival in inbox.arrivals] == [said]


async def test_only_what_slack_signed_in_the_last_five_minutes_gets_in(
    server: HttpServer, sandbox: SlackSandbox, inbox: RecordedInbox, http: aiohttp.ClientSession
) -> None:
    body = b'{"type": "event_callback", "event_id": "Ev1"}'
    secret = sandbox.signing_secret
    forged: list[Mapping[str, str]] = [
        {},
        signed("another secret", body),
        signed(secret, body + b" "),
        signed(secret, body, age=301),
        signed(secret, body, age=-360),
        signed(secret, body, timestamp="soon"),
        signed(secret, body, timestamp=""),
        signed(secret, body, timestamp="1" * 40),
        {**signed(secret, body), "X-Slack-Signature": "ñ"},
    ]
    for headers in forged:
        async with http.post(url(server), data=body, headers=headers) as answer:
            assert answer.status == 401
    assert inbox.arrivals == []
    async with http.post(url(server), data=body, headers=signed(secret, body)) as answer:
        assert answer.status == 200
    assert len(inbox.arrivals) == 1


@pytest.mark.parametrize("body", [b"{", b"[1]", b"payload=[1]", b"payload={", b"\xff", b'"text"'])
async def test_signed_nonsense_is_refused_without_an_error_of_ours(
    body: bytes, server: HttpServer, sandbox: SlackSandbox, http: aiohttp.ClientSession
) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        headers = {**signed(sandbox.signing_secret, body), "Content-Type": kind}
        async with http.post(url(server), data=body, headers=headers) as answer:
            assert answer.status < 500


async def test_more_than_a_megabyte_is_refused(server: HttpServer, http: aiohttp.ClientSession) -> None:
    async with http.post(url(server), data=io.BytesIO(b" " * (2**20 + 1))) as answer:
        assert answer.status == 413


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(max_size=200),
    timestamp=st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"])),
    signature=st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"])),
)
async def test_no_stranger_gets_anything_but_401(
    body: bytes,
    timestamp: str,
    signature: str,
    server: HttpServer,
    inbox: RecordedInbox,
    http: aiohttp.ClientSession,
) -> None:
    headers = {"X-Slack-Request-Timestamp": timestamp.strip(), "X-Slack-Signature": signature.strip()}
    async with http.post(url(server), data=body, headers=headers) as answer:
        assert answer.status in (400, 401)
    assert inbox.arrivals == []


async def test_an_empty_signing_secret_does_not_start(client: AsyncWebClient, inbox: RecordedInbox) -> None:
    with pytest.raises(ValueError, match="signing secret"):
        SlackEvents(client=client, receive=inbox.receive, clock=SystemClock(), signing_secret=" ")
