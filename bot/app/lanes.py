"""One lane per conversation: its arrivals are handled one at a time and in order; lanes do not wait for each other."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.app.handle import Done, Handler
from bot.app.mishap import told
from bot.app.outbox import Waiting
from bot.app.ports import Arrival, Clock, Crashpoint, Database, InboxRow, StorageUnavailable, UnitOfWork, no_crash
from bot.app.understanding import Unreadable
from bot.domain.ids import ChatRef

MOST_TRIES = 5
"""Turns that may fail before an arrival is put aside (reliability.md P8: at most 5 tries in 30 s)."""

WAITS = (0.2, 1.0, 4.0, 10.0)
"""Seconds between those tries."""

MOST_AT_ONCE = 16
"""Turns in the database's queue at a time. More would share a commit, and acknowledgements would wait for them all."""

_SWEEP = 1000

log = structlog.get_logger(__name__)


class Lanes:
    """Runs the turns. `deliver` is told what came into the outbox; `answer` gets the immediate effects."""

    def __init__(
        self,
        database: Database,
        handler: Handler,
        clock: Clock,
        after: Callable[[Done], None],
        crashpoint: Crashpoint = no_crash,
    ) -> None:
        self._database = database
        self._handler = handler
        self._clock = clock
        self._after = after
        self._crashpoint = crashpoint
        self._running: dict[str, asyncio.Future[None]] = {}
        self._few = asyncio.Semaphore(MOST_AT_ONCE)
        self._owed: dict[str, float] = {}
        self._stopped = asyncio.Event()

    def wake(self, lanes: Iterable[str]) -> None:
        """Sees to it that arrivals just committed are handled: one for each time that a lane is named."""
        for lane in lanes:
            self._owe(lane, 1)

    async def at_once(self, arrival: Arrival, store: Callable[[UnitOfWork], tuple[str, ...]]) -> tuple[str, ...] | None:
        """When nothing else is going on: the arrival is stored and its turn taken in one transaction, so that a quiet desk
        waits for the disk once, not twice. Returns the lanes still to be woken; None when nothing was stored, because
        others are at work (the acknowledgement must not wait for turns then) or because the turn failed (it fails again
        by itself, and is written down)."""
        if self._running or self._stopped.is_set():
            return None
        lane, now = arrival.lane, self._clock.now()

        def work(uow: UnitOfWork) -> tuple[tuple[str, ...], Done | None]:
            lanes = store(uow)
            return lanes, self._handler.turn(uow, lane, now) if lanes else None

        ended = self._running[lane] = asyncio.get_running_loop().create_future()
        self._owed[lane] = 0
        try:
            self._crashpoint("turn.before_commit")
            lanes, done = await self._database.run(work)
            self._crashpoint("turn.after_commit")
        except StorageUnavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, the lane meets it again
            return None
        finally:
            if not ended.done():
                ended.set_result(None)
            del self._running[lane]
            self._owe(lane, self._owed.pop(lane))
        if done is None:
            return lanes
        self._after(done)
        return () if done.arrival == arrival.key else lanes

    async def sweep(self) -> None:
        """Wakes every lane with something waiting: at the start, and now and then."""
        for lane in await self._database.run(lambda uow: uow.inbox.waiting_lanes(_SWEEP)):
            self._owe(lane, math.inf)

    async def idle(self) -> None:
        """Returns when no lane is at work."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def stop(self) -> None:
        """Takes no more turns; those under way end. What waits is found again at the next start."""
        self._stopped.set()
        await self.idle()

    def _owe(self, lane: str, turns: float) -> None:
        """A lane at work counts its turns, so that it need not ask the database whether that was all; infinitely many
        when only the database knows."""
        if self._stopped.is_set() or not turns:
            return
        self._owed[lane] = self._owed.get(lane, 0) + turns
        if lane not in self._running:
            self._running[lane] = asyncio.create_task(self._drain(lane), name=f"lane {lane}")

    async def _drain(self, lane: str) -> None:
        try:
            while (owed := self._owed[lane]) and not self._stopped.is_set():
                self._owed[lane] = 0
                if await self._turn(lane):
                    self._owed[lane] += owed - 1
        except Exception:
            log.exception("lane.stopped", lane=lane)  # the sweep takes it up again
        finally:
            del self._running[lane], self._owed[lane]

    async def _turn(self, lane: str) -> bool:
        """One turn; False when nothing waits in the lane."""
        now = self._clock.now()
        claimed: list[InboxRow] = []
        try:
            self._crashpoint("turn.before_commit")
            async with self._few:
                done = await self._database.run(lambda uow: self._handler.turn(uow, lane, now, claimed.append))
            self._crashpoint("turn.after_commit")
        except StorageUnavailable:
            raise  # no fault of the arrival: it keeps its tries, and the sweep comes back to it
        except Exception as error:  # noqa: BLE001 - whatever a poison arrival raises, the other lanes go on
            return await self._failed(lane, claimed[-1], error) if claimed else False
        if done is None:
            return False
        self._after(done)
        return True

    async def _failed(self, lane: str, failed: InboxRow, error: Exception) -> bool:
        now = self._clock.now()
        words = told(error)[:500]

        def write_down(uow: UnitOfWork) -> _Written | None:
            row = uow.inbox.claim(lane)
            if row is None or row.id != failed.id:  # another process met it as well, and has written it down
                return None
            attempts = row.attempts + 1
            if attempts >= MOST_TRIES or isinstance(error, Unreadable):
                uow.inbox.quarantine(row.id, at=now, error=words)
                return _Written(row.key, None, self._handler.alert(uow, row, now))
            wait = WAITS[min(attempts, len(WAITS)) - 1]
            uow.inbox.retry(row.id, attempts=attempts, not_before=now + timedelta(seconds=wait), error=words)
            return _Written(row.key, wait, ())

        written = await self._database.run(write_down)
        if written is None:
            self._owed[lane] = math.inf
            return True
        if written.wait is None:
            log.error("inbox.quarantined", lane=lane, key=written.key, error=type(error).__name__)
            self._after(Done(ChatRef(lane), (), written.waiting))
        else:
            log.warning("turn.failed", lane=lane, key=written.key, error=type(error).__name__, again_in=written.wait)
            self._owed[lane] = math.inf  # the same arrival comes again
            await self._pause(written.wait)
        return True

    async def _pause(self, seconds: float) -> None:
        """Waits, but not when the process stops meanwhile."""
        waiting: list[asyncio.Task[object]] = [
            asyncio.create_task(self._clock.sleep(seconds)),
            asyncio.create_task(self._stopped.wait()),
        ]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()


@dataclass(frozen=True, slots=True)
class _Written:
    """How a failed turn was written down: the seconds until the next try, or None with the alert that waits."""

    key: str
    wait: float | None
    waiting: tuple[Waiting, ...]
