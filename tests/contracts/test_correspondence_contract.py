"""`bot.app.ticket_ports.Correspondence`, over every database."""

from __future__ import annotations

from dataclasses import replace

from bot.app.outbox import Delivered, Letter, Reason, Refused, Settlement
from bot.domain.ids import MessageRef, TicketId
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import letter, minutes

HERE, THERE = MessageRef("telegram:1:7"), MessageRef("telegram:1:8")


async def test_a_message_is_found_with_the_ticket_it_was_about_last(run: Run) -> None:
    await run(lambda uow: uow.correspondence.put({HERE: TicketId(3), THERE: TicketId(4)}))
    await run(lambda uow: uow.correspondence.put({HERE: TicketId(5)}))

    assert await run(lambda uow: uow.correspondence.find(HERE)) == 5
    assert await run(lambda uow: uow.correspondence.find(THERE)) == 4
    assert await run(lambda uow: uow.correspondence.find(MessageRef("telegram:1:9"))) is None


async def _sent(run: Run, given: Letter, ref: MessageRef) -> TicketId | None:
    (waiting,) = await run(lambda uow: uow.outbox.add([given]))
    parcels = await run(lambda uow: uow.outbox.claim([waiting.id], at=NOON, until=NOON + minutes(2)))
    await run(lambda uow: uow.outbox.settle([Settlement(parcels[0], Delivered(ref))], NOON))
    return await run(lambda uow: uow.correspondence.find(ref))


async def test_what_was_sent_about_a_ticket_is_found_by_where_it_arrived(run: Run) -> None:
    assert await _sent(run, replace(letter("a"), ticket=TicketId(3)), HERE) == 3


async def test_what_is_about_no_ticket_or_in_a_thread_of_the_desk_is_not_kept(run: Run) -> None:
    assert await _sent(run, letter("a"), HERE) is None
    assert await _sent(run, replace(letter("b", thread="card:3"), ticket=TicketId(3)), THERE) is None


async def test_what_never_arrived_is_not_kept(run: Run) -> None:
    (waiting,) = await run(lambda uow: uow.outbox.add([replace(letter("a"), ticket=TicketId(3))]))
    parcels = await run(lambda uow: uow.outbox.claim([waiting.id], at=NOON, until=NOON + minutes(2)))
    refused = Refused(Reason.UNREACHABLE, "blocked")

    assert await run(lambda uow: uow.outbox.settle([Settlement(parcels[0], refused)], NOON)) == (waiting.id,)
