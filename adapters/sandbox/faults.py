"""Planned faults: what the network and the platforms do on a bad day, on request and repeatable."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, assert_never

from aiohttp import web

from adapters.sandbox.timeline import Timeline

FaultKind = Literal["error", "status", "cut_before", "cut_after", "delay", "rate_limited"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One planned fault.

    ``error``: the platform's own refusal (``status`` is Telegram's ``error_code``; ``body`` its description,
    or Slack's error name), without effect. ``status``: a bare HTTP answer with ``status`` and
    ``body``, as from a proxy in front, without effect. ``cut_before``: the connection is closed without
    effect. ``cut_after``: the effect is done, then the connection is closed without an answer. ``delay``: the
    effect comes ``seconds`` of the timeline later, then is answered as usual. ``rate_limited``: 429, wait
    ``retry_after`` seconds, without effect.
    """

    method: str = "*"
    """The API method it strikes; ``*`` is any."""
    kind: FaultKind
    times: int | None = 1
    """How often it strikes before it is used up; None is for ever."""
    chat: str | None = None
    """Only requests that name this chat or channel; None is any request."""
    status: int = 500
    body: str = "Internal Server Error"
    retry_after: int = 1
    seconds: float = 0.0
    probability: float = 1.0
    """The chance to strike at each matching request, from the seeded random of `Faults`."""


class Faults:
    """The faults still to come. The first planned one that matches a request strikes it."""

    def __init__(self, *, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._planned: list[tuple[Fault, int | None]] = []
        self.struck: list[tuple[str, Fault]] = []
        """What has struck so far: (method, fault), oldest first."""

    def plan(self, fault: Fault) -> None:
        """Add a fault after those already planned."""
        self._planned.append((fault, fault.times))

    def clear(self) -> None:
        """Forget every planned fault; those that struck stay recorded."""
        self._planned.clear()

    @property
    def planned(self) -> tuple[Fault, ...]:
        """The faults not used up yet, in the order in which they are tried."""
        return tuple(fault for fault, _ in self._planned)

    def take(self, method: str, chat: str | None) -> Fault | None:
        """The fault that strikes this request, now spent once; None lets the request pass."""
        for index, (fault, left) in enumerate(self._planned):
            if fault.method not in ("*", method) or fault.chat not in (None, chat):
                continue
            if fault.probability < 1.0 and self._random.random() >= fault.probability:
                continue
            if left is not None:
                self._planned[index : index + 1] = [(fault, left - 1)] if left > 1 else []
            self.struck.append((method, fault))
            return fault
        return None

    async def around(
        self,
        request: web.Request,
        *,
        method: str,
        chat: str | None,
        timeline: Timeline,
        effect: Callable[[], Awaitable[web.StreamResponse]],
        refuse: Callable[[Fault], web.StreamResponse],
    ) -> web.StreamResponse:
        """Serve ``request`` through the plan.

        ``effect`` does what was asked and answers; ``refuse`` dresses an ``error`` or ``rate_limited`` fault
        in the platform's own answer.
        """
        fault = self.take(method, chat)
        if fault is None:
            return await effect()
        match fault.kind:
            case "error" | "rate_limited":
                return refuse(fault)
            case "status":
                return web.Response(status=fault.status, text=fault.body)
            case "cut_before":
                return _cut(request)
            case "cut_after":
                await effect()
                return _cut(request)
            case "delay":
                await timeline.sleep(fault.seconds)
                return await effect()
            case _:
                assert_never(fault.kind)


def _cut(request: web.Request) -> web.Response:
    """Close the connection under the client; the returned answer has nowhere to go."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()
