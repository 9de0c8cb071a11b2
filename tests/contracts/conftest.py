"""Every contract runs over every implementation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Protocol, TypeVar

import pytest

from bot.app.ports import Database, UnitOfWork
from storage.engine import open_database
from storage.memory import MemoryDatabase
from tests.clock import FakeClock

T = TypeVar("T")


class Run(Protocol):
    """Runs one unit of work."""

    async def __call__(self, work: Callable[[UnitOfWork], T]) -> T: ...


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    clock = FakeClock(hurried=True)
    match request.param:
        case "memory":
            opened: Database = MemoryDatabase()
        case kind:
            opened = await open_database(request.getfixturevalue(f"{kind}_url"), clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def run(database: Database) -> Run:
    """`database.run`, which every test calls."""
    return database.run
