"""`bot.app.desk_ports.StaffList`, over every database."""

from __future__ import annotations

from dataclasses import replace

from bot.app.ports import UnitOfWork
from bot.domain.ids import PersonRef
from bot.domain.roles import Role
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import ANA, BEA, member, minutes

CARO = PersonRef("slack:T1:CARO")


async def hire(run: Run, *people: PersonRef) -> None:
    def work(uow: UnitOfWork) -> None:
        for each in people:
            uow.staff.save(member(each))

    await run(work)


async def test_a_member_comes_back_as_they_were_saved(run: Run) -> None:
    await hire(run, ANA)

    assert await run(lambda uow: uow.staff.get(ANA)) == member(ANA)
    assert await run(lambda uow: uow.staff.get(BEA)) is None


async def test_saving_a_member_again_keeps_what_they_have_open(run: Run) -> None:
    await hire(run, ANA)
    await run(lambda uow: uow.staff.change_load(ANA, 1, NOON))
    changed = replace(member(ANA, on_shift=False), roles=frozenset({Role.ADMINISTRATOR}), load=99)

    await run(lambda uow: uow.staff.save(changed))

    assert await run(lambda uow: uow.staff.get(ANA)) == replace(changed, load=1)


async def test_a_new_member_has_nothing_open_whatever_is_saved(run: Run) -> None:
    await run(lambda uow: uow.staff.save(replace(member(ANA), load=5)))

    assert await run(lambda uow: uow.staff.get(ANA)) == member(ANA)


async def test_a_member_without_roles_is_kept_as_such(run: Run) -> None:
    nobody = replace(member(ANA), roles=frozenset())
    await run(lambda uow: uow.staff.save(nobody))

    assert await run(lambda uow: uow.staff.get(ANA)) == nobody


async def test_everybody_is_listed_also_off_shift(run: Run) -> None:
    await hire(run, BEA, ANA)
    await run(lambda uow: uow.staff.save(member(CARO, on_shift=False)))

    assert [each.person for each in await run(lambda uow: uow.staff.everybody())] == [ANA, BEA, CARO]


async def test_the_least_loaded_come_first_then_whoever_was_assigned_longest_ago(run: Run) -> None:
    await hire(run, ANA, BEA, CARO)

    def work(uow: UnitOfWork) -> None:
        uow.staff.change_load(ANA, 1, NOON + minutes(2))
        uow.staff.change_load(BEA, 1, NOON + minutes(1))
        uow.staff.change_load(CARO, 1, NOON)
        uow.staff.change_load(CARO, 1, NOON)

    await run(work)
    assert [each.person for each in await run(lambda uow: uow.staff.on_shift())] == [BEA, ANA, CARO]

    await run(lambda uow: uow.staff.change_load(CARO, -2, NOON + minutes(9)))
    after = await run(lambda uow: uow.staff.on_shift())
    assert [(each.person, each.load) for each in after] == [(CARO, 0), (BEA, 1), (ANA, 1)]


async def test_giving_a_ticket_up_is_no_new_assignment(run: Run) -> None:
    await hire(run, ANA, BEA)

    def work(uow: UnitOfWork) -> None:
        uow.staff.change_load(ANA, 1, NOON)
        uow.staff.change_load(BEA, 1, NOON + minutes(1))
        uow.staff.change_load(ANA, -1, NOON + minutes(2))
        uow.staff.change_load(BEA, -1, NOON + minutes(2))

    await run(work)

    assert [each.person for each in await run(lambda uow: uow.staff.on_shift())] == [ANA, BEA]


async def test_those_off_shift_are_not_offered(run: Run) -> None:
    await hire(run, ANA, BEA)
    await run(lambda uow: uow.staff.save(member(ANA, on_shift=False)))

    assert [each.person for each in await run(lambda uow: uow.staff.on_shift())] == [BEA]


async def test_the_load_of_somebody_who_left_is_nobodys(run: Run) -> None:
    await run(lambda uow: uow.staff.change_load(ANA, 1, NOON))

    assert await run(lambda uow: uow.staff.everybody()) == ()
