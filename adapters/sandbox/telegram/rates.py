"""How fast a bot may send: the published limits as token buckets on the sandbox's clock."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from adapters.sandbox.telegram.api_error import too_many_requests
from adapters.sandbox.telegram.messages import Chat
from adapters.sandbox.timeline import Timeline

ROUNDING = 1e-9
"""Waits below this are the rounding of the refill."""


@dataclass(slots=True)
class _Bucket:
    """``size`` tokens at most, ``rate`` new ones a second."""

    size: float
    rate: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until a token is there; 0 when one is."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.tokens) / self.rate)


@dataclass(slots=True)
class _Window:
    """``count`` in any ``seconds``."""

    count: int
    seconds: float
    times: deque[float]

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 when it is."""
        while self.times and self.times[0] + self.seconds <= now:
            self.times.popleft()
        return 0.0 if len(self.times) < self.count else self.times[0] + self.seconds - now


class Rates:
    """About 30 messages a second overall, 1 a second in a chat, 20 a minute in a group.

    In a chat a burst of 5 is let through before the second-by-second limit holds: the platform tolerates
    short bursts without saying how long; this is the sandbox's figure; overall the burst is 30. What passes the
    other checks counts, an edit that changes nothing included; an album counts once. ``strict=False`` lets
    everything through.
    """

    def __init__(self, *, timeline: Timeline, strict: bool) -> None:
        self._timeline = timeline
        self._strict = strict
        self._buckets: dict[str, _Bucket] = {}
        self._groups: dict[int, _Window] = {}

    def spend(self, chat: Chat) -> None:
        """Count one send to ``chat``, or refuse it with the whole real seconds to wait."""
        if not self._strict:
            return
        now = self._timeline.monotonic()
        buckets = [self._bucket("overall", 30, 30.0), self._bucket(f"chat {chat.id}", 5, 1.0)]
        wait = max(bucket.wait(now) for bucket in buckets)
        group = None if chat.kind == "private" else self._groups.setdefault(chat.id, _Window(20, 60.0, deque()))
        if group is not None:
            wait = max(wait, group.wait(now))
        if wait > ROUNDING:
            raise too_many_requests(max(1, math.ceil(wait / self._timeline.speed)))
        for bucket in buckets:
            bucket.tokens -= 1
        if group is not None:
            group.times.append(now)

    def spend_webhook(self) -> None:
        """Count one setWebhook with an address: the platform allows one a second."""
        if not self._strict:
            return
        bucket = self._bucket("setWebhook", 1, 1.0)
        if bucket.wait(self._timeline.monotonic()) > ROUNDING:
            raise too_many_requests(1)
        bucket.tokens -= 1

    def _bucket(self, name: str, size: float, rate: float) -> _Bucket:
        if name not in self._buckets:
            self._buckets[name] = _Bucket(size, rate, size, self._timeline.monotonic())
        return self._buckets[name]
