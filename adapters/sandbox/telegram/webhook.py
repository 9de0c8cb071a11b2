"""Delivery of updates to the bot's own address: one at a time in each lane, until taken or expired."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass

import aiohttp

from adapters.sandbox.telegram.api_error import Json
from adapters.sandbox.telegram.updates import Queued, UpdateQueue
from adapters.sandbox.timeline import Timeline

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LONGEST_RETRY_AFTER = 3600
ANSWER_WITHIN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """What setWebhook was given."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver. ``status`` is the bot's HTTP status, or None when the connection failed."""

    update_id: int
    lane: str
    status: int | None


class Webhook:
    """Delivers what the queue holds and gets. A failing update blocks its lane only.

    The wait after a failure is 1 s, doubled up to 60 s, on the sandbox's clock; a ``Retry-After`` header is
    honoured up to an hour. An update that would expire before its next attempt is dropped. An API method in
    the answer's body is not carried out: its outcome could not be known anyway.
    """

    def __init__(self, *, settings: WebhookSettings, queue: UpdateQueue, timeline: Timeline) -> None:
        self.settings = settings
        self.deliveries: list[Delivery] = []
        self.last_error: tuple[int, str] | None = None
        """When the last attempt failed, in Unix time, and why."""
        self._queue = queue
        self._timeline = timeline
        self._lanes: dict[str, deque[Queued]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(settings.max_connections)
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Take over the queue: what is in it and what comes. May follow a `stop`."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN))
        self._queue.webhook = self._enqueue
        for queued in self._queue.pending():
            self._enqueue(queued)

    async def stop(self) -> None:
        """Give the queue back; what was not taken stays in it."""
        self._queue.webhook = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._lanes.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _enqueue(self, queued: Queued) -> None:
        lane = self._lanes.get(queued.lane)
        if lane is not None:
            lane.append(queued)
            return
        if self._session is None:
            return  # stopped: the queue keeps it
        self._lanes[queued.lane] = deque([queued])
        task = asyncio.create_task(self._run(queued.lane, self._session))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, name: str, session: aiohttp.ClientSession) -> None:
        lane = self._lanes[name]
        while lane:
            await self._deliver(lane.popleft(), session)
        del self._lanes[name]

    async def _deliver(self, queued: Queued, session: aiohttp.ClientSession) -> None:
        wait = FIRST_WAIT
        while queued.expires > self._timeline.now():
            async with self._connections:
                retry_after = await self._attempt(queued, session)
            if retry_after is None:
                break
            pause = retry_after or wait
            if (queued.expires - self._timeline.now()).total_seconds() < pause:
                break
            await self._timeline.sleep(pause)
            if not retry_after:
                wait = min(wait * 2, LONGEST_WAIT)
        self._queue.confirm(queued.update_id)

    async def _attempt(self, queued: Queued, session: aiohttp.ClientSession) -> float | None:
        """None when the bot took the update, else the wait it asked for (0: none)."""
        headers = {}
        if self.settings.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.settings.secret_token
        status: int | None = None
        retry_after = 0.0
        try:
            async with session.post(
                self.settings.url, json=queued.body, headers=headers, allow_redirects=False
            ) as answer:
                status = answer.status
                asked = answer.headers.get("Retry-After", "")
                retry_after = float(min(int(asked), LONGEST_RETRY_AFTER)) if asked.isdecimal() else 0.0
                await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"{type(error).__name__}")
        self.deliveries.append(Delivery(update_id=queued.update_id, lane=queued.lane, status=status))
        if status is not None and 200 <= status <= 299:
            return None
        if status is not None:
            self._failed(f"Wrong response from the webhook: {status}")
        return retry_after

    def _failed(self, message: str) -> None:
        self.last_error = (math.floor(self._timeline.now().timestamp()), message)


def webhook_info(webhook: Webhook | None, queue: UpdateQueue) -> Json:
    """The WebhookInfo object; an empty ``url`` while the bot polls."""
    info: Json = {
        "url": webhook.settings.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending()),
    }
    if webhook is not None:
        info["max_connections"] = webhook.settings.max_connections
        info["ip_address"] = webhook.settings.ip_address or "<unknown>"
        if webhook.last_error is not None:
            info["last_error_date"], info["last_error_message"] = webhook.last_error
    if queue.allowed is not None:
        info["allowed_updates"] = sorted(queue.allowed)
    return info
