"""`bot.app.reply_ports`, over every database."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.app.ports import UnitOfWork
from bot.domain.canned import CannedReply
from bot.domain.delivery import Delivery, Fate
from bot.domain.ids import PostKey, TicketId
from bot.domain.text import Untrusted
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import ANA, CHAT

HELLO = CannedReply(id="hello", title=Untrusted("Saludo"), texts={"es": Untrusted("Hola"), "en": Untrusted("Hello")})
BYE = CannedReply(id="bye", title=Untrusted("Despedida"), texts={"es": Untrusted("Hasta luego")})


def delivery(post: str, ticket: int) -> Delivery:
    return Delivery(
        post=PostKey(post),
        ticket=TicketId(ticket),
        chat=CHAT,
        at=NOON,
        by=ANA,
        name=Untrusted("Ana"),
        text=Untrusted("¿Sigue?"),
    )


def _save_reply(desk: str, reply: CannedReply, uow: UnitOfWork) -> None:
    uow.canned.save(desk, reply)


def _save(one: Delivery, uow: UnitOfWork) -> None:
    uow.deliveries.save(one)


async def test_canned_replies_are_kept_by_desk_changed_and_taken_away(run: Run) -> None:
    for desk, reply in (("one", HELLO), ("one", BYE), ("other", HELLO)):
        await run(partial(_save_reply, desk, reply))
    assert await run(lambda uow: uow.canned.of("one")) == (BYE, HELLO)

    changed = replace(HELLO, texts={"es": Untrusted("Buenas")})
    await run(lambda uow: uow.canned.save("one", changed))
    await run(lambda uow: uow.canned.remove("one", "bye"))
    await run(lambda uow: uow.canned.remove("one", "never"))

    assert await run(lambda uow: uow.canned.of("one")) == (changed,)
    assert await run(lambda uow: uow.canned.of("other")) == (HELLO,)
    assert await run(lambda uow: uow.canned.of("nobody")) == ()


async def test_how_a_reply_fared_is_found_by_its_line_and_by_its_ticket(run: Run) -> None:
    first, second = delivery("sent:3:2", 3), delivery("sent:3:4", 3)
    for each in (second, first, delivery("sent:5:2", 5)):
        await run(partial(_save, each))
    arrived = replace(first, fate=Fate.ARRIVED, ended_at=NOON)
    await run(lambda uow: uow.deliveries.save(arrived))

    assert await run(lambda uow: uow.deliveries.get(first.post)) == arrived
    assert await run(lambda uow: uow.deliveries.of(TicketId(3))) == (arrived, second)
    assert await run(lambda uow: uow.deliveries.get(PostKey("sent:9:9"))) is None
