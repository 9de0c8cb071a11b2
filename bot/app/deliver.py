"""From the outbox to a platform: claimed, sent, settled; in order per chat, paced, and never given up in silence."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.app.mishap import told
from bot.app.outbox import Delivered, Later, Outcome, Parcel, ParcelKind, Reason, Refused, Settlement, Unsure, Waiting
from bot.app.pacing import Departure, Pacing
from bot.app.ports import Clock, Crashpoint, Database, Gateway, StorageUnavailable, UnitOfWork, no_crash
from bot.domain.ids import gateway_of

LEASE = timedelta(seconds=120)
"""Longer than any single attempt: the platforms' clients time out after a minute at most."""

MOST_ATTEMPTS = 40
"""With the waits below: about a day. Then the delivery is refused, and the assignee is told."""

LONGEST_WAIT = 3600.0
"""Seconds between attempts, at most."""

LAST_MOMENT = 2.5
"""Seconds that deliveries on their way get when the process stops."""

LONGEST_SETTLE_WAIT = 30.0
"""Seconds between attempts to write down how a delivery ended, at most; the first is a second, and each one doubles."""

FETCHED = 5000
"""Waiting deliveries that are planned with at once."""

log = structlog.get_logger(__name__)

Follow = Callable[[UnitOfWork, Parcel, Delivered | Refused | Later, datetime], tuple[Waiting, ...]]
"""What follows, in the same transaction, from a delivery that arrived, never will, or is held by a trouble; returns what
waits then."""


