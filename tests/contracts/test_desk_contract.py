"""`bot.app.desk_ports`, over every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app.ports import UnitOfWork
from bot.domain.audit import Audited, Ground, Kind, Outcome
from bot.domain.ids import PersonRef, TicketId
from bot.domain.tally import Tally
from bot.domain.text import Untrusted
from bot.domain.ticket import Rating, Status, Ticket
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import ANA, BEA, minutes, ticket

MARIA = PersonRef("slack:T1:MARIA")


def denied(minute: float = 0) -> Audited:
    return Audited(
        at=NOON + minutes(minute),
        person=ANA,
        gateway="slack",
        kind=Kind.ACTION,
        what=Untrusted("take"),
        outcome=Outcome.DENIED,
        reason=Ground.NO_ROLE,
        ticket=TicketId(99),
    )


async def test_the_audit_gives_back_what_was_written_newest_first(run: Run) -> None:
    given = replace(denied(1), kind=Kind.ROLES, outcome=Outcome.ALLOWED, reason="+specialist", ticket=None, about=BEA)

    await run(lambda uow: uow.audit.add(denied()))
    await run(lambda uow: uow.audit.add(given))

    assert await run(lambda uow: uow.audit.newest(10)) == (given, denied())
    assert await run(lambda uow: uow.audit.newest(1)) == (given,)


async def test_a_home_that_was_looked_at_lately_is_outdated_once(run: Run) -> None:
    def look(uow: UnitOfWork) -> None:
        uow.homes.opened(ANA, NOON, desk=True)
        uow.homes.opened(BEA, NOON - minutes(300), desk=True)
        uow.homes.opened(MARIA, NOON, desk=False)

    await run(look)
    since = NOON - minutes(120)

    assert await run(lambda uow: uow.homes.outdate(since, PersonRef("telegram:1"))) == (ANA,)
    assert await run(lambda uow: uow.homes.outdate(since, MARIA)) == (MARIA,)
    assert await run(lambda uow: uow.homes.outdate(since, MARIA)) == ()


async def test_a_home_that_is_as_things_stand_can_be_outdated_again(run: Run) -> None:
    await run(lambda uow: uow.homes.opened(ANA, NOON, desk=True))
    await run(lambda uow: uow.homes.outdate(NOON, MARIA))

    assert await run(lambda uow: uow.homes.updated(ANA))
    assert await run(lambda uow: uow.homes.outdate(NOON, MARIA)) == (ANA,)

    await run(lambda uow: uow.homes.opened(ANA, NOON, desk=False))
    assert await run(lambda uow: uow.homes.outdate(NOON, MARIA)) == ()
    assert not await run(lambda uow: uow.homes.updated(ANA))
    assert not await run(lambda uow: uow.homes.updated(BEA))


async def keep(run: Run, *tickets: Ticket) -> None:
    def work(uow: UnitOfWork) -> None:
        for each in tickets:
            uow.tickets.add(each, desk="demo", year=2026, number=each.id)

    await run(work)


async def test_words_lead_to_the_tickets_that_have_all_of_them_newest_first(run: Run) -> None:
    await keep(run, ticket(1), ticket(2), ticket(3))

    def put(uow: UnitOfWork) -> None:
        uow.index.put(TicketId(1), ("factur", "maria"))
        uow.index.put(TicketId(2), ("factur", "tequil"))
        uow.index.put(TicketId(3), ("nomina",))

    await run(put)

    assert await run(lambda uow: uow.index.find(("factur",), 10)) == (2, 1)
    assert await run(lambda uow: uow.index.find(("factur",), 1)) == (2,)
    assert await run(lambda uow: uow.index.find(("maria", "factur"), 10)) == (1,)
    assert await run(lambda uow: uow.index.find(("maria", "tequil"), 10)) == ()
    assert await run(lambda uow: uow.index.find((), 10)) == ()


async def test_the_desk_is_counted_as_it_stands_now(run: Run) -> None:
    old = replace(ticket(1, assignee=ANA, status=Status.IN_PROGRESS), opened_at=NOON - minutes(60 * 24 * 3))
    waiting = ticket(2)
    archived = replace(
        ticket(3, status=Status.CLOSED), opened_at=NOON - minutes(60 * 24 * 30), finished_at=NOON - minutes(60 * 24 * 2)
    )
    await keep(run, old, waiting, archived)
    today, week = NOON - minutes(720), NOON - minutes(60 * 24 * 6)

    assert await run(lambda uow: uow.tallies.desk(today, week, NOON - minutes(60 * 24 * 29))) == Tally(
        open={Status.IN_PROGRESS: 1, Status.NEW: 1},
        unassigned=1,
        opened_today=1,
        opened_in_week=2,
        ended_today=0,
        ended_in_week=1,
    )

    resolved = replace(old, status=Status.RESOLVED, finished_at=NOON)
    await run(lambda uow: uow.tickets.save(resolved))

    after = await run(lambda uow: uow.tallies.desk(today, week, NOON - minutes(60 * 24 * 29)))
    assert (after.open, after.ended_today, after.ended_in_week) == ({Status.NEW: 1}, 1, 2)


async def test_the_time_until_a_ticket_was_taken_is_the_median_of_the_week(run: Run) -> None:
    def taken(number: int, after: float, opened: float = 0) -> Ticket:
        at = NOON - minutes(opened)
        return replace(ticket(number, assignee=ANA), opened_at=at, taken_at=at + minutes(after))

    async def middle() -> timedelta | None:
        return (await run(lambda uow: uow.tallies.desk(NOON, NOON - minutes(60), NOON))).to_take

    await keep(run, taken(1, 30), ticket(2), taken(3, 5000, opened=61))
    assert await middle() == minutes(30)
    await keep(run, taken(4, 10, opened=60))
    assert await middle() == minutes(20)
    await keep(run, taken(5, 999))
    assert await middle() == minutes(30)
    await run(lambda uow: uow.tickets.save(replace(ticket(2), taken_at=NOON + minutes(1))))
    assert await middle() == minutes(20)


async def test_satisfaction_is_the_mean_of_those_who_answered_since_the_month_began(run: Run) -> None:
    month = NOON - minutes(60 * 24 * 29)

    def rated(number: int, score: int | None, days: float = 0) -> Ticket:
        ended = replace(ticket(number, status=Status.CLOSED), finished_at=NOON - minutes(60 * 24 * days))
        return ended if score is None else replace(ended, rating=Rating(score=score, at=NOON))

    async def served() -> tuple[int, float | None]:
        tally = await run(lambda uow: uow.tallies.desk(NOON, NOON, month))
        return tally.rated, tally.satisfaction

    await keep(run, rated(1, 5, days=29), rated(2, None), rated(3, 1, days=30))
    assert await served() == (1, 5)
    await keep(run, rated(4, 2))
    assert await served() == (2, 3.5)
    await run(lambda uow: uow.tickets.save(rated(4, 4)))
    assert await served() == (2, 4.5)
    await run(lambda uow: uow.tickets.save(ticket(4, status=Status.REOPENED)))
    assert await served() == (1, 5)


async def test_an_empty_desk_counts_nothing(run: Run) -> None:
    assert await run(lambda uow: uow.tallies.desk(NOON, NOON, NOON)) == Tally()
