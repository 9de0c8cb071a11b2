"""How a payload reaches the app: the one shape that Socket Mode and signed HTTP share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from adapters.sandbox.timeline import Timeline

Json = dict[str, Any]
Kind = Literal["events_api", "interactive", "slash_commands"]

ACK_SECONDS = 3.0
"""How long the app may take to acknowledge, in the app's own time: never scaled by the timeline's speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The app's acknowledgement, or why there was none."""

    failure: str | None = None
    """``timeout``, ``http_timeout``, ``http_error``, ``connection_failed``; None when acknowledged.
    ``not_supported_in_threads`` and ``not_a_valid_command`` when Slack itself refused a command."""
    payload: Json = field(default_factory=dict)
    """What came with it: a command's answer, a view's ``response_action``."""
    delay: float = 0.0
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Acknowledged in time."""
        return self.failure is None

    @property
    def error(self) -> str | None:
        """What the person is told: ``operation_timeout``, ``dispatch_failed``, or None."""
        match self.failure:
            case None:
                return None
            case "timeout" | "http_timeout":
                return "operation_timeout"
            case "not_supported_in_threads" | "not_a_valid_command":
                return self.failure
            case _:
                return "dispatch_failed"


class Transport(Protocol):
    """One way to deliver."""

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Ack:
        """Deliver once and wait for the acknowledgement; ``attempt`` and ``reason`` mark a retry of an event."""


async def in_time(outcome: asyncio.Future[Any], timeline: Timeline) -> bool:
    """Whether ``outcome`` is there within the time to acknowledge. It goes on either way."""
    deadline = asyncio.ensure_future(timeline.sleep(ACK_SECONDS * timeline.speed))
    try:
        await asyncio.wait({outcome, deadline}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        deadline.cancel()
    return outcome.done()
