"""The Bolt app that everything from Slack goes through, in Socket Mode and HTTP alike: one catch-all that commits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.acknowledging import acknowledgement
from adapters.slack.acquaintance import Acquaintance
from adapters.slack.arriving import arrival_of
from adapters.slack.read import STAFF_COMMAND
from bot.app.mishap import told
from bot.app.ports import Clock, Receive

log = structlog.get_logger(__name__)


def bolt_app(
    *, client: AsyncWebClient, receive: Receive, clock: Clock, acquaintance: Acquaintance | None = None
) -> AsyncApp:
    """An app that answers 200 to everything once it is committed, and 503 (in Socket Mode: nothing) when it is not.

    It comes before Bolt's authorization, which would ask Slack over the network while Slack waits for us. Signatures of
    HTTP requests are checked in `SlackEvents`. Slack is asked (`acquaintance`) only about the people whom an order of the
    desk names: whoever is given a role must be a full member.
    """
    known = acquaintance or Acquaintance(client, frozenset())

    async def persist(request: AsyncBoltRequest) -> BoltResponse:
        body: Mapping[str, Any] = request.body
        if body.get("type") == "url_verification":
            return BoltResponse(status=200, body=json.dumps({"challenge": body.get("challenge")}))
        arrival = arrival_of(await known.introduced(body, STAFF_COMMAND), clock.now())
        if arrival is None:
            return BoltResponse(status=200)
        try:
            await receive([arrival], None)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing is committed
            log.warning("slack.not_committed", key=arrival.key, why=told(error))
            return BoltResponse(status=503)
        return BoltResponse(status=200, body=acknowledgement(body))

    return AsyncApp(
        name="ventanilla",
        client=client,
        before_authorize=persist,
        signing_secret="",
        request_verification_enabled=False,
    )
