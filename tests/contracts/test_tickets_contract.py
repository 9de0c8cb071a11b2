"""`bot.app.ticket_ports.Tickets`, over every database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from bot.app.chain import NOTHING_BEFORE, first_misfit, hash_of
from bot.app.ports import UnitOfWork
from bot.domain.ids import PersonRef, TicketId
from bot.domain.ticket import HistoryEntry, Status, Ticket
from storage.errors import StorageError
from tests.contracts.conftest import Run
from tests.contracts.examples import ANA, BEA, CHAT, OTHER_CHAT, entry, ticket


def adding(*tickets: Ticket, desk: str = "desk", year: int = 2026) -> Callable[[UnitOfWork], None]:
    """A work that adds tickets, each numbered by its id."""

    def work(uow: UnitOfWork) -> None:
        for each in tickets:
            uow.tickets.add(each, desk=desk, year=year, number=each.id)

    return work


def _append(uow: UnitOfWork, each: HistoryEntry) -> None:
    uow.tickets.append(each)


async def test_numbers_start_at_one_for_each_desk_and_year(run: Run) -> None:
    wanted = [("a", 2026), ("a", 2026), ("b", 2026), ("a", 2027), ("a", 2026)]

    numbers = await run(lambda uow: [uow.tickets.next_number(desk, year) for desk, year in wanted])

    assert numbers == [1, 2, 1, 1, 3]


async def test_a_failed_work_gives_its_number_back(run: Run) -> None:
    def failing(uow: UnitOfWork) -> None:
        uow.tickets.next_number("desk", 2026)
        raise RuntimeError

    await run(lambda uow: uow.tickets.next_number("desk", 2026))
    with pytest.raises(RuntimeError):
        await run(failing)

    assert await run(lambda uow: uow.tickets.next_number("desk", 2026)) == 2


async def test_ids_of_tickets_are_unique(run: Run) -> None:
    ids = [await run(lambda uow: uow.tickets.next_id()) for _ in range(3)]

    assert len(set(ids)) == 3


async def test_a_ticket_comes_back_as_it_was_added(run: Run) -> None:
    added = ticket(1, assignee=ANA)
    await run(adding(added))

    assert await run(lambda uow: uow.tickets.get(TicketId(1))) == added
    assert await run(lambda uow: uow.tickets.get(TicketId(2))) is None


async def test_a_saved_ticket_replaces_what_was_there(run: Run) -> None:
    await run(adding(ticket(1)))
    changed = replace(ticket(1), status=Status.ASSIGNED, assignee=ANA, revision=2)

    await run(lambda uow: uow.tickets.save(changed))

    assert await run(lambda uow: uow.tickets.get(TicketId(1))) == changed


@pytest.mark.parametrize("second", [replace(ticket(2), code="m-2026-00001"), replace(ticket(1), code="other")])
async def test_no_second_ticket_gets_a_code_or_an_id_that_is_taken(run: Run, second: Ticket) -> None:
    await run(adding(ticket(1)))

    with pytest.raises(StorageError):
        await run(lambda uow: uow.tickets.add(second, desk="desk", year=2026, number=2))


async def test_no_second_ticket_gets_a_number_that_is_taken(run: Run) -> None:
    await run(adding(ticket(1)))

    with pytest.raises(StorageError):
        await run(lambda uow: uow.tickets.add(ticket(2), desk="desk", year=2026, number=1))


@pytest.mark.parametrize("words", ["M-2026-00007", "m-2026-00007", "  M-2026-00007 ", "7", "007"])
async def test_a_ticket_is_found_by_its_code_in_any_case_or_by_its_number(run: Run, words: str) -> None:
    await run(adding(ticket(7)))

    assert await run(lambda uow: uow.tickets.by_code(words)) == ticket(7)


@pytest.mark.parametrize("words", ["", "8", "M-2026", "-7", "७", "7" * 40, "7.0", "%"])
async def test_other_words_find_no_ticket(run: Run, words: str) -> None:
    await run(adding(ticket(7)))

    assert await run(lambda uow: uow.tickets.by_code(words)) is None


async def test_a_bare_number_means_the_newest_year_only(run: Run) -> None:
    await run(adding(ticket(7)))
    await run(lambda uow: uow.tickets.add(ticket(8), desk="desk", year=2027, number=1))

    assert await run(lambda uow: uow.tickets.by_code("7")) is None
    assert await run(lambda uow: uow.tickets.by_code("1")) == ticket(8)


async def test_a_bare_number_that_two_desks_have_means_neither(run: Run) -> None:
    await run(adding(ticket(7)))
    await run(lambda uow: uow.tickets.add(ticket(8), desk="another", year=2026, number=7))

    assert await run(lambda uow: uow.tickets.by_code("7")) is None


async def test_a_history_is_read_in_its_order(run: Run) -> None:
    await run(adding(ticket(1), ticket(2)))

    def write(uow: UnitOfWork) -> None:
        for each in (entry(1, 1), entry(2, 1), entry(1, 2)):
            uow.tickets.append(each)

    await run(write)

    assert await run(lambda uow: uow.tickets.history(TicketId(1))) == (entry(1, 1), entry(1, 2))
    assert await run(lambda uow: uow.tickets.history(TicketId(3))) == ()


async def test_an_entry_of_the_history_is_never_written_twice(run: Run) -> None:
    await run(adding(ticket(1)))
    await run(lambda uow: uow.tickets.append(entry(1, 1)))

    with pytest.raises(StorageError):
        await run(lambda uow: uow.tickets.append(entry(1, 1)))


async def test_there_is_no_history_without_its_ticket(run: Run) -> None:
    with pytest.raises(StorageError):
        await run(lambda uow: uow.tickets.append(entry(9, 1)))


async def test_a_requester_sees_their_newest_tickets_first(run: Run) -> None:
    await run(adding(*(ticket(each, chat=OTHER_CHAT if each == 3 else CHAT) for each in range(1, 6))))

    lines = await run(lambda uow: uow.tickets.newest_of(CHAT, 3))

    assert [each.id for each in lines] == [5, 4, 2]
    assert (lines[0].code, lines[0].title, lines[0].status) == ("M-2026-00005", ticket(5).title, Status.NEW)


async def test_the_queue_holds_open_tickets_that_nobody_has_oldest_first(run: Run) -> None:
    await run(
        adding(
            ticket(1),
            ticket(2, assignee=ANA),
            ticket(3, status=Status.ESCALATED),
            ticket(4, status=Status.CANCELLED),
            ticket(5, status=Status.REOPENED),
        )
    )

    assert [each.id for each in await run(lambda uow: uow.tickets.waiting(10))] == [1, 3, 5]
    assert [each.id for each in await run(lambda uow: uow.tickets.waiting(1, after=TicketId(1)))] == [3]
    assert await run(lambda uow: uow.tickets.waiting(10, after=TicketId(5))) == ()


async def test_a_specialist_has_their_open_tickets_oldest_first(run: Run) -> None:
    await run(
        adding(
            ticket(1, assignee=ANA, status=Status.IN_PROGRESS),
            ticket(2, assignee=BEA, status=Status.ASSIGNED),
            ticket(3, assignee=ANA, status=Status.RESOLVED),
            ticket(4, assignee=ANA, status=Status.ASSIGNED),
        )
    )

    async def of(person: PersonRef, limit: int) -> list[int]:
        return [each.id for each in await run(lambda uow: uow.tickets.assigned_to(person, limit))]

    assert await of(ANA, 10) == [1, 4]
    assert await of(ANA, 1) == [1]
    assert await of(PersonRef("slack:T1:NOBODY"), 10) == []


async def test_what_is_open_is_found_whoever_has_it(run: Run) -> None:
    await run(
        adding(
            ticket(1, status=Status.CLOSED),
            ticket(2, assignee=ANA, status=Status.ASSIGNED),
            ticket(3),
            ticket(4, assignee=BEA, status=Status.RESOLVED),
            ticket(5, status=Status.REOPENED),
        )
    )

    assert [each.id for each in await run(lambda uow: uow.tickets.unfinished(10))] == [2, 3, 5]
    assert [each.id for each in await run(lambda uow: uow.tickets.unfinished(2))] == [2, 3]


async def test_a_ticket_moves_between_the_lists_as_it_is_saved(run: Run) -> None:
    await run(adding(ticket(1)))
    await run(lambda uow: uow.tickets.save(ticket(1, assignee=ANA, status=Status.ASSIGNED)))

    assert await run(lambda uow: uow.tickets.waiting(10)) == ()
    assert len(await run(lambda uow: uow.tickets.assigned_to(ANA, 10))) == 1

    await run(lambda uow: uow.tickets.save(ticket(1, assignee=ANA, status=Status.CLOSED)))

    assert await run(lambda uow: uow.tickets.assigned_to(ANA, 10)) == ()


async def test_a_ticket_that_became_another_chat_s_is_found_there(run: Run) -> None:
    moved = ticket(1)
    await run(adding(moved))
    requester = replace(moved.requester, chat=OTHER_CHAT)
    await run(lambda uow: uow.tickets.save(replace(moved, requester=requester)))

    assert await run(lambda uow: uow.tickets.newest_of(moved.requester.chat, 10)) == ()
    assert [line.id for line in await run(lambda uow: uow.tickets.newest_of(OTHER_CHAT, 10))] == [1]


async def test_each_entry_holds_the_hash_of_the_one_before_it_and_each_ticket_has_a_chain(run: Run) -> None:
    await run(adding(ticket(1), ticket(2), ticket(3)))
    for number, seq in ((1, 1), (2, 1), (1, 2), (1, 5), (3, 1)):
        each = entry(number, seq)
        await run(partial(_append, each=each))

    first, second = await run(lambda uow: uow.tickets.chains(TicketId(0), 2))

    assert [link.seq for link in first.links] == [1, 2, 5]
    assert [link.previous for link in first.links] == [NOTHING_BEFORE, first.links[0].hash, first.links[1].hash]
    for link in first.links:
        assert link.hash == hash_of(link.previous, link.ticket, link.seq, link.body)
    assert first.end == (5, first.links[-1].hash)
    assert (first_misfit(first), first_misfit(second)) == (None, None)
    assert [each.ticket for each in await run(lambda uow: uow.tickets.chains(second.ticket, 10))] == [3]
