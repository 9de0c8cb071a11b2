"""Nothing is acknowledged before it is here: arrivals and the place in the platform's queue, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from bot.app.lanes import Lanes
from bot.app.ports import Arrival, Crashpoint, Database, UnitOfWork, no_crash

Keep: TypeAlias = Callable[[UnitOfWork, Arrival], Arrival]
"""The arrival as it may be kept: secrets are sealed beside it, in the same transaction (`bot.app.guarding.Guard`)."""


def as_it_came(_uow: UnitOfWork, arrival: Arrival) -> Arrival:
    """Nothing is kept back."""
    return arrival


class Receiver:
    """Commits arrivals and wakes their lanes. Adapters call it, and acknowledge when it returns."""

    def __init__(
        self, database: Database, lanes: Lanes, crashpoint: Crashpoint = no_crash, keep: Keep = as_it_came
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._crashpoint = crashpoint
        self._keep = keep

    async def __call__(self, arrivals: Sequence[Arrival], cursor: tuple[str, int] | None = None) -> None:
        """Stores the arrivals whose key is new, and the cursor when one is given; returns when both are durable. Raises
        what the database raises: then nothing was stored, and nothing may be acknowledged."""

        def store(uow: UnitOfWork) -> tuple[str, ...]:
            lanes = uow.inbox.add([self._keep(uow, each) for each in arrivals]) if arrivals else ()
            if cursor is not None:
                uow.cursors.set(*cursor)
            return lanes

        self._crashpoint("receive.before_commit")
        woken = await self._lanes.at_once(arrivals[0], store) if len(arrivals) == 1 else None
        if woken is None:
            woken = await self._database.run(store)
        self._crashpoint("receive.after_commit")
        self._lanes.wake(woken)

    async def cursor(self, name: str) -> int | None:
        """How far a platform's queue was read; None before the first time."""
        return await self._database.run(lambda uow: uow.cursors.get(name))
