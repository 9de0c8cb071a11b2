"""The long poll: a batch is committed before Telegram is told to forget it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, TelegramError

from adapters.telegram.arrival import arrivals_of
from adapters.telegram.errors import CONFLICT_PAUSE, outcome_of
from adapters.telegram.own_name import OwnName
from adapters.telegram.read import UPDATES
from adapters.telegram.references import NAME
from adapters.telegram.request import TooManyRequests, bot_id
from bot.app.mishap import told
from bot.app.ports import Clock, Crashpoint, Cursor, Receive, no_crash

log = structlog.get_logger(__name__)

BATCH = 100
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
_READ_MARGIN = 10.0
"""Seconds beyond the long poll's own time before the answer counts as lost."""


class TelegramPoller:
    """Polls until it is stopped, whatever happens. `timeout` is the length of a long poll in whole seconds (at most 50
    count at Telegram)."""

    def __init__(
        self,
        *,
        bot: Bot,
        receive: Receive,
        cursor: Cursor,
        clock: Clock,
        timeout: int = 30,
        crashpoint: Crashpoint = no_crash,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._bot = bot
        self._receive = receive
        self._read_cursor = cursor
        self._clock = clock
        self._timeout = timeout
        self._crashpoint = crashpoint
        self._jitter = jitter
        self._cursor = f"{NAME}:{bot_id(bot)}"
        self._own_name = OwnName(bot)
        self._offset: int | None = None
        self._failures = 0
        self._said: str | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to poll, in a task of its own."""
        self._task = asyncio.create_task(self.run(), name="telegram poll")

    async def stop(self) -> None:
        """Ends the long poll under way. A batch that is being committed is either whole in the inbox or not at all."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def run(self) -> None:
        """Polls for ever."""
        while True:
            rows = await self._poll()
            if rows and await self._commit(rows):
                self._crashpoint("offset.before_move")
                await self._move(rows)

    async def _poll(self) -> Sequence[Any]:
        """The next batch; empty when there was none, or after the pause that a failure asks for."""
        try:
            if self._offset is None:
                self._offset = (await self._read_cursor(self._cursor) or -1) + 1
            # Lower case is the same method to Telegram, and not the library's own, which would parse the whole batch at
            # once and lose it over one bad row.
            rows = await self._bot.do_api_request(
                "getupdates",
                {"offset": self._offset, "limit": BATCH, "timeout": self._timeout, "allowed_updates": list(UPDATES)},
                read_timeout=self._timeout + _READ_MARGIN,
            )
        except Exception as error:  # noqa: BLE001 - the poller outlives everything; stopping is a CancelledError
            await self._failed(error)
            return ()
        if not isinstance(rows, Sequence):
            await self._failed(TypeError("getUpdates answered with no list"))
            return ()
        self._recovered()
        return rows

    async def _commit(self, rows: Sequence[Any]) -> bool:
        now = self._clock.now()
        last = _last_number(rows)
        cursor = None if last is None else (self._cursor, last)
        try:
            await self._receive(await arrivals_of(rows, now, self._own_name), cursor)
        except Exception as error:  # noqa: BLE001 - not committed: the same batch is asked for again
            await self._failed(error)
            return False
        return True

    async def _move(self, rows: Sequence[Any]) -> None:
        last = _last_number(rows)
        if last is None:
            # Nothing in the batch says how to go on: it is in the inbox, and comes again until something newer does.
            await self._failed(ValueError("a batch without an update_id"))
        else:
            self._offset = last + 1

    async def _failed(self, error: Exception) -> None:
        self._failures += 1
        spread = 0.5 + self._jitter() / 2
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._failures - 1, 10)) * spread
        match error:
            case TooManyRequests(seconds=seconds):
                pause = seconds
            case Conflict():
                pause = CONFLICT_PAUSE
        # outcome_of leaves the token out of the words
        why = str(outcome_of(error)) if isinstance(error, TelegramError) else told(error)
        if why != self._said:
            self._said = why
            log.warning("telegram.poll_failed", why=why)
        await self._clock.sleep(pause)

    def _recovered(self) -> None:
        if self._said is not None:
            log.info("telegram.poll_recovered", failures=self._failures)
        self._failures, self._said = 0, None


def _last_number(rows: Sequence[Any]) -> int | None:
    """The highest number in the batch. It may be lower than the cursor: after a quiet week Telegram starts anew."""
    numbers = [row.get("update_id") for row in rows if isinstance(row, Mapping)]
    return max((number for number in numbers if isinstance(number, int)), default=None)
