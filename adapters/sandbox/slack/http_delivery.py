"""Signed HTTP: Slack's posts to the app's request URL.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp

from adapters.sandbox.slack.journal import Journal, Post
from adapters.sandbox.slack.state import Identity
from adapters.sandbox.slack.transport import Ack, Json, Kind, in_time
from adapters.sandbox.timeline import Timeline


class RequestUrlError(ValueError):
    """The app did not answer the challenge, so Slack would not save this URL."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The ``v0`` signature of one request."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


class HttpDelivery:
    """Posts to one request URL."""

    def __init__(
        self,
        *,
        url: str,
        signing_secret: str,
        signed_at: Callable[[], datetime],
        timeline: Timeline,
        journal: Journal,
        identity: Identity,
        session: aiohttp.ClientSession,
    ) -> None:
        self._url = url
        self._secret = signing_secret
        self._signed_at = signed_at
        self._timeline = timeline
        self._journal = journal
        self._identity = identity
        self._session = session

    async def verify(self) -> None:
        """The challenge that Slack makes when a request URL is set; RequestUrlError when it is not met."""
        challenge = secrets.token_urlsafe(24)
        payload = {
            "token": self._identity.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        post = await self._post("events_api", payload, {})
        if post.failure is not None or challenge not in post.answer:
            answer = post.failure or post.answer[:200]
            raise RequestUrlError(f"{self._url} did not answer with the challenge: {answer}")

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Ack:
        """Post once and wait for the answer."""
        retry = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason} if attempt else {}
        post = await self._post(kind, payload, retry)
        return Ack(
            failure=post.failure,
            payload=_answered(post) if post.failure is None else {},
            delay=post.delay,
            no_retry=post.no_retry,
        )

    async def _post(self, kind: Kind, payload: Json, extra: dict[str, str]) -> Post:
        body, content_type = _body(kind, payload)
        timestamp = str(int(self._signed_at().timestamp()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
            **extra,
        }
        post = Post(kind=kind, url=self._url, payload=payload, headers=headers, at=self._timeline.now())
        self._journal.posts.append(post)
        exchange = asyncio.create_task(self._exchange(post, body))
        if not await in_time(exchange, self._timeline):
            exchange.cancel()
            post.failure = "http_timeout"
        post.delay = (self._timeline.now() - post.at).total_seconds()
        return post

    async def _exchange(self, post: Post, body: bytes) -> None:
        try:
            async with self._session.post(self._url, data=body, headers=post.headers, allow_redirects=False) as answer:
                post.status = answer.status
                post.answer = await answer.text(errors="replace")
                post.answer_type = answer.content_type
                post.no_retry = answer.headers.get("x-slack-no-retry") == "1"
                accepted = 200 <= answer.status < 300 if post.kind == "events_api" else answer.status == 200
                post.failure = None if accepted else "http_error"
        except aiohttp.ClientError:
            post.failure = "connection_failed"


def _body(kind: Kind, payload: Json) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    match kind:
        case "events_api":
            return json.dumps(payload).encode(), "application/json"
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}).encode(), form
        case "slash_commands":
            return urlencode(payload).encode(), form


def _answered(post: Post) -> Json:
    """The answer's body as Socket Mode would carry it: JSON as such, a plain text as ``text``."""
    text = post.answer.strip()
    if not text:
        return {}
    if post.answer_type == "application/json":
        try:
            parsed: Any = json.loads(text)
        except ValueError:
            return {"text": text}
        return parsed if isinstance(parsed, dict) else {"text": text}
    return {"text": text}
