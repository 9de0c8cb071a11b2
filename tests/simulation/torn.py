"""A database with a fault: part of what is written together is committed by itself, after the rest. As long as nobody dies
in between, nothing is to be seen of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from bot.app.ports import Crashpoint, Database, UnitOfWork

T = TypeVar("T")

TEAR = "torn"
"""The crash point between the two commits."""

Later = list[Callable[[UnitOfWork], object]]


class TornDatabase:
    """`bot.app.ports.Database`, but for one method of one part of its units of work, as `add` of `outbox`. What that
    returns is not known in time: `returned` stands for it."""

    def __init__(self, database: Database, crashpoint: Crashpoint, *, part: str, method: str, returned: object) -> None:
        self._database = database
        self._crashpoint = crashpoint
        self._part = part
        self._method = method
        self._returned = returned

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        later: Later = []
        result = await self._database.run(lambda uow: work(self._torn(uow, later)))
        for each in later:
            self._crashpoint(TEAR)
            await self._database.run(each)
        return result

    async def try_lead(self, name: str) -> bool:
        return await self._database.try_lead(name)

    async def scrub(self) -> None:
        await self._database.scrub()

    async def close(self) -> None:
        await self._database.close()

    def _torn(self, uow: UnitOfWork, later: Later) -> UnitOfWork:
        def put_off(*given: object) -> object:
            later.append(lambda other: getattr(getattr(other, self._part), self._method)(*given))
            return self._returned

        part = _Replaced(getattr(uow, self._part), self._method, put_off)
        return cast("UnitOfWork", _Replaced(uow, self._part, part))


class _Replaced:
    """Something with one attribute replaced."""

    def __init__(self, whole: object, name: str, by: object) -> None:
        self._whole = whole
        self._name = name
        self._by = by

    def __getattr__(self, name: str) -> Any:
        return self._by if name == self._name else getattr(self._whole, name)
