"""The running service: everything between a database and the platforms, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app.catalogue import Catalogue
from bot.app.deliver import Deliverer
from bot.app.handle import Done, Handler
from bot.app.lanes import Lanes
from bot.app.ports import Clock, Crashpoint, Cursor, Database, Gateway, Lead, Reader, Receive, Waiting, no_crash
from bot.app.receive import Receiver
from bot.app.tick import Ticker
from bot.app.undelivered import Undelivered
from bot.app.words import Words
from bot.domain.effects import Immediate
from bot.domain.ids import ChatRef, gateway_of

TICK_SECONDS = 1
SWEEP_SECONDS = 5
ERASE_SECONDS = 3600
LEAD_SECONDS = 2.0
"""Seconds between attempts to become the one that does what only one may do."""

LAST_MOMENT = 4.0
"""Seconds in which everything must have stopped."""

log = structlog.get_logger(__name__)


class Platform(Protocol):
    """One platform, whole: sending, reading, and the connection over which arrivals come."""

    @property
    def gateway(self) -> Gateway: ...

    @property
    def reader(self) -> Reader: ...

    async def listen(self, receive: Receive, cursor: Cursor, lead: Lead) -> None:
        """Begins to take arrivals, each acknowledged only after `receive` returned; `lead` is waited for before what only
        one process may do."""

    async def stop_listening(self) -> None:
        """Takes no more arrivals."""

    async def close(self) -> None:
        """Closes the connections for sending."""


class Server(Protocol):
    """What platforms post to, and supervisors ask."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a service is made of. `current` is the process of new conversations; `desk` the desk's channel; `alone` says
    that no other process works on the same database."""

    database: Database
    clock: Clock
    catalogue: Catalogue
    current: str
    words: Words
    platforms: Sequence[Platform]
    desk: ChatRef
    server: Server
    alone: bool = True
    crashpoint: Crashpoint = no_crash


class Service:
    """Start it, let it run, stop it. Stopping leaves nothing half done: what was not finished is found at the next start."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._gateways: Mapping[str, Gateway] = {each.gateway.name: each.gateway for each in plan.platforms}
        handler = Handler(
            catalogue=plan.catalogue,
            current=plan.current,
            words=plan.words,
            readers={each.gateway.name: each.reader for each in plan.platforms},
            desk=plan.desk,
        )
        self.lanes = Lanes(plan.database, handler, plan.clock, self._after, plan.crashpoint)
        self.receive = Receiver(plan.database, self.lanes, plan.crashpoint)
        self.ticker = Ticker(plan.database, handler, plan.clock, self._after, plan.crashpoint)
        on_refused = Undelivered(catalogue=plan.catalogue, words=plan.words, desk=plan.desk)
        self.deliverers = [
            Deliverer(
                plan.database, gateway, plan.clock, on_refused=on_refused, after=self._wake, crashpoint=plan.crashpoint
            )
            for gateway in self._gateways.values()
        ]
        self._answering: set[asyncio.Task[None]] = set()
        self._delivering: list[asyncio.Task[None]] = []
        self._scheduler: AsyncIOScheduler | None = None

    @property
    def database(self) -> Database:
        """What is remembered, to look at."""
        return self._plan.database

    async def start(self) -> None:
        """Takes up what was left, then listens."""
        for deliverer in self.deliverers:
            self._delivering.append(asyncio.create_task(self._deliver(deliverer), name="deliver"))
        await self.lanes.sweep()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._every(TICK_SECONDS, self.ticker.tick)
        self._every(SWEEP_SECONDS, self.lanes.sweep)
        self._every(ERASE_SECONDS, self.ticker.erase)
        for deliverer in self.deliverers:
            self._every(SWEEP_SECONDS if self._plan.alone else TICK_SECONDS, deliverer.sweep)
        self._scheduler.start()
        for platform in self._plan.platforms:
            await platform.listen(self.receive, self.receive.cursor, self._lead)
        await self._plan.server.start()
        log.info("service.ready", platforms=sorted(self._gateways))

    async def _lead(self, name: str) -> None:
        while not await self._plan.database.try_lead(name):
            await self._plan.clock.sleep(LEAD_SECONDS)

    async def _deliver(self, deliverer: Deliverer) -> None:
        """Order per chat holds because one process at a time delivers for a gateway."""
        await self._lead(f"deliver {deliverer.name}")
        await deliverer.recover(alone=True)
        await deliverer.run()

    async def stop(self) -> None:
        """Takes no more arrivals, ends the turns and the deliveries under way, closes everything."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_MOMENT):
                await self._plan.server.stop()
                await asyncio.gather(*(each.stop_listening() for each in self._plan.platforms), return_exceptions=True)
                if self._scheduler is not None:
                    self._scheduler.shutdown(wait=False)
                await self.lanes.stop()
                await asyncio.gather(*(deliverer.stop() for deliverer in self.deliverers))
        for task in (*self._delivering, *self._answering):
            task.cancel()
        await asyncio.gather(*self._delivering, *self._answering, return_exceptions=True)
        await asyncio.gather(*(each.close() for each in self._plan.platforms), return_exceptions=True)
        await self._plan.database.close()
        log.info("service.stopped")

    def _every(self, seconds: int, job: Callable[[], Awaitable[object]]) -> None:
        if self._scheduler is not None:
            self._scheduler.add_job(partial(_survive, job), "interval", seconds=seconds)

    def _after(self, done: Done) -> None:
        self._wake(done.waiting)
        gateway = self._gateways.get(gateway_of(done.chat))
        for effect in done.immediate:
            if gateway is not None:
                task = asyncio.create_task(self._answer(gateway, effect))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def _answer(self, gateway: Gateway, effect: Immediate) -> None:
        try:
            await gateway.answer(effect)
        except Exception:
            log.exception("answer.failed", gateway=gateway.name)

    def _wake(self, waiting: Iterable[Waiting]) -> None:
        for deliverer in self.deliverers:
            deliverer.wake(waiting)


async def _survive(job: Callable[[], Awaitable[object]]) -> None:
    """An interval job logs what went wrong and comes again, so that the ticker never goes deaf."""
    try:
        await job()
    except Exception:
        log.exception("tick.failed", job=getattr(job, "__qualname__", "job"))