class Deliverer:
    """Delivers what waits for one gateway. `wake` tells it of new letters; it also looks for itself now and then.
    `alone`: no other process writes letters into the same outbox."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        clock: Clock,
        *,
        follow: Follow,
        after: Callable[[Iterable[Waiting]], None],
        alone: bool = True,
        crashpoint: Crashpoint = no_crash,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._follow = follow
        self._after = after
        self._alone = alone
        self._crashpoint = crashpoint
        self._pacing = Pacing(gateway.limits.rates)
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._running = False
        self._stopping = asyncio.Event()
        self._behind = True  # until everything that waits is planned; with other processes that is never known
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
            self._missed = True  # older ones of the same chat may not be planned yet: a sweep brings both, in order
            self._woken.set()
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
        self._pacing.forget_the_quiet(self._clock.monotonic())
        if not self._running or len(self._pacing) >= FETCHED:
            return
        now = self._clock.now()

        def look(uow: UnitOfWork) -> tuple[Waiting, ...]:
            uow.outbox.reclaim(now)
            return uow.outbox.waiting(self._gateway.name, FETCHED)

        self._missed = False
        waiting = await self._database.run(look)
        self._behind = len(waiting) >= FETCHED or not self._alone
        self._plan(waiting)

    async def run(self) -> None:
        """Delivers until `stop`. Cancelled, it starts nothing more until it is run again; what is on its way ends."""
        self._running = True
        try:
            await self.sweep()
            while not self._stopping.is_set():
                if self._missed and len(self._pacing) < FETCHED // 2:  # with many planned already there is no hurry
                    await self.sweep()
                step = self._pacing.next(self._clock.monotonic())
                if isinstance(step, Departure):
                    task = asyncio.create_task(self._deliver(step), name=f"deliver {step.id}")
                    self._under_way.add(task)
                    task.add_done_callback(self._under_way.discard)
                else:
                    await self._pause(self._woken, step)
                    self._woken.clear()
        finally:
            self._running = False

    async def stop(self) -> None:
        """Starts nothing more; what is on its way is given a moment to end, the rest waits for the next start."""
        self._stopping.set()
        self._woken.set()
        try:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=LAST_MOMENT)
        finally:
            for task in self._under_way:
                task.cancel()

    async def _pause(self, until: asyncio.Event, seconds: float | None) -> None:
        """Until the event, but no longer than so many seconds."""
        waiters: list[asyncio.Task[object]] = [asyncio.create_task(until.wait())]
        if seconds is not None:
            waiters.append(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiters:
                each.cancel()

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
        outcome = await self._send(parcels[0])
        self._crashpoint("send.after")
        settlement = self._settlement(parcels[0], outcome)
        waiting = await self._settle(settlement)
        self._settled(departure, settlement)
        self._after(waiting)

    async def _send(self, parcel: Parcel) -> Outcome:
        try:
            return await self._gateway.deliver(parcel)
        except Exception as error:  # noqa: BLE001 - a fault of ours, which the same letter would meet every time
            log.error("gateway.raised", gateway=self._gateway.name, key=parcel.letter.key, error=told(error))  # noqa: TRY400 - its text may quote the message
            return Refused(Reason.INVALID, type(error).__name__)

    def _settlement(self, parcel: Parcel, outcome: Outcome) -> Settlement:
        given_up = parcel.attempts - parcel.held >= MOST_ATTEMPTS
        match outcome:
            case Delivered() | Refused():
                return Settlement(parcel, outcome)
            case Later(trouble=None) | Unsure() if given_up:
                return Settlement(parcel, Refused(Reason.GAVE_UP, outcome.why))
            case Later():
                wait = max(outcome.seconds, 0.0)
            case Unsure():
                wait = min(LONGEST_WAIT, 2.0**parcel.attempts) * random.uniform(0.8, 1.2)
            case _:
                assert_never(outcome)
        return Settlement(parcel, outcome, self._clock.now() + timedelta(seconds=wait))

    async def _settle(self, settlement: Settlement) -> tuple[Waiting, ...]:
        """Until it is written down, or we stop. What is known of a delivery is not forgotten because the database is
        away, and the next one of its chat waits so long."""
        name, key = self._gateway.name, settlement.parcel.letter.key
        wait, follow = 1.0, True
        while True:
            try:
                return await self._write_down(settlement, follow=follow)
            except Exception as error:
                if follow and not isinstance(error, StorageUnavailable):
                    log.error("delivery.not_followed", gateway=name, key=key, error=told(error))  # noqa: TRY400 - its text may quote the message
                    follow = False
                    continue
                if self._stopping.is_set():
                    raise
                log.warning("delivery.not_settled", gateway=name, key=key, error=told(error), again_in=wait)
            await self._pause(self._stopping, wait)
            wait = min(2 * wait, LONGEST_SETTLE_WAIT)

    async def _write_down(self, settlement: Settlement, *, follow: bool) -> tuple[Waiting, ...]:
        """In one transaction; with what follows from its end if `follow`."""
        now, parcel, outcome = self._clock.now(), settlement.parcel, settlement.outcome

        def work(uow: UnitOfWork) -> tuple[Waiting, ...]:
            ours = uow.outbox.settle((settlement,), now)
            if not ours:  # its lease ended; unless somebody else has it, what we know still holds
                again = uow.outbox.claim((parcel.id,), at=now, until=now + LEASE)
                ours = uow.outbox.settle([replace(settlement, parcel=each) for each in again], now)
            if not (ours and follow):
                return ()
            match outcome:
                case Delivered() | Refused():
                    return self._follow(uow, parcel, outcome, now)
                case Later(trouble=trouble) if trouble is not None:
                    return self._follow(uow, parcel, outcome, now)
            return ()

        self._crashpoint("settle.before_commit")
        waiting = await self._database.run(work)
        self._crashpoint("settle.after_commit")
        return waiting

    def _settled(self, departure: Departure, settlement: Settlement) -> None:
        now, outcome = self._clock.monotonic(), settlement.outcome
        name, key = self._gateway.name, settlement.parcel.letter.key
        match outcome:
            case Delivered():
                self._pacing.left(departure, now)
            case Refused():
                self._pacing.left(departure, now)
                write = (
                    log.info if settlement.parcel.letter.kind is ParcelKind.ERASE else log.error
                )  # Slack never lets us
                write("delivery.refused", gateway=name, key=key, reason=outcome.reason, why=outcome.why)
            case Later() | Unsure():
                seconds = ((settlement.retry_at or self._clock.now()) - self._clock.now()).total_seconds()
                everybody = isinstance(outcome, Later) and outcome.everybody
                if settlement.retry_at is not None:
                    self._due[departure.id] = settlement.retry_at
                self._pacing.back(departure, now, seconds=seconds, everybody=everybody)
                if not settlement.held:  # that is told once, when it begins
                    log.warning("delivery.again", gateway=name, key=key, why=outcome.why, seconds=round(seconds, 1))
            case _:
                assert_never(outcome)
