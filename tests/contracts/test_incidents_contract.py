"""`bot.app.incident_ports.Incidents`, over every database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.ids import IncidentId, TicketId
from bot.domain.incident import (
    Incident,
    IncidentAction,
    IncidentEntry,
    IncidentKind,
    IncidentStatus,
    LinkedTicket,
)
from bot.domain.text import Untrusted
from storage.errors import StorageError
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import ANA


def incident(number: int, status: IncidentStatus = IncidentStatus.REGISTERED) -> Incident:
    """Incident `I-2026-000n` with the id n."""
    return Incident(
        id=IncidentId(number),
        code=f"I-2026-{number:04d}",
        process="demo@1",
        kind=IncidentKind.ERROR,
        status=status,
        title=Untrusted("No abre"),
        description=Untrusted("Nunca abre"),
        opened_at=NOON,
        updated_at=NOON,
        opened_by=Untrusted("Ana"),
        links=(LinkedTicket(ticket=TicketId(1), code="M-2026-00001", name=Untrusted("María")),),
    )


def entry(number: int, seq: int) -> IncidentEntry:
    """A line of an incident's history."""
    return IncidentEntry(
        incident=IncidentId(number),
        seq=seq,
        at=NOON,
        action=IncidentAction.ACCEPT,
        actor=ANA,
        channel="slack",
        before=IncidentStatus.REGISTERED,
        after=IncidentStatus.ACCEPTED,
        reason=Untrusted("porque sí"),
        data={"version": "5.2"},
    )


def adding(*incidents: Incident, desk: str = "desk", year: int = 2026) -> Callable[[UnitOfWork], None]:
    """A work that adds incidents, each numbered by its id."""

    def work(uow: UnitOfWork) -> None:
        for each in incidents:
            uow.incidents.add(each, desk=desk, year=year, number=each.id)

    return work


async def test_incidents_have_numbers_of_their_own_without_gaps(run: Run) -> None:
    await run(lambda uow: uow.tickets.next_number("a", 2026))
    wanted = [("a", 2026), ("a", 2026), ("b", 2026), ("a", 2027)]

    numbers = await run(lambda uow: [uow.incidents.next_number(desk, year) for desk, year in wanted])

    assert numbers == [1, 2, 1, 1]
    assert await run(lambda uow: uow.incidents.next_id()) != await run(lambda uow: uow.incidents.next_id())


async def test_an_incident_comes_back_as_it_was_added_and_as_it_was_saved(run: Run) -> None:
    await run(adding(incident(1)))
    changed = replace(incident(1), status=IncidentStatus.DELIVERED, fixed_version=Untrusted("5.2"), revision=2)

    assert await run(lambda uow: uow.incidents.get(IncidentId(1))) == incident(1)
    await run(lambda uow: uow.incidents.save(changed))

    assert await run(lambda uow: uow.incidents.get(IncidentId(1))) == changed
    assert await run(lambda uow: uow.incidents.get(IncidentId(2))) is None


@pytest.mark.parametrize("second", [replace(incident(2), code="i-2026-0001"), replace(incident(1), code="other")])
async def test_no_second_incident_gets_a_code_or_an_id_that_is_taken(run: Run, second: Incident) -> None:
    await run(adding(incident(1)))

    with pytest.raises(StorageError):
        await run(lambda uow: uow.incidents.add(second, desk="desk", year=2026, number=2))


@pytest.mark.parametrize("words", ["I-2026-0007", "i-2026-0007", " 7 ", "I-7", "i7", "I-0007"])
async def test_an_incident_is_found_by_its_code_or_by_its_number(run: Run, words: str) -> None:
    await run(adding(incident(7)))

    assert await run(lambda uow: uow.incidents.by_code(words)) == incident(7)


@pytest.mark.parametrize("words", ["", "8", "I-", "I-2026", "-7", "७", "7" * 40, "7.0", "%"])
async def test_other_words_find_no_incident(run: Run, words: str) -> None:
    await run(adding(incident(7)))

    assert await run(lambda uow: uow.incidents.by_code(words)) is None


async def test_a_bare_number_means_the_newest_year_and_one_desk(run: Run) -> None:
    await run(adding(incident(7)))
    await run(lambda uow: uow.incidents.add(incident(8), desk="desk", year=2027, number=1))

    assert await run(lambda uow: uow.incidents.by_code("7")) is None
    assert await run(lambda uow: uow.incidents.by_code("1")) == incident(8)

    await run(lambda uow: uow.incidents.add(incident(9), desk="another", year=2027, number=1))

    assert await run(lambda uow: uow.incidents.by_code("1")) is None


async def test_what_has_ended_is_not_among_the_open_ones(run: Run) -> None:
    ended = (IncidentStatus.CONFIRMED, IncidentStatus.DECLINED)
    await run(adding(*(incident(place, status) for place, status in enumerate((*IncidentStatus,), 1))))

    found = await run(lambda uow: uow.incidents.open(10))

    assert [each.id for each in found] == [
        place for place, status in reversed(list(enumerate(IncidentStatus, 1))) if status not in ended
    ]
    assert len(await run(lambda uow: uow.incidents.open(2))) == 2

    await run(lambda uow: uow.incidents.save(replace(found[0], status=IncidentStatus.CONFIRMED)))

    assert len(await run(lambda uow: uow.incidents.open(10))) == len(found) - 1


async def test_a_history_is_read_in_its_order_and_never_written_twice(run: Run) -> None:
    await run(adding(incident(1), incident(2)))

    def write(uow: UnitOfWork) -> None:
        for each in (entry(1, 1), entry(2, 1), entry(1, 2)):
            uow.incidents.append(each)

    await run(write)

    assert await run(lambda uow: uow.incidents.history(IncidentId(1))) == (entry(1, 1), entry(1, 2))
    with pytest.raises(StorageError):
        await run(lambda uow: uow.incidents.append(entry(1, 1)))
    with pytest.raises(StorageError):
        await run(lambda uow: uow.incidents.append(entry(9, 1)))
