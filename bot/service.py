"""The running service: everything between a database and the platforms, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app.alarming import Alarms
from bot.app.catalogue import Catalogue
from bot.app.deliver import Deliverer
from bot.app.disclosing import Disclosures
from bot.app.erasing import Eraser
from bot.app.files import Files
from bot.app.forgetter import Forgetter
from bot.app.guarding import Guard
from bot.app.handle import Done, Handler
from bot.app.lanes import Lanes
from bot.app.mishap import told
from bot.app.outbox import Waiting
from bot.app.passing_on import PassingOn
from bot.app.ports import (
    Clock,
    Conceal,
    Crashpoint,
    Cursor,
    Database,
    Gateway,
    Lead,
    Reader,
    Receive,
    StorageUnavailable,
    no_crash,
)
from bot.app.receive import Receiver
from bot.app.renewing import Renewing
from bot.app.rewrapping import Rewrapper
from bot.app.sealing import Sealer
from bot.app.settling import Settling
from bot.app.showing import Showing
from bot.app.tick import Ticker
from bot.app.undelivered import Undelivered
from bot.app.words import Words
from bot.domain.effects import Immediate
from bot.domain.ids import ChatRef, gateway_of

TICK_SECONDS = 1
SWEEP_SECONDS = 5
ERASE_SECONDS = 3600
RENEW_SECONDS = 1800
LEAD_SECONDS = 2.0
"""Seconds between questions whether this process is the one that does what only one may do; also until what failed is
tried again."""

LAST_MOMENT = 3.0
"""Seconds that everything under way has to end when the service stops."""

CLOSE_SECONDS = 1.5
"""Seconds that the connections, and the database, have to close after that."""

log = structlog.get_logger(__name__)


class Platform(Protocol):
    """One platform, whole: sending, reading, and the connection over which arrivals come."""

    @property
    def gateway(self) -> Gateway: ...

    @property
    def reader(self) -> Reader: ...

    @property
    def conceal(self) -> Conceal: ...

    async def listen(self, receive: Receive, cursor: Cursor, lead: Lead) -> None:
        """Begins to take arrivals, each acknowledged only after `receive` returned; `lead` is waited for before what only
        one process may do. Who waited for it is told to stop listening, and to listen again, when another process leads."""

    async def stop_listening(self) -> None:
        """Takes no more arrivals, until told to listen again."""

    async def close(self) -> None:
        """Closes the connections for sending."""


class Server(Protocol):
    """What platforms post to, and supervisors ask."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a service is made of. `sealer` keeps secrets; `current` is the process of new conversations; `desk` the desk's channel, `development` the
    developers'; `alone` says that no other process works on the same database."""

    database: Database
    clock: Clock
    catalogue: Catalogue
    current: str
    words: Words
    platforms: Sequence[Platform]
    desk: ChatRef
    server: Server
    files: Files
    sealer: Sealer
    alone: bool = True
    development: ChatRef | None = None
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
            development=plan.development,
            release=PassingOn(plan.sealer),
        )
        self.lanes = Lanes(plan.database, handler, plan.clock, self._after, plan.crashpoint)
        guard = Guard(plan.sealer, {each.gateway.name: each.conceal for each in plan.platforms})
        self.receive = Receiver(plan.database, self.lanes, plan.crashpoint, guard)
        self._showing = Showing(plan.sealer, plan.words)
        self.rewrapper = Rewrapper(plan.database, plan.sealer, plan.clock)
        self.ticker = Ticker(plan.database, handler, plan.clock, self._after, plan.crashpoint)
        self.forgetter = Forgetter(plan.database, handler, plan.files, plan.clock, self._wake)
        self.eraser = Eraser(plan.database, plan.files, plan.clock, plan.catalogue.current(plan.current).retention)
        self.renewing = Renewing(plan.database, plan.catalogue, plan.current, plan.words, plan.clock, self._wake)
        undelivered = Undelivered(catalogue=plan.catalogue, words=plan.words, desk=plan.desk)
        follow = Settling(handler, undelivered, Alarms(handler, plan.desk))
        disclosures = Disclosures(plan.database, plan.files, plan.clock, plan.words, plan.catalogue, plan.current)
        self.deliverers = [
            Deliverer(
                plan.database,
                gateway,
                plan.clock,
                follow=follow,
                after=self._wake,
                alone=plan.alone,
                crashpoint=plan.crashpoint,
            )
            for gateway in (*self._gateways.values(), disclosures)
        ]
        self._leading: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self._scheduler: AsyncIOScheduler | None = None

    @property
    def database(self) -> Database:
        """What is remembered, to look at."""
        return self._plan.database

    async def start(self) -> None:
        """Takes up what was left, then listens."""
        for deliverer in self.deliverers:
            _begin(self._deliver(deliverer), self._leading)
        await self.lanes.sweep()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._every(TICK_SECONDS, self.ticker.tick)
        self._every(SWEEP_SECONDS, self.lanes.sweep)
        self._every(SWEEP_SECONDS, self.rewrapper.rewrap)
        self._every(ERASE_SECONDS, self.eraser.erase)
        self._every(TICK_SECONDS, self.forgetter.carry_out)
        self._every(RENEW_SECONDS, self.renewing.remind)
        for deliverer in self.deliverers:
            self._every(SWEEP_SECONDS if self._plan.alone else TICK_SECONDS, deliverer.sweep)
        self._scheduler.start()
        for platform in self._plan.platforms:
            await self._listen(platform)
        await self._plan.server.start()
        log.info("service.ready", platforms=sorted(self._gateways))

    async def stop(self) -> None:
        """Takes no more arrivals, ends the turns and the deliveries under way, closes everything; in less than 5 s, whatever
        the database or a platform does."""
        for task in self._leading:
            task.cancel()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        await _within(
            LAST_MOMENT,
            self._plan.server.stop(),
            *(each.stop_listening() for each in self._plan.platforms),
            self.lanes.stop(),
            *(each.stop() for each in self.deliverers),
        )
        left = (*self._leading, *self._answering)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await _within(CLOSE_SECONDS, *(each.close() for each in self._plan.platforms), self._plan.database.close())
        log.info("service.stopped")

    async def _leads(self, name: str) -> bool:
        try:
            return await self._plan.database.try_lead(name)
        except Exception as error:  # noqa: BLE001 - whatever it is: as long as nobody can say, another may lead
            log.warning("lead.not_known", name=name, error=told(error))
            return False

    async def _until_leading(self, name: str) -> None:
        while not await self._leads(name):
            await self._plan.clock.sleep(LEAD_SECONDS)

    async def _while_leading(self, name: str) -> None:
        while await self._leads(name):
            await self._plan.clock.sleep(LEAD_SECONDS)
        log.warning("lead.lost", name=name)

    async def _listen(self, platform: Platform) -> None:
        async def lead(name: str) -> None:
            await self._until_leading(name)
            _begin(self._listen_again(platform, name), self._leading)

        await platform.listen(self.receive, self.receive.cursor, lead)

    async def _listen_again(self, platform: Platform, name: str) -> None:
        await self._while_leading(name)
        await self._insist(platform.stop_listening)
        await self._insist(partial(self._listen, platform))

    async def _deliver(self, deliverer: Deliverer) -> None:
        """Order per chat holds because one process at a time delivers for a gateway."""
        name = f"deliver {deliverer.name}"
        await self._insist(partial(deliverer.recover, alone=self._plan.alone))
        while True:
            await self._until_leading(name)
            delivering = asyncio.create_task(self._insist(deliverer.run), name=name)
            try:
                await self._while_leading(name)
            finally:
                delivering.cancel()
                await asyncio.gather(delivering, return_exceptions=True)

    async def _insist(self, job: Callable[[], Awaitable[None]]) -> None:
        """Does the job, and again when it fails."""
        while not await _survive(job):
            await self._plan.clock.sleep(LEAD_SECONDS)

    def _every(self, seconds: int, job: Callable[[], Awaitable[object]]) -> None:
        if self._scheduler is not None:
            self._scheduler.add_job(partial(_now_and_then, job), "interval", seconds=seconds)

    def _after(self, done: Done) -> None:
        self._wake(done.waiting)
        if done.erased:
            _begin(self._insist(self._plan.database.scrub), self._answering)
        for effect in done.immediate:
            gateway = self._gateways.get(gateway_of(effect.interaction))
            if gateway is not None:
                _begin(self._answer(gateway, effect), self._answering)

    async def _answer(self, gateway: Gateway, effect: Immediate) -> None:
        try:
            await gateway.answer(self._showing.opened(effect))
        except Exception:
            log.exception("answer.failed", gateway=gateway.name)

    def _wake(self, waiting: Iterable[Waiting]) -> None:
        for deliverer in self.deliverers:
            deliverer.wake(waiting)


async def _survive(job: Callable[[], Awaitable[object]]) -> bool:
    """Whether the job was done. One that comes again logs what went wrong, so that nothing goes deaf."""
    name = getattr(getattr(job, "func", job), "__qualname__", "job")
    try:
        await job()
    except StorageUnavailable as error:  # full, away or being closed: no fault of the job's
        log.warning("job.put_off", job=name, why=str(error))
        return False
    except Exception:
        log.exception("job.failed", job=name)
        return False
    return True


async def _now_and_then(job: Callable[[], Awaitable[object]]) -> None:
    """The job, as the scheduler calls it. It cancels what is under way when it is shut down, and would call that an error."""
    with contextlib.suppress(asyncio.CancelledError):
        await _survive(job)


async def _within(seconds: float, *ends: Awaitable[None]) -> None:
    """All of them at once; what has not ended in time is cancelled, and none keeps the others from ending."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for each in await asyncio.gather(*ends, return_exceptions=True):
                if isinstance(each, Exception):
                    log.error("stop.failed", exc_info=each)


def _begin(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
