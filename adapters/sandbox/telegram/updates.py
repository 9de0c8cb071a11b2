"""The queue of updates: numbered, kept for their lifetime, confirmed by offset."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.sandbox.telegram.api_error import BotApiError, Json
from adapters.sandbox.timeline import Timeline

MESSAGE_LIFETIME = 86_400.0
CALLBACK_LIFETIME = 150.0
LONGEST_POLL = 50
DEFAULT_TYPES = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})
FIRST_UPDATE_ID = 810_000_001
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
CONFLICT_PAUSE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An update on its way to the bot. Updates of one ``lane`` reach a webhook one after the other."""

    update_id: int
    body: Json
    lane: str
    expires: datetime


class UpdateQueue:
    """What the bot has not confirmed yet, oldest first.

    ``strict_rates`` turns on the platform's brake for a poller that repeats an offset: within half a second
    it gets one update, within three seconds its poll lasts three.
    """

    def __init__(self, *, timeline: Timeline, strict_rates: bool) -> None:
        self._timeline = timeline
        self._strict_rates = strict_rates
        self._pending: dict[int, Queued] = {}
        self._again: list[Queued] = []
        self._seen: dict[int, Queued] = {}
        self._held: dict[str, list[tuple[Json, str, datetime]]] = {}
        self._next_id = FIRST_UPDATE_ID
        self._arrived = asyncio.Event()
        self._waiting: asyncio.Future[None] | None = None
        self._next_conflict = 0.0
        self._last_poll: tuple[int, float] | None = None
        self.allowed: frozenset[str] | None = None
        """The kinds asked for; None is the default of all those that the sandbox produces."""
        self.webhook: Callable[[Queued], None] | None = None
        """Where new updates go while a webhook is set; polling is refused then."""

    def add(self, kind: str, content: Json, *, lane: str, lifetime: float = MESSAGE_LIFETIME) -> None:
        """Queue an update of ``kind`` unless the bot did not ask for it.

        A held lane (named by ``hold``) collects its updates; they are numbered when it is released.
        """
        if kind in (DEFAULT_TYPES if self.allowed is None else self.allowed):
            self._put({kind: content}, lane, self._timeline.now() + timedelta(seconds=lifetime))

    @property
    def latest_id(self) -> int:
        """The number of the newest update."""
        return self._next_id - 1

    def add_raw(self, body: Json) -> int:
        """Queue any object, however malformed; an ``update_id`` of its own is kept."""
        own = body.get("update_id")
        update_id = own if isinstance(own, int) else self._next_id
        self._next_id = max(self._next_id, update_id + 1)
        expires = self._timeline.now() + timedelta(seconds=MESSAGE_LIFETIME)
        self._append(Queued(update_id=update_id, body=body, lane=f"raw:{update_id}", expires=expires))
        return update_id

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more, confirmed or not, with the same number."""
        again = self._seen[update_id]
        if self.webhook is not None:
            self.webhook(again)
        else:
            self._again.append(again)
            self._wake()

    def hold(self, chat_id: int) -> None:
        """Keep back what comes from a chat, so that other chats' updates overtake it."""
        self._held.setdefault(str(chat_id), [])

    def release(self, chat_id: int) -> None:
        """Number and queue what was kept back."""
        for body, lane, expires in self._held.pop(str(chat_id), []):
            self._put(body, lane, expires)

    def pending(self) -> list[Queued]:
        """What is neither confirmed nor expired, oldest first."""
        now = self._timeline.now()
        for update_id in [u.update_id for u in self._pending.values() if u.expires <= now]:
            del self._pending[update_id]
        return list(self._pending.values())

    def confirm(self, update_id: int) -> None:
        """Forget an update that the bot has taken."""
        self._pending.pop(update_id, None)

    def clear(self) -> None:
        """Forget everything (drop_pending_updates)."""
        self._pending.clear()
        self._again.clear()

    async def poll(self, *, offset: int, limit: int, longest: float) -> list[Json]:
        """One getUpdates call that waits ``longest`` seconds of the timeline for an update.

        A poll still waiting when another begins ends with 409, as does every poll while a webhook is set.
        """
        if self.webhook is not None:
            raise BotApiError(WEBHOOK_ACTIVE, code=409)
        self._abort_waiting(TERMINATED)
        limit, longest = self._braked(offset, limit, longest)
        self._forget_before(offset)
        if not (self._again or self.pending()) and longest > 0:
            await self._wait(longest)
        first = offset if self._is_in_reach(offset) else 0
        ready, self._again = self._again[:limit], self._again[limit:]
        ready += [queued for queued in self.pending() if queued.update_id >= first]
        return [queued.body for queued in ready[:limit]]

    def terminate_poll(self) -> None:
        """setWebhook ends a waiting poll with 409."""
        self._abort_waiting("Conflict: terminated by setWebhook request")

    def _put(self, body: Json, lane: str, expires: datetime) -> None:
        held = self._held.get(lane.rpartition(":")[2])
        if held is not None:
            held.append((body, lane, expires))
            return
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._append(Queued(update_id=update_id, body={"update_id": update_id} | body, lane=lane, expires=expires))

    def _append(self, queued: Queued) -> None:
        self._pending[queued.update_id] = queued
        self._seen[queued.update_id] = queued
        if self.webhook is not None:
            self.webhook(queued)
        self._wake()

    def _wake(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()

    def _braked(self, offset: int, limit: int, longest: float) -> tuple[int, float]:
        now = self._timeline.monotonic()
        last_offset, last_at = self._last_poll or (None, 0.0)
        self._last_poll = (offset, now)
        if not self._strict_rates or offset != last_offset or now >= last_at + 3.0:
            return limit, longest
        return 1 if now < last_at + 0.5 else limit, max(longest, 3.0)

    def _is_in_reach(self, offset: int) -> bool:
        """An offset far beyond the newest update is not believed: the queue starts at its head again."""
        return offset <= self._next_id + 10

    def _forget_before(self, offset: int) -> None:
        if offset < 0:
            for update_id in list(self._pending)[:offset]:
                del self._pending[update_id]
        elif self._is_in_reach(offset):
            for update_id in [known for known in self._pending if known < offset]:
                del self._pending[update_id]

    async def _wait(self, seconds: float) -> None:
        """Wait for an update; ended early by another poll or a webhook."""
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        sleep = asyncio.ensure_future(self._timeline.sleep(seconds))
        arrival = asyncio.ensure_future(self._arrived.wait())
        try:
            await asyncio.wait({waiting, sleep, arrival}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            arrival.cancel()
            if self._waiting is waiting:
                self._waiting = None
        if waiting.done():
            await self._conflict(waiting)

    async def _conflict(self, ended: asyncio.Future[None]) -> None:
        """Answer 409 at once, but no more than once in three seconds, so that two pollers do not race."""
        now = self._timeline.monotonic()
        if now < self._next_conflict:
            await self._timeline.sleep(CONFLICT_PAUSE)
        else:
            self._next_conflict = now + CONFLICT_PAUSE
        ended.result()

    def _abort_waiting(self, description: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(BotApiError(description, code=409))
