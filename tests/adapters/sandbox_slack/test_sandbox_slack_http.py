"""Signed HTTP: the challenge, signatures that Bolt accepts, retries of events and of nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import RequestUrlError, SlackSandbox
from adapters.sandbox.timeline import Timeline


async def test_a_real_bolt_endpoint_meets_the_challenge_and_hears_everything(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, serve: Any, endpoint: Any, kit: Any
) -> None:
    @bolt.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            await say(text="Elija", blocks=[kit.actions(kit.button("Tomar", "take"))])

    @bolt.action("take")
    async def on_take(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Tomado", replace_original=True)

    @bolt.command("/ticket")
    async def on_command(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Usted pidió {command['text']}")

    await sl.http_mode(await serve(endpoint(bolt)))
    ana = sl.member("ana")
    await ana.dm("Hola")
    await ana.wait_for_dm("[Tomar]")
    assert (await ana.press("Tomar")).ok
    await ana.wait_for_dm("Tomado")
    answer = await ana.command("/ticket", "list")
    assert answer.payload == {"text": "Usted pidió list"}
    await ana.wait_for_ephemeral("Usted pidió list")
    assert {post.kind for post in sl.journal.posts} == {"events_api", "interactive", "slash_commands"}
    assert {post.status for post in sl.journal.posts} == {200}


async def test_a_modal_is_opened_refused_and_closed_over_http(
    sl: SlackSandbox, bolt: AsyncApp, serve: Any, endpoint: Any, kit: Any
) -> None:
    @bolt.command("/ticket")
    async def on_command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=kit.modal())

    @bolt.view("resolve")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        short = view["state"]["values"]["motivo"]["text"]["value"] == "no"
        await (ack(response_action="errors", errors={"motivo": "Explique más"}) if short else ack())

    await sl.http_mode(await serve(endpoint(bolt)))
    ana = sl.member("ana")
    await ana.command("/ticket", "new")
    view = await ana.wait_for_modal("Resolver")
    await ana.submit({"motivo": "no"})
    assert view.errors == {"motivo": "Explique más"}
    await ana.submit({"motivo": "sí"})
    assert ana.modal is None


async def test_every_post_is_signed_with_the_secret(sl: SlackSandbox, serve: Any, timeline: Timeline) -> None:
    verdicts: list[tuple[bool, bool]] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        headers = dict(request.headers)
        good = SignatureVerifier(sl.signing_secret).is_valid_request(body, headers)
        verdicts.append((good, SignatureVerifier("otro").is_valid_request(body, headers)))
        return web.Response(text=(await request.json()).get("challenge", ""))

    await sl.http_mode(await serve(handle))
    timeline.advance(86_400)
    await sl.member("ana").dm("mañana también")
    await sl.settled()
    assert verdicts == [(True, False), (True, False)]


async def test_a_url_that_does_not_answer_the_challenge_is_not_saved(sl: SlackSandbox, serve: Any) -> None:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(text="hola")

    with pytest.raises(RequestUrlError, match="did not answer with the challenge: hola"):
        await sl.http_mode(await serve(handle))
    assert sl.delivery.transport is sl.socket


class Flaky:
    """An endpoint that answers what it is told, and remembers the retry headers and event ids."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.stuck: asyncio.Event | None = None
        self.seen: list[tuple[str, str | None, str | None]] = []
        self.arrivals: asyncio.Queue[None] = asyncio.Queue()

    async def called(self) -> None:
        """One more event has arrived."""
        await asyncio.wait_for(self.arrivals.get(), 30)

    async def handle(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.Response(status=self.status)
        body = await request.json()
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        headers = request.headers
        self.seen.append((body["event_id"], headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")))
        self.arrivals.put_nowait(None)
        if self.stuck is not None:
            await self.stuck.wait()
        return web.Response(status=self.status, headers=self.headers)


async def test_a_failed_event_comes_again_with_the_same_id(sl: SlackSandbox, serve: Any, timeline: Timeline) -> None:
    app = Flaky()
    await sl.http_mode(await serve(app.handle))
    app.status = 500
    await sl.member("ana").dm("insista")
    await app.called()
    for wait in (60, 300):
        await app.called()
        await sl.settled()
        timeline.advance(wait)
    await app.called()
    await sl.settled()
    ids = {event_id for event_id, _, _ in app.seen}
    assert ids == set(sl.journal.dropped_events)
    assert [(number, reason) for _, number, reason in app.seen] == [
        (None, None),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "http_error"),
    ]


async def test_an_answer_after_three_seconds_counts_as_a_timeout(
    sl: SlackSandbox, serve: Any, timeline: Timeline
) -> None:
    app = Flaky()
    await sl.http_mode(await serve(app.handle))
    app.stuck = asyncio.Event()
    await sl.member("ana").dm("despacio")
    await app.called()
    timeline.advance(3)
    await app.called()
    app.stuck.set()
    await sl.settled()
    assert [(number, reason) for _, number, reason in app.seen] == [(None, None), ("1", "http_timeout")]
    assert [post.failure for post in sl.journal.posts[1:]] == ["http_timeout", None]


async def test_no_retry_is_honoured(sl: SlackSandbox, serve: Any, timeline: Timeline) -> None:
    app = Flaky()
    await sl.http_mode(await serve(app.handle))
    app.status, app.headers = 500, {"x-slack-no-retry": "1"}
    await sl.member("ana").dm("una vez")
    await sl.settled()
    timeline.advance(400)
    await asyncio.sleep(0.02)
    assert len(app.seen) == 1


async def test_interactive_payloads_and_commands_are_never_retried(
    sl: SlackSandbox, client: AsyncWebClient, serve: Any, timeline: Timeline, kit: Any
) -> None:
    app = Flaky()
    await sl.http_mode(await serve(app.handle))
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[kit.actions(kit.button("Tomar"))])
    await sl.settled()
    app.status = 500
    assert (await ana.press("Tomar")).error == "dispatch_failed"
    assert (await ana.command("/ticket", "list")).error == "dispatch_failed"
    assert ana.ephemerals[-1].text == '/ticket failed with the error "dispatch_failed"'
    timeline.advance(400)
    await asyncio.sleep(0.02)
    assert [post.kind for post in sl.journal.posts].count("interactive") == 1
    assert [post.kind for post in sl.journal.posts].count("slash_commands") == 1


async def test_nobody_at_the_url_is_a_failed_connection(sl: SlackSandbox, serve: Any) -> None:
    app = Flaky()
    url = await serve(app.handle)
    await sl.http_mode(url)
    sl.delivery.transport._url = "http://127.0.0.1:1/slack/events"  # type: ignore[attr-defined]
    assert (await sl.member("ana").command("/ticket")).failure == "connection_failed"
