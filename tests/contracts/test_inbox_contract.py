"""`bot.app.ports.Inbox` and `Cursors`, over every database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.app.ports import UnitOfWork
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import arrival, minutes


def handling(lane: str, at: datetime) -> Callable[[UnitOfWork], str | None]:
    """A work that does the oldest arrival of a lane and returns its key."""

    def work(uow: UnitOfWork) -> str | None:
        row = uow.inbox.claim(lane)
        if row is None:
            return None
        uow.inbox.done(row.id, at)
        return row.key

    return work


async def test_an_arrival_delivered_twice_is_stored_once(run: Run) -> None:
    first = await run(lambda uow: uow.inbox.add([arrival("a"), arrival("b", "lane 2"), arrival("a")]))
    second = await run(lambda uow: uow.inbox.add([arrival("b", "lane 2"), arrival("c", "lane 2")]))

    assert first == ("telegram:1", "lane 2")
    assert second == ("lane 2",)


async def test_the_lanes_of_new_arrivals_come_in_order_with_repeats(run: Run) -> None:
    lanes = await run(lambda uow: uow.inbox.add([arrival("a", "x"), arrival("b", "y"), arrival("c", "x")]))

    assert lanes == ("x", "y", "x")


async def test_nothing_is_stored_for_no_arrivals(run: Run) -> None:
    assert await run(lambda uow: uow.inbox.add([])) == ()


async def test_a_claimed_row_is_what_arrived(run: Run) -> None:
    await run(lambda uow: uow.inbox.add([arrival("a", minute=3)]))

    row = await run(lambda uow: uow.inbox.claim("telegram:1"))

    assert row is not None
    assert (row.source, row.key, row.lane, row.body) == ("telegram", "a", "telegram:1", '{"update":"a"}')
    assert (row.at, row.attempts, row.not_before) == (NOON + minutes(3), 0, NOON + minutes(3))


async def test_a_lane_is_claimed_in_the_order_of_arrival(run: Run) -> None:
    await run(lambda uow: uow.inbox.add([arrival("a"), arrival("x", "other"), arrival("b"), arrival("c")]))

    handled = [await run(handling("telegram:1", NOON)) for _ in range(4)]

    assert handled == ["a", "b", "c", None]


async def test_lanes_with_something_waiting_are_found_the_longest_waiting_first(run: Run) -> None:
    await run(lambda uow: uow.inbox.add([arrival("a", "x"), arrival("b", "y"), arrival("c", "x"), arrival("d", "z")]))
    done = await run(lambda uow: uow.inbox.claim("x"))
    assert done is not None
    await run(lambda uow: uow.inbox.done(done.id, NOON))

    assert await run(lambda uow: uow.inbox.waiting_lanes(10)) == ("y", "x", "z")
    assert await run(lambda uow: uow.inbox.waiting_lanes(2)) == ("y", "x")


async def test_a_failed_turn_keeps_its_place_and_remembers_its_tries(run: Run) -> None:
    await run(lambda uow: uow.inbox.add([arrival("a"), arrival("b")]))
    row = await run(lambda uow: uow.inbox.claim("telegram:1"))
    assert row is not None

    await run(lambda uow: uow.inbox.retry(row.id, attempts=2, not_before=NOON + minutes(1), error="broke"))

    again = await run(lambda uow: uow.inbox.claim("telegram:1"))
    assert again is not None
    assert (again.key, again.attempts, again.not_before) == ("a", 2, NOON + minutes(1))


async def test_a_quarantined_row_lets_its_lane_go_on(run: Run) -> None:
    await run(lambda uow: uow.inbox.add([arrival("a"), arrival("b")]))
    row = await run(lambda uow: uow.inbox.claim("telegram:1"))
    assert row is not None

    await run(lambda uow: uow.inbox.quarantine(row.id, at=NOON, error="poison"))

    following = await run(lambda uow: uow.inbox.claim("telegram:1"))
    assert following is not None
    assert following.key == "b"
    assert await run(lambda uow: uow.inbox.quarantined()) == 1
    assert await run(lambda uow: uow.inbox.add([arrival("a")])) == ()


async def test_a_cursor_is_unknown_until_it_is_set_and_then_moves(run: Run) -> None:
    assert await run(lambda uow: uow.cursors.get("telegram")) is None

    await run(lambda uow: uow.cursors.set("telegram", 7))
    await run(lambda uow: uow.cursors.set("telegram", 9_000_000_000))

    assert await run(lambda uow: uow.cursors.get("telegram")) == 9_000_000_000
