"""Getting payloads to the app: events with their retries, everything else exactly once.

Source of the retry times: https://docs.slack.dev/apis/events-api (at once, after one and after five minutes).
"""

from __future__ import annotations

import random

from adapters.sandbox.slack.app_settings import AppSettings
from adapters.sandbox.slack.changes import Tasks
from adapters.sandbox.slack.journal import Journal
from adapters.sandbox.slack.state import Workspace
from adapters.sandbox.slack.transport import Ack, Json, Transport

RETRY_SECONDS = (0.0, 60.0, 300.0)
"""How long after a failed attempt the next one comes, on the timeline."""


_LAST_EVENTS = ("tokens_revoked", "app_uninstalled")


def _author(event: Json) -> str:
    """Who did it: of a changed or deleted message, its author."""
    inner = event.get("message") or event.get("previous_message") or {}
    return str(event.get("user") or event.get("user_id") or inner.get("user") or "")


class Delivery:
    """The way from the workspace to the app."""

    def __init__(
        self, *, workspace: Workspace, app: AppSettings, transport: Transport, tasks: Tasks, journal: Journal
    ) -> None:
        self._workspace = workspace
        self._app = app
        self._tasks = tasks
        self._journal = journal
        self._held: list[Json] | None = None
        self._bodies: dict[str, Json] = {}
        self._in_flight = 0
        self.installed = True
        """While the app is not installed, nothing reaches it but that it was uninstalled."""
        self.transport = transport

    def event(self, event: Json) -> str:
        """Send one event in the background, with retries, if the app is subscribed to it; returns its ``event_id``."""
        identity = self._workspace.identity
        body: Json = {
            "token": identity.verification_token,
            "team_id": self._workspace.team_of(_author(event)),  # of Slack Connect, the author's
            "context_team_id": identity.team_id,
            "context_enterprise_id": None,
            "api_app_id": identity.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspace.new_id("Ev"),
            "event_time": self._workspace.seconds(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": identity.team_id,
                    "user_id": identity.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": self._is_shared(event),
            "event_context": f"4-{self._workspace.new_id('EC')}",
        }
        if not self._app.hears(event) or not (self.installed or event["type"] in _LAST_EVENTS):
            return str(body["event_id"])
        self._bodies[body["event_id"]] = body
        if self._held is not None:
            self._held.append(body)
        else:
            self._start(body)
        return str(body["event_id"])

    def _is_shared(self, event: Json) -> bool:
        place = event.get("channel") or event.get("channel_id")
        found = self._workspace.conversations.get(place) if isinstance(place, str) else None
        return found is not None and self._workspace.is_shared(found)

    def redeliver(self, event_id: str) -> None:
        """Send an event once more with the same id, as Slack does when it missed the acknowledgement."""
        self._start(self._bodies[event_id])

    def hold(self) -> None:
        """Keep events back until `release`."""
        self._held = [] if self._held is None else self._held

    def release(self, *, shuffled: random.Random | None = None) -> None:
        """Send the events held back, in their order or shuffled."""
        held, self._held = self._held or [], None
        if shuffled is not None:
            shuffled.shuffle(held)
        for body in held:
            self._start(body)

    def _start(self, body: Json) -> None:
        self._in_flight += 1
        self._tasks.spawn(self._deliver(body))

    async def _deliver(self, body: Json) -> None:
        try:
            ack = await self.transport.send("events_api", body)
            for number, wait in enumerate(RETRY_SECONDS, start=1):
                if ack.ok or ack.no_retry:
                    return
                await self._rest(wait)
                ack = await self.transport.send("events_api", body, attempt=number, reason=ack.failure or "")
            if not ack.ok:
                self._journal.dropped_events.append(body["event_id"])
        finally:
            self._in_flight -= 1
            self._workspace.changes.announce()

    async def _rest(self, seconds: float) -> None:
        """Wait before a retry; meanwhile the event is not on its way."""
        if not seconds:
            return
        self._in_flight -= 1
        self._workspace.changes.announce()
        try:
            await self._workspace.timeline.sleep(seconds)
        finally:
            self._in_flight += 1

    async def interactive(self, payload: Json) -> Ack:
        """Send an interactive payload, once."""
        if not self.installed:
            return Ack(failure="connection_failed")
        return await self.transport.send("interactive", payload)

    async def command(self, payload: Json) -> Ack:
        """Send a slash command, once."""
        if not self.installed:
            return Ack(failure="not_a_valid_command")
        return await self.transport.send("slash_commands", payload)

    async def settled(self, *, within: float) -> None:
        """Wait until no event is on its way; what waits for a retry does not count. ``within`` real seconds."""
        await self._workspace.changes.until(
            lambda: None if self._in_flight else True,
            timeout=within,
            missed=lambda: f"{self._in_flight} events are still on their way",
        )
