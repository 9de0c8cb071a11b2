"""From the outbox to a platform: claimed, sent, settled; in order per chat, paced, and never given up in silence."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.app.pacing import Departure, Pacing
from bot.app.ports import (
    Clock,
    Crashpoint,
    Database,
    Delivered,
    Gateway,
    Later,
    Outcome,
    Parcel,
    Reason,
    Refused,
    Settlement,
    UnitOfWork,
    Unsure,
    Waiting,
    no_crash,
)
from bot.domain.ids import gateway_of

LEASE = timedelta(seconds=120)
"""Longer than any single attempt: the platforms' clients time out after a minute at most."""

MOST_ATTEMPTS = 40
"""With the waits below: about a day. Then the delivery is refused, and the assignee is told."""

LONGEST_WAIT = 3600.0
"""Seconds between attempts, at most."""

LAST_MOMENT = 3.0
"""Seconds that deliveries on their way get when the process stops."""

FETCHED = 5000
"""Waiting deliveries that are planned with at once."""

log = structlog.get_logger(__name__)

OnRefused = Callable[[UnitOfWork, Parcel, Refused, datetime], tuple[Waiting, ...]]
"""What follows, in the same transaction, from a delivery that will never arrive; returns what waits then."""


class Deliverer:
    """Delivers what waits for one gateway. `wake` tells it of new letters; it also looks for itself now and then."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        clock: Clock,
        *,
        on_refused: OnRefused,
        after: Callable[[Iterable[Waiting]], None],
        crashpoint: Crashpoint = no_crash,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._on_refused = on_refused
        self._after = after
        self._crashpoint = crashpoint
        self._pacing = Pacing(gateway.limits.rates)
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._running = False
        self._stopping = False
        self._behind = True  # until everything that waits is planned
        self._missed = False
        self._due: dict[int, datetime] = {}
        """When those that had to wait are due. Waiting is measured with a clock that is never set back, the rows with one
        that may be: what was waited for is due, whatever the time of day says."""

    @property
    def name(self) -> str:
        """The gateway's name."""
        return self._gateway.name

    def wake(self, waiting: Iterable[Waiting]) -> None:
        """New letters, perhaps for this gateway."""
        mine = [each for each in waiting if gateway_of(each.chat) == self._gateway.name]
        if mine and self._behind:
            self._missed = True  # older ones of the same chat may not be planned yet: the sweep brings both, in order
        elif mine:
            self._plan(mine)

    def _plan(self, waiting: Iterable[Waiting]) -> None:
        now, today = self._clock.monotonic(), self._clock.now()
        for each in waiting:
            wait = (each.available_at - today).total_seconds()
            if wait > 0:
                self._due[each.id] = each.available_at
            self._pacing.add(each.id, each.chat, now, wait=max(0.0, wait))
        self._woken.set()

    async def recover(self, *, alone: bool) -> None:
        """At the start: what was on its way when the process died waits again, as unsure. `alone` when no other process
        can be delivering for this gateway."""
        now = self._clock.now()
        name = self._gateway.name if alone else None
        found = await self._database.run(lambda uow: uow.outbox.reclaim(now, gateway=name))
        if found:
            log.warning("outbox.reclaimed", gateway=self._gateway.name, count=found)

    async def sweep(self) -> None:
        """Looks for deliveries that nobody told of: at the start, after a pause, from other processes."""
        now = self._clock.now()

        def look(uow: UnitOfWork) -> tuple[Waiting, ...]:
            uow.outbox.reclaim(now)
            return uow.outbox.waiting(self._gateway.name, FETCHED)

        while self._running and len(self._pacing) < FETCHED:
            self._missed = False
            waiting = await self._database.run(look)
            self._plan(waiting)
            self._behind = len(waiting) >= FETCHED
            if not self._missed:
                return

    async def run(self) -> None:
        """Delivers until `stop`."""
        self._running = True
        await self.sweep()
        while not self._stopping:
            step = self._pacing.next(self._clock.monotonic())
            if isinstance(step, Departure):
                task = asyncio.create_task(self._deliver(step), name=f"deliver {step.id}")
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            else:
                await self._pause(step)

    async def stop(self) -> None:
        """Starts nothing more; what is on its way is given a moment to end, the rest waits for the next start."""
        self._stopping = True
        self._woken.set()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_MOMENT)

    async def _pause(self, seconds: float | None) -> None:
        waiters: list[asyncio.Task[object]] = [asyncio.create_task(self._woken.wait())]
        if seconds is not None:
            waiters.append(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiters:
                each.cancel()
            self._woken.clear()

    async def _deliver(self, departure: Departure) -> None:
        try:
            await self._attempt(departure)
        except Exception:  # the loop must live; the row is in the outbox, and its lease ends
            log.exception("delivery.failed", gateway=self._gateway.name, parcel=departure.id)
            self._pacing.back(departure, self._clock.monotonic(), seconds=5.0, everybody=False)
        self._woken.set()

    async def _attempt(self, departure: Departure) -> None:
        now = self._clock.now()
        now = max(now, self._due.pop(departure.id, now))
        self._crashpoint("claim.before_commit")
        parcels = await self._database.run(lambda uow: uow.outbox.claim((departure.id,), at=now, until=now + LEASE))
        self._crashpoint("claim.after_commit")
        if not parcels:  # superseded by a newer revision, or another process has it
            self._pacing.left(departure, self._clock.monotonic())
            return
        self._crashpoint("send.before")
        outcome = await self._gateway.deliver(parcels[0])
        self._crashpoint("send.after")
        settlement = self._settlement(parcels[0], outcome)
        self._crashpoint("settle.before_commit")
        waiting = await self._database.run(lambda uow: self._settle(uow, settlement))
        self._crashpoint("settle.after_commit")
        self._settled(departure, settlement)
        self._after(waiting)

    def _settlement(self, parcel: Parcel, outcome: Outcome) -> Settlement:
        match outcome:
            case Delivered() | Refused():
                return Settlement(parcel, outcome)
            case Later() | Unsure() if parcel.attempts >= MOST_ATTEMPTS:
                return Settlement(parcel, Refused(Reason.GAVE_UP, outcome.why))
            case Later():
                wait = max(outcome.seconds, 0.0)
            case Unsure():
                wait = min(LONGEST_WAIT, 2.0**parcel.attempts) * random.uniform(0.8, 1.2)
            case _:
                assert_never(outcome)
        return Settlement(parcel, outcome, self._clock.now() + timedelta(seconds=wait))

    def _settle(self, uow: UnitOfWork, settlement: Settlement) -> tuple[Waiting, ...]:
        now = self._clock.now()
        ours = uow.outbox.settle((settlement,), now)
        if ours and isinstance(settlement.outcome, Refused):
            return self._on_refused(uow, settlement.parcel, settlement.outcome, now)
        return ()

    def _settled(self, departure: Departure, settlement: Settlement) -> None:
        now, outcome = self._clock.monotonic(), settlement.outcome
        name, key = self._gateway.name, settlement.parcel.letter.key
        match outcome:
            case Delivered():
                self._pacing.left(departure, now)
            case Refused():
                self._pacing.left(departure, now)
                log.error("delivery.refused", gateway=name, key=key, reason=outcome.reason, why=outcome.why)
            case Later() | Unsure():
                seconds = ((settlement.retry_at or self._clock.now()) - self._clock.now()).total_seconds()
                everybody = isinstance(outcome, Later) and outcome.everybody
                if settlement.retry_at is not None:
                    self._due[departure.id] = settlement.retry_at
                self._pacing.back(departure, now, seconds=seconds, everybody=everybody)
                log.warning("delivery.again", gateway=name, key=key, why=outcome.why, seconds=round(seconds, 1))
            case _:
                assert_never(outcome)
