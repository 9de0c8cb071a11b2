"""`bot.app.ports.Database` and the unit of work as one transaction, over every database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.app.outbox import Delivered, Settlement
from bot.app.ports import Database, UnitOfWork
from bot.domain.ids import MessageRef
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import ANA, CHAT, arrival, conversation, entry, letter, member, minutes, ticket, timer


class Stop(Exception):
    """What a work raises."""


def everything(uow: UnitOfWork) -> int:
    """A work that writes to every table; its number is the next one."""
    uow.inbox.add([arrival("everything")])
    uow.cursors.set("telegram", 5)
    uow.conversations.save(conversation())
    number = uow.tickets.next_number("desk", 2026)
    ticket_id = uow.tickets.next_id()
    uow.tickets.add(ticket(ticket_id), desk="desk", year=2026, number=number)
    uow.tickets.append(entry(ticket_id, 1))
    uow.staff.save(member())
    uow.staff.change_load(ANA, 1, NOON)
    (waiting,) = uow.outbox.add([letter("everything", post="card:1")])
    (parcel,) = uow.outbox.claim([waiting.id], at=NOON, until=NOON)
    uow.outbox.settle([Settlement(parcel, Delivered(MessageRef("m")))], NOON)
    uow.timers.set(timer("everything", 0))
    uow.processes.save("demo@1", "body")
    return number


def seen(uow: UnitOfWork) -> dict[str, object]:
    """What a later work sees of it."""
    return {
        "inbox": uow.inbox.waiting_lanes(9),
        "cursor": uow.cursors.get("telegram"),
        "conversation": uow.conversations.load(CHAT),
        "queue": len(uow.tickets.waiting(9)),
        "staff": uow.staff.everybody(),
        "outbox": uow.outbox.counts()["sent"],
        "timers": uow.timers.take_due(NOON + minutes(1), 9),
        "processes": uow.processes.all(),
    }


async def test_what_a_work_did_is_there_afterwards(run: Run) -> None:
    assert await run(everything) == 1

    after = await run(seen)

    assert all(after.values()), after


async def test_a_work_that_raises_leaves_nothing_behind(run: Run) -> None:
    def failing(uow: UnitOfWork) -> None:
        everything(uow)
        raise Stop

    before = await run(seen)
    with pytest.raises(Stop):
        await run(failing)

    assert await run(seen) == before
    assert await run(everything) == 1


async def test_a_work_that_raises_leaves_what_was_there(run: Run) -> None:
    await run(everything)

    def failing(uow: UnitOfWork) -> None:
        uow.conversations.save(conversation(revision=99))
        uow.timers.cancel("everything")
        uow.cursors.set("telegram", 99)
        raise Stop

    with pytest.raises(Stop):
        await run(failing)

    after = await run(seen)
    assert after["conversation"] == conversation()
    assert after["cursor"] == 5
    assert after["timers"] == (timer("everything", 0),)


async def test_of_works_under_way_together_one_that_fails_costs_only_itself(run: Run) -> None:
    def work(number: int) -> Callable[[UnitOfWork], int]:
        def inner(uow: UnitOfWork) -> int:
            given = uow.tickets.next_number("desk", 2026)
            uow.cursors.set(f"work {number}", given)
            if number % 3 == 0:
                raise Stop
            return given

        return inner

    results = await asyncio.gather(*(run(work(each)) for each in range(30)), return_exceptions=True)

    assert [each for each, result in enumerate(results) if isinstance(result, Stop)] == list(range(0, 30, 3))
    numbers = sorted(result for result in results if isinstance(result, int))
    assert numbers == list(range(1, 21))
    kept = await run(lambda uow: [uow.cursors.get(f"work {each}") is not None for each in range(30)])
    assert kept == [each % 3 != 0 for each in range(30)]


async def test_four_writers_draw_two_thousand_numbers_without_a_gap_or_a_repeat(run: Run) -> None:
    async def writer() -> list[int]:
        return [await run(lambda uow: uow.tickets.next_number("desk", 2026)) for _ in range(500)]

    drawn = await asyncio.gather(*(writer() for _ in range(4)))

    assert sorted(number for numbers in drawn for number in numbers) == list(range(1, 2001))


async def test_a_cancelled_caller_leaves_the_database_in_order(run: Run) -> None:
    task = asyncio.ensure_future(run(everything))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert await run(lambda uow: uow.tickets.next_number("desk", 2026)) in (1, 2)


async def test_a_lone_process_leads_and_goes_on_leading(database: Database) -> None:
    assert await database.try_lead("telegram poller")
    assert await database.try_lead("telegram poller")


async def test_closing_twice_is_closing_once(database: Database) -> None:
    await database.close()
    await database.close()
