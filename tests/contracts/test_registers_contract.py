"""`bot.app.ports.Registers`, and the chats of an entity's people, over every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef
from bot.domain.register import Course, Licence, LicenceKind, Organisation, Person, Record, Register
from bot.domain.text import Untrusted
from tests.contracts.conftest import Run
from tests.contracts.examples import conversation, registered

TEQUILA, LICENCE, ANA, COURSE = registered()


def entity(key: str, name: str, *aliases: str) -> Organisation:
    return Organisation(id=key, name=Untrusted(name), aliases=tuple(map(Untrusted, aliases)))


async def keep(run: Run, *records: Record) -> None:
    def work(uow: UnitOfWork) -> None:
        for each in records:
            uow.registers.save(each)

    await run(work)


async def like(run: Run, name: str) -> list[str]:
    return [each.id for each in await run(lambda uow: uow.registers.organisations_like(name))]


async def test_what_is_saved_comes_back_whole(run: Run) -> None:
    await keep(run, *registered())

    assert await run(lambda uow: uow.registers.everything(Register.ORGANISATIONS)) == (TEQUILA,)
    assert await run(lambda uow: uow.registers.everything(Register.LICENCES)) == (LICENCE,)
    assert await run(lambda uow: uow.registers.everything(Register.PEOPLE)) == (ANA,)
    assert await run(lambda uow: uow.registers.everything(Register.COURSES)) == (COURSE,)
    assert await run(lambda uow: uow.registers.organisation("mx-1")) == TEQUILA
    assert await run(lambda uow: uow.registers.person("ana@tequila.gob.mx")) == ANA


async def test_what_may_be_missing_is_missing(run: Run) -> None:
    bare: list[Record] = [
        entity("a", "Instituto"),
        Licence(id="l", organisation="a", kind=LicenceKind.TRIAL),
        Person(email="x@y.mx", name=Untrusted("X")),
    ]
    await keep(run, *bare)

    assert await run(lambda uow: uow.registers.organisation("a")) == bare[0]
    assert await run(lambda uow: uow.registers.licences_of("a")) == (bare[1],)
    assert await run(lambda uow: uow.registers.person("x@y.mx")) == bare[2]
    assert await run(lambda uow: uow.registers.organisation("b")) is None
    assert await run(lambda uow: uow.registers.person("z@y.mx")) is None
    assert await run(lambda uow: uow.registers.courses_of("x@y.mx")) == ()


async def test_a_desk_without_entities_keeps_no_register(run: Run) -> None:
    assert not await run(lambda uow: uow.registers.has_organisations())
    await keep(run, entity("a", "Instituto"))
    assert await run(lambda uow: uow.registers.has_organisations())


async def test_saving_again_replaces_also_the_names_that_are_searched(run: Run) -> None:
    await keep(run, entity("a", "Municipio de Tala", "Talita"))
    await keep(run, entity("a", "Municipio de Tequila"))

    assert await like(run, "Tequila") == ["a"]
    assert await like(run, "Tala") == []
    assert await like(run, "Talita") == []


@pytest.mark.parametrize("typed", ["tequila", "TEQUÍLA", "Tequilla", "H. Ayto. de Tequila", "los de Tequila, Jal."])
async def test_an_entity_is_found_by_a_word_of_its_names_however_it_is_written(run: Run, typed: str) -> None:
    await keep(run, entity("a", "Municipio de Tequila"), entity("b", "Municipio de Tala"))

    assert await like(run, typed) == ["a"]


async def test_a_common_word_finds_nobody_unless_there_is_no_other(run: Run) -> None:
    await keep(run, entity("a", "Municipio de Tequila"), entity("b", "Municipio de Tala"))

    assert await like(run, "Municipio de Ameca") == []
    assert await like(run, "Municipio") == ["a", "b"]


async def test_licences_that_end_are_found_by_day_and_page_by_page(run: Run) -> None:
    def licence(key: str, until: date | None, kind: LicenceKind = LicenceKind.ACQUIRED) -> Licence:
        return Licence(id=key, organisation="a", kind=kind, updates_until=until)

    first, last = date(2026, 12, 1), date(2026, 12, 31)
    inside = [licence("l1", first), licence("l2", last), licence("l3", date(2026, 12, 15))]
    outside = [licence("l4", date(2026, 11, 30)), licence("l5", date(2027, 1, 1)), licence("l6", None)]
    await keep(run, entity("a", "Instituto"), *inside, *outside, licence("l7", first, LicenceKind.TRIAL))

    assert await run(lambda uow: uow.registers.licences_ending(first, last, 10)) == tuple(inside)
    assert await run(lambda uow: uow.registers.licences_ending(first, last, 2)) == tuple(inside[:2])
    assert await run(lambda uow: uow.registers.licences_ending(first, last, 2, "l2")) == (inside[2],)


async def test_a_course_is_kept_once_for_each_person_and_course(run: Run) -> None:
    first = Course(email="x@y.mx", course="budget", taken_on=date(2025, 1, 1))
    again = replace(first, taken_on=date(2026, 1, 1))
    other = replace(first, course="payroll")
    await keep(run, first, other, again, replace(first, email="z@y.mx"))

    assert await run(lambda uow: uow.registers.courses_of("x@y.mx")) == (again, other)


async def test_a_licence_of_nobody_is_not_kept(run: Run) -> None:
    with pytest.raises(Exception, match=r"no such organisation|FOREIGN KEY|ForeignKey"):
        await keep(run, LICENCE)

    assert await run(lambda uow: uow.registers.everything(Register.LICENCES)) == ()


async def test_the_chats_of_an_entity_are_found_in_order_and_page_by_page(run: Run) -> None:
    chats = [replace(conversation(ChatRef(f"telegram:{n}")), organisation="mx-1") for n in range(3)]

    def work(uow: UnitOfWork) -> None:
        for each in (*chats, replace(conversation(ChatRef("telegram:9")), organisation="mx-2")):
            uow.conversations.save(each)
        uow.conversations.save(conversation(ChatRef("telegram:8")))

    await run(work)
    assert await run(lambda uow: uow.conversations.of_organisation("mx-1", 2)) == tuple(chats[:2])
    assert await run(lambda uow: uow.conversations.of_organisation("mx-1", 2, "telegram:1")) == (chats[2],)

    await run(lambda uow: uow.conversations.save(replace(chats[0], organisation=None)))
    assert await run(lambda uow: uow.conversations.of_organisation("mx-1", 9)) == tuple(chats[1:])
