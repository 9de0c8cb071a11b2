"""How fast deliveries may leave: pure scheduling, in order per chat, at the platform's rates.

The overall rate is a token bucket with a small depth; a chat's rate is the generic cell rate algorithm, which lets a few
messages go at once and then one per interval. A chat that waits holds up nobody else.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field

from bot.app.ports import Rates
from bot.domain.ids import ChatRef

_DEPTH_SECONDS = 0.1
"""How much of the overall rate may be caught up at once after a late wake-up."""


@dataclass(slots=True)
class _Line:
    """What waits for one chat. `due` is when its next message may leave; `full_at` the time its allowance is spent up to."""

    ids: deque[int] = field(default_factory=deque)
    full_at: float = 0.0
    blocked_until: float = 0.0
    busy: bool = False
    queued: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """A delivery that may leave now."""

    id: int
    chat: ChatRef


class Pacing:
    """Decides what may leave when. Times are monotonic seconds; ids are those of the outbox."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._lines: dict[ChatRef, _Line] = {}
        self._ready: list[tuple[float, int, ChatRef]] = []
        self._known: set[int] = set()
        self._tokens = 1.0
        self._refilled: float | None = None
        self._paused_until = 0.0

    def __len__(self) -> int:
        return len(self._known)

    def add(self, parcel_id: int, chat: ChatRef, now: float, *, wait: float = 0.0) -> None:
        """A delivery to come, which may leave after `wait` seconds; one that is known already stays as it is. Within a
        chat the order is that of the ids, whatever the order of the calls."""
        if parcel_id in self._known:
            return
        self._known.add(parcel_id)
        line = self._lines.setdefault(chat, _Line())
        if line.ids and parcel_id < line.ids[-1]:
            line.ids = deque(sorted((*line.ids, parcel_id)))
        else:
            line.ids.append(parcel_id)
        if wait and line.ids[0] == parcel_id:
            line.blocked_until = max(line.blocked_until, now + wait)
        self._queue(chat, line, now)

    def next(self, now: float) -> Departure | float | None:
        """What may leave now; else the seconds until one may; None when nothing waits."""
        self._refill(now)
        while self._ready:
            due, _, chat = self._ready[0]
            line = self._lines[chat]
            if (later := self._ready_at(line, due)) > due:  # something that must wait came in before it
                heapq.heapreplace(self._ready, (later, line.ids[0], chat))
                continue
            wait = max(due - now, self._paused_until - now, (1.0 - self._tokens) / self._rates.per_second)
            if wait > 1e-9:  # rounding of floats
                return wait
            heapq.heappop(self._ready)
            line.queued = False
            line.busy = True
            self._tokens -= 1.0
            line.full_at = max(line.full_at, now) + self._rates.chat_interval
            return Departure(line.ids.popleft(), chat)
        return None

    def left(self, departure: Departure, now: float) -> None:
        """The delivery ended, or is no longer ours: the next of its chat may follow."""
        self._known.discard(departure.id)
        chat = departure.chat
        line = self._lines[chat]
        line.busy = False
        if line.ids:
            self._queue(chat, line, now)

    def back(self, departure: Departure, now: float, *, seconds: float, everybody: bool) -> None:
        """The delivery must be tried again after a pause, before anything else of its chat."""
        chat = departure.chat
        line = self._lines[chat]
        line.busy = False
        line.ids.appendleft(departure.id)
        line.blocked_until = now + seconds
        if everybody:
            self._paused_until = max(self._paused_until, now + seconds)
        self._queue(chat, line, now)

    def forget_the_quiet(self, now: float) -> None:
        """Drops what is known of chats with nothing waiting and their whole allowance back."""
        quiet = [chat for chat, line in self._lines.items() if not line.ids and not line.busy and line.full_at <= now]
        for chat in quiet:
            del self._lines[chat]

    def _queue(self, chat: ChatRef, line: _Line, now: float) -> None:
        if line.ids and not line.busy and not line.queued:
            line.queued = True
            heapq.heappush(self._ready, (self._ready_at(line, now), line.ids[0], chat))

    def _ready_at(self, line: _Line, now: float) -> float:
        allowance = line.full_at - self._rates.chat_interval * (self._rates.chat_burst - 1)
        return max(now, allowance, line.blocked_until)

    def _refill(self, now: float) -> None:
        if self._refilled is not None:
            depth = max(1.0, self._rates.per_second * _DEPTH_SECONDS)
            self._tokens = min(depth, self._tokens + (now - self._refilled) * self._rates.per_second)
        self._refilled = now
