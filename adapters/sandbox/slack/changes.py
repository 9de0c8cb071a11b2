"""Waiting for something to become visible, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Changes:
    """Told of every change that a person could see; wakes those who wait for one."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def announce(self) -> None:
        """Something changed."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, look: Callable[[], T | None], *, timeout: float, missed: Callable[[], str]) -> T:  # noqa: ASYNC109 - the time-out is the caller's promise, in real seconds
        """What ``look`` returns as soon as it is not None; AssertionError with ``missed()`` after ``timeout``."""
        try:
            async with asyncio.timeout(timeout):
                while (found := look()) is None:
                    await self._next.wait()
                return found
        except TimeoutError:
            raise AssertionError(f"not within {timeout} s: {missed()}") from None


class Tasks:
    """Background work of the sandbox: referenced while it runs, cancelled at the end."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` beside everything else."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        """Cancel what still runs and wait until it is gone; what failed by itself is raised."""
        running = list(self._running)
        for task in running:
            task.cancel()
        for outcome in await asyncio.gather(*running, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome
