"""HTTP mode: Slack posts events, presses, forms and commands to `/slack/events`."""

from __future__ import annotations

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from adapters.http import body_of
from adapters.slack.acquaintance import Acquaintance
from adapters.slack.app import bolt_app
from bot.app.ports import Clock, Receive

log = structlog.get_logger(__name__)

PATH = "/slack/events"


class SlackEvents:
    """Receives at `/slack/events`. ValueError when the signing secret is empty, since then anybody could write here."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        receive: Receive,
        clock: Clock,
        signing_secret: str,
        acquaintance: Acquaintance | None = None,
    ) -> None:
        if not signing_secret.strip():
            raise ValueError("signed requests need a signing secret")
        self._app = bolt_app(client=client, receive=receive, clock=clock, acquaintance=acquaintance)
        self._verifier = SignatureVerifier(signing_secret, _Seconds(clock))

    def routes(self) -> list[web.RouteDef]:
        """The routes to mount."""
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """200 once it is committed, 401 without Slack's signature of the last 5 minutes, 503 when it could not be
        committed (Slack sends events again, presses and commands not)."""
        body = await body_of(request)
        if not self._is_signed(request, body):
            return web.Response(status=401)
        try:
            asked = AsyncBoltRequest(
                body=_unwrapped(body.decode()), query=request.query_string, headers=dict(request.headers.items())
            )
        except (ValueError, TypeError, AttributeError, RecursionError):
            log.warning("slack.unreadable_request", size=len(body))
            return web.Response(status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(asked))

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        """Slack's own check fails on text where it expects numbers, and on what is no ASCII or UTF-8."""
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16 and signature.isascii()):
            return False
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            return False


def _unwrapped(body: str) -> str:
    """Presses and modals are JSON in a form's only field. Bolt unquotes it in Python, which was a quarter of every
    acknowledgement; aiohttp's URLs do it in C. Anything else is left to Bolt."""
    if not body.startswith("payload="):
        return body
    payload = URL.build(query_string=body, encoded=True).query["payload"]
    return payload if payload.startswith("{") else body


class _Seconds(SignatureClock):
    """Our clock, as the verifier asks it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()
