"""PostgreSQL: several processes on one database, and what happens when they meet or a connection is lost."""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy.dialects.postgresql.base import PGDialect

from bot.app.ports import Database, StorageUnavailable, UnitOfWork
from bot.domain.ids import TicketId
from storage.engine import open_database
from storage.errors import StorageError
from storage.sql.timers import TAKE
from tests.clock import NOON, FakeClock
from tests.contracts.examples import (
    ANA,
    arrival,
    consent,
    conversation,
    entry,
    letter,
    member,
    minutes,
    revision,
    ticket,
    timer,
)

pytestmark = pytest.mark.postgres


@pytest.fixture
async def one(postgres_url: str) -> AsyncIterator[Database]:
    opened = await open_database(postgres_url, clock=FakeClock(hurried=True))
    yield opened
    await opened.close()


@pytest.fixture
async def other(postgres_url: str) -> AsyncIterator[Database]:
    """Another process, as the server sees it."""
    opened = await open_database(postgres_url, clock=FakeClock(hurried=True))
    yield opened
    await opened.close()


def terminate_others(url: str) -> int:
    """Cuts every connection to the database, as a restart of the server would."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).rowcount


async def test_two_processes_on_one_lane_never_interleave(one: Database, other: Database) -> None:
    await one.run(lambda uow: uow.inbox.add([arrival(f"k{each:03d}") for each in range(60)]))
    inside = threading.Lock()
    handled: list[str] = []

    def turn(uow: UnitOfWork) -> bool:
        row = uow.inbox.claim("telegram:1")
        if row is None:
            return False
        assert inside.acquire(blocking=False), "two turns of one lane at the same time"
        handled.append(row.key)
        uow.inbox.done(row.id, NOON)
        inside.release()
        return True

    async def work(database: Database) -> None:
        while await database.run(turn):
            pass

    await asyncio.gather(work(one), work(other), work(one), work(other))

    assert handled == [f"k{each:03d}" for each in range(60)]


async def test_two_processes_draw_numbers_without_a_gap_or_a_repeat(one: Database, other: Database) -> None:
    async def draw(database: Database) -> list[int]:
        return [await database.run(lambda uow: uow.tickets.next_number("desk", 2026)) for _ in range(100)]

    drawn = await asyncio.gather(*(draw(each) for each in (one, other, one, other)))

    assert sorted(number for numbers in drawn for number in numbers) == list(range(1, 401))


async def test_a_conversation_is_changed_by_one_at_a_time(one: Database, other: Database) -> None:
    await one.run(lambda uow: uow.conversations.save(conversation(revision=0)))

    def grow(uow: UnitOfWork) -> None:
        found = uow.conversations.load(conversation().chat)
        assert found is not None
        uow.conversations.save(conversation(revision=found.revision + 1))

    await asyncio.gather(*((one, other)[each % 2].run(grow) for each in range(60)))

    found = await one.run(lambda uow: uow.conversations.load(conversation().chat))
    assert found == conversation(revision=60)


async def test_a_role_that_is_taken_away_is_not_restored_by_who_read_it_before(one: Database, other: Database) -> None:
    await one.run(lambda uow: uow.staff.save(member(ANA, on_shift=False)))
    was_read, is_taken_away = threading.Event(), threading.Event()

    def come_on_shift(uow: UnitOfWork) -> None:
        found = uow.staff.get(ANA)
        assert found is not None
        was_read.set()
        is_taken_away.wait(0.5)
        uow.staff.save(replace(found, on_shift=True))

    def take_away(uow: UnitOfWork) -> None:
        found = uow.staff.get(ANA)
        assert found is not None
        uow.staff.save(replace(found, roles=frozenset()))

    coming = asyncio.ensure_future(one.run(come_on_shift))
    await asyncio.to_thread(was_read.wait, 10)
    await other.run(take_away)
    is_taken_away.set()
    await coming

    found = await one.run(lambda uow: uow.staff.get(ANA))
    assert found == replace(member(ANA), roles=frozenset(), on_shift=True)


async def test_a_parcel_and_a_timer_are_taken_by_one_process_and_nobody_waits(one: Database, other: Database) -> None:
    def fill(uow: UnitOfWork) -> list[int]:
        for each in range(4):
            uow.timers.set(timer(f"t{each}", each))
        return [each.id for each in uow.outbox.add([letter("a"), letter("b")])]

    ids = await one.run(fill)
    held, go_on = threading.Event(), threading.Event()

    def hold(uow: UnitOfWork) -> tuple[int, int]:
        taken = len(uow.outbox.claim(ids[:1], at=NOON, until=NOON)), len(uow.timers.take_due(NOON + minutes(9), 2))
        held.set()
        go_on.wait(10)
        return taken

    first = asyncio.ensure_future(one.run(hold))
    await asyncio.to_thread(held.wait, 10)
    parcels = await other.run(lambda uow: uow.outbox.claim(ids, at=NOON, until=NOON))
    timers = await other.run(lambda uow: uow.timers.take_due(NOON + minutes(9), 9))
    go_on.set()

    assert await first == (1, 2)
    assert [each.id for each in parcels] == ids[1:]
    assert [each.key for each in timers] == ["t2", "t3"]


def test_due_timers_are_found_once_so_that_no_plan_takes_more_than_the_limit() -> None:
    """With a plain subquery a nested loop took four where two were asked for, and the service does one at a time."""
    assert "WITH due_now AS MATERIALIZED" in str(TAKE.compile(dialect=PGDialect()))  # type: ignore[no-untyped-call]  # SQLAlchemy's


async def test_two_works_that_wait_for_each_other_are_both_done(one: Database) -> None:
    def fill(uow: UnitOfWork) -> None:
        for each in (1, 2):
            uow.tickets.add(ticket(each), desk="desk", year=2026, number=each)

    await one.run(fill)
    both_hold_one = threading.Barrier(2, timeout=30)
    met: set[int] = set()

    def locking(first: int, second: int) -> Callable[[UnitOfWork], None]:
        def work(uow: UnitOfWork) -> None:
            uow.tickets.get(TicketId(first))
            if first not in met:
                met.add(first)
                both_hold_one.wait()
            uow.tickets.get(TicketId(second))
            uow.tickets.append(entry(first, len(uow.tickets.history(TicketId(first))) + 1))

        return work

    await asyncio.gather(one.run(locking(1, 2)), one.run(locking(2, 1)))

    assert await one.run(lambda uow: [len(uow.tickets.history(TicketId(each))) for each in (1, 2)]) == [1, 1]


async def test_a_serialization_failure_is_tried_again_and_gives_up_at_last(one: Database) -> None:
    tries: list[int] = []

    def failing(times: int) -> Callable[[UnitOfWork], int]:
        def work(uow: UnitOfWork) -> int:
            tries.append(uow.tickets.next_number("desk", 2026))
            if len(tries) <= times:
                raise psycopg.errors.SerializationFailure
            return len(tries)

        return work

    assert await one.run(failing(3)) == 4
    assert tries == [1, 1, 1, 1]  # each failed try gave its number back

    tries.clear()
    with pytest.raises(StorageUnavailable, match="met a conflict"):
        await one.run(failing(99))
    assert len(tries) == 7


async def test_a_work_goes_on_after_its_connection_was_cut(one: Database, postgres_url: str) -> None:
    await one.run(lambda uow: uow.cursors.set("a", 1))
    cut: list[int] = []

    def work(uow: UnitOfWork) -> int | None:
        uow.cursors.set("b", 2)
        if not cut:
            cut.append(terminate_others(postgres_url))
        return uow.cursors.get("a")

    assert await one.run(work) == 1
    assert await one.run(lambda uow: uow.cursors.get("b")) == 2
    assert cut[0] > 0


async def test_works_go_on_after_every_idle_connection_was_cut(one: Database, postgres_url: str) -> None:
    await asyncio.gather(*(one.run(lambda uow: uow.cursors.get("a")) for _ in range(20)))

    await asyncio.to_thread(terminate_others, postgres_url)

    await asyncio.gather(*(one.run(lambda uow: uow.cursors.set("a", 1)) for _ in range(20)))
    assert await one.run(lambda uow: uow.cursors.get("a")) == 1


async def test_a_server_that_is_not_there_is_unavailable_in_words(clock: FakeClock) -> None:
    with pytest.raises(StorageUnavailable, match="PostgreSQL cannot be reached"):
        await open_database("postgresql://127.0.0.1:1/none", clock=clock)


async def test_one_process_leads_until_it_ends(one: Database, other: Database, postgres_url: str) -> None:
    assert await one.try_lead("telegram poller")
    assert not await other.try_lead("telegram poller")
    assert await other.try_lead("something else")
    assert await one.try_lead("telegram poller")

    await one.close()

    assert await other.try_lead("telegram poller")


async def test_closing_does_not_wait_for_a_lock_that_somebody_holds(one: Database, other: Database) -> None:
    await one.run(lambda uow: uow.staff.save(member(ANA)))
    held, go_on = threading.Event(), threading.Event()

    def hold(uow: UnitOfWork) -> None:
        uow.staff.get(ANA)
        held.set()
        go_on.wait(20)

    holding = asyncio.ensure_future(one.run(hold))
    await asyncio.to_thread(held.wait, 10)
    assert await other.try_lead("telegram poller")
    stuck = asyncio.ensure_future(other.run(lambda uow: uow.staff.get(ANA)))
    await asyncio.sleep(0.1)
    try:
        async with asyncio.timeout(15):  # the lock is held for longer
            await other.close()
        with pytest.raises(StorageUnavailable, match="was closed"):
            await stuck
        assert await one.try_lead("telegram poller")
    finally:
        go_on.set()
    await holding


async def test_whoever_loses_the_connection_no_longer_leads(one: Database, other: Database, postgres_url: str) -> None:
    assert await one.try_lead("telegram poller")

    await asyncio.to_thread(terminate_others, postgres_url)

    assert await other.try_lead("telegram poller")
    assert not await one.try_lead("telegram poller")


async def test_an_error_holds_no_value_that_was_to_be_stored(one: Database) -> None:
    await one.run(lambda uow: uow.tickets.add(ticket(1), desk="desk", year=2026, number=1))

    with pytest.raises(StorageError) as caught:
        await one.run(lambda uow: uow.tickets.add(ticket(1), desk="desk", year=2026, number=1))

    told = "".join(traceback.format_exception(caught.value))
    assert "PostgreSQL refused: UniqueViolation (23505), pk_tickets" in told
    assert "M-2026" not in told.upper()


async def test_a_failed_statement_that_is_passed_over_is_not_taken_for_a_commit(one: Database) -> None:
    def careless(uow: UnitOfWork) -> None:
        uow.cursors.set("a", 1)
        try:
            uow.tickets.append(entry(1, 1))
        except psycopg.Error:
            return

    with pytest.raises(StorageError, match="was passed over"):
        await one.run(careless)
    assert await one.run(lambda uow: uow.cursors.get("a")) is None


async def test_history_and_consents_can_be_neither_changed_nor_deleted(one: Database, postgres_url: str) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.tickets.add(ticket(1), desk="desk", year=2026, number=1)
        uow.tickets.append(entry(1, 1))
        uow.consents.add(consent())

    await one.run(work)

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for change in (
            b"UPDATE history SET body = ''",
            b"DELETE FROM history",
            b"UPDATE consents SET answer = 'given'",
            b"DELETE FROM consents",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="is append-only"):
                connection.execute(change)


async def test_a_batch_is_stored_in_its_order(one: Database) -> None:
    added = await one.run(lambda uow: uow.outbox.add([letter(f"k{each}") for each in range(50)] + [revision("r")]))

    ids = [each.id for each in added]
    assert ids == sorted(ids)
    assert len(await one.run(lambda uow: uow.outbox.claim(ids, at=NOON, until=NOON))) == 51
