"""`bot.app.ports.Timers`, over every database."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import minutes, timer


async def test_what_is_due_is_taken_once_and_oldest_first(run: Run) -> None:
    def arm(uow: UnitOfWork) -> None:
        for each in (timer("late", 5), timer("b", 1), timer("a", 1, ticket_id=3), timer("first", 0)):
            uow.timers.set(each)

    await run(arm)

    assert await run(lambda uow: uow.timers.take_due(NOON + minutes(2), 2)) == (timer("first", 0), timer("a", 1, 3))
    assert await run(lambda uow: uow.timers.take_due(NOON + minutes(2), 9)) == (timer("b", 1),)
    assert await run(lambda uow: uow.timers.take_due(NOON + minutes(2), 9)) == ()
    assert await run(lambda uow: uow.timers.take_due(NOON + minutes(5), 9)) == (timer("late", 5),)


async def test_a_timer_of_the_same_key_is_replaced(run: Run) -> None:
    await run(lambda uow: uow.timers.set(timer("a", 1)))
    await run(lambda uow: uow.timers.set(timer("a", 7, ticket_id=2)))

    assert await run(lambda uow: uow.timers.take_due(NOON + minutes(6), 9)) == ()
    assert await run(lambda uow: uow.timers.take_due(NOON + minutes(7), 9)) == (timer("a", 7, 2),)


async def test_a_cancelled_timer_is_never_due_and_cancelling_again_is_nothing(run: Run) -> None:
    await run(lambda uow: uow.timers.set(timer("a", 1)))
    await run(lambda uow: uow.timers.cancel("a"))
    await run(lambda uow: uow.timers.cancel("a"))

    assert await run(lambda uow: uow.timers.take_due(NOON + minutes(9), 9)) == ()
