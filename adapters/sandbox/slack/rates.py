"""How often Slack lets an app call: one message per second and channel, and a tier per method and minute.

Source: https://docs.slack.dev/apis/web-api/rate-limits. Slack tolerates short bursts and does not say how short; the
sandbox tolerates five messages per channel, and one minute's worth of a tier at once. Everything is measured on the
timeline, so ``speed=20`` allows twenty times as much per real second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from adapters.sandbox.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many at once, and so many more per second."""

    burst: int
    per_second: float


POSTING = Rate(burst=5, per_second=1.0)
TIERS = {
    1: Rate(burst=30, per_second=1 / 60),
    2: Rate(burst=20, per_second=20 / 60),
    3: Rate(burst=50, per_second=50 / 60),
    4: Rate(burst=100, per_second=100 / 60),
}
"""Tier 1 is "1+ per minute"; its burst is what thirty restarts of an app in a row need."""


class Rates:
    """The allowance left in each bucket."""

    def __init__(self, *, timeline: Timeline, strict: bool) -> None:
        self._timeline = timeline
        self._strict = strict
        self._left: dict[tuple[str, str], tuple[float, float]] = {}

    def retry_after(self, method: str, tier: int | None, channel: str | None) -> int | None:
        """None when the call may go on, which it then has used up; else the client's seconds to wait."""
        rate = POSTING if method == "chat.postMessage" else TIERS.get(tier or 0)
        if rate is None or not self._strict:
            return None
        key = (method, channel or "" if method == "chat.postMessage" else "")
        now = self._timeline.monotonic()
        left, at = self._left.get(key, (float(rate.burst), now))
        left = min(rate.burst, left + (now - at) * rate.per_second)
        if left < 1 - 1e-9:
            self._left[key] = (left, now)
            return max(1, math.ceil((1 - left) / rate.per_second / self._timeline.speed - 1e-6))
        self._left[key] = (left - 1, now)
        return None
