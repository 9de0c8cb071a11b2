"""A ticket is offered to one, then to the next, then to the channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.assignment import Assignment
from bot.domain.ids import PersonRef
from bot.domain.roles import Role
from bot.domain.ticket import Status
from tests.desk import ANA, CHANNEL, LUIS
from tests.unit.dispatch_desk import OFFERING, DispatchDesk

BEA = PersonRef("slack:T:bea")
NUMBER = "SAACG-2026-00001"


@pytest.fixture
async def desk() -> DispatchDesk:
    desk = DispatchDesk()
    await desk.joins(ANA, "Ana")
    await desk.joins(LUIS, "Luis")
    return desk


async def test_one_is_asked_and_has_a_while_and_then_the_next_and_then_the_channel(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    (offer,) = await desk.heard(ANA)
    assert offer.splitlines()[0].startswith(f"Se le ofrece {NUMBER} hasta ")
    assert offer.splitlines()[-1] == "[Tomar] [No puedo]"
    assert any("se le ofrece a Ana hasta" in card for card in await desk.heard(CHANNEL))
    assert (await desk.member(ANA)).offers == 1
    await desk.passes(4.9)
    assert await desk.steps(ticket) == ["open", "offer ana"]
    await desk.passes(0.1)
    assert await desk.heard(ANA) == [
        f"Se acabó el tiempo para {NUMBER}: pasó a la siguiente persona.\n{NUMBER} ·  · María"
    ]
    assert "Se le ofrece" in (await desk.heard(LUIS))[0]
    assert ((await desk.member(ANA)).offers, (await desk.member(LUIS)).offers) == (0, 1)
    await desk.passes(5)
    assert await desk.steps(ticket) == ["open", "offer ana", "offer luis", "offer desk"]
    call = next(each for each in await desk.heard(CHANNEL) if each.startswith("🙋"))
    assert call.splitlines()[0] == f"🙋 Nadie ha tomado {NUMBER} todavía. Quien pueda, tómelo, por favor."
    assert call.splitlines()[-1] == "[Tomar]"
    await desk.passes(60)
    assert len(await desk.steps(ticket)) == 4, "nobody is asked twice"
    assert (await desk.ticket(ticket)).is_waiting


async def test_a_decline_asks_the_next_at_once(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(ANA, "decline", ticket)
    assert await desk.steps(ticket) == ["open", "offer ana", "decline", "offer luis"]
    assert f"Dejó {NUMBER} para la siguiente persona." in (await desk.heard(ANA))[-1]
    until = (await desk.ticket(ticket)).offer
    await desk.passes(4.9)
    assert (await desk.ticket(ticket)).offer == until, "the first timer does not count any more"
    await desk.passes(0.1)
    assert (await desk.steps(ticket))[-1] == "offer desk"


async def test_taking_ends_the_offer_for_whoever_had_it(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(LUIS, "take", ticket)
    assert f"{NUMBER} ya lo tomó Luis." in (await desk.heard(ANA))[-1]
    taken = await desk.ticket(ticket)
    assert (taken.status, taken.assignee, taken.offer, taken.offered_to) == (Status.IN_PROGRESS, LUIS, None, ())
    assert ((await desk.member(ANA)).offers, (await desk.member(LUIS)).load) == (0, 1)
    await desk.passes(60)
    assert await desk.steps(ticket) == ["open", "offer ana", "take"]
    await desk.acts(ANA, "decline", ticket)
    assert await desk.steps(ticket) == ["open", "offer ana", "take"], "an old button changes nothing"


async def test_whoever_takes_what_is_offered_to_them_sees_that_it_is_theirs(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(ANA, "take", ticket)
    assert f"{NUMBER} es suyo." in (await desk.heard(ANA))[-1]


async def test_a_reopened_ticket_that_nobody_has_is_offered_at_once(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(LUIS, "resolve", ticket, "Ya quedó")
    assert (await desk.ticket(ticket)).offer is None
    await desk.acts(LUIS, "reopen", ticket, "Sigue igual")
    assert await desk.steps(ticket) == ["open", "offer ana", "resolve", "reopen", "offer ana"]


async def test_only_whoever_is_asked_can_decline(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(LUIS, "decline", ticket)
    assert await desk.steps(ticket) == ["open", "offer ana"]


async def test_the_call_in_the_channel_ends_when_somebody_takes_the_ticket(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(ANA, "decline", ticket)
    await desk.acts(LUIS, "decline", ticket)
    await desk.heard(CHANNEL)
    await desk.acts(ANA, "take", ticket)
    heard = await desk.heard(CHANNEL)
    assert any(each.startswith(f"{NUMBER} ya lo tomó Ana.") and "[" not in each for each in heard)


async def test_not_more_are_asked_than_the_process_says() -> None:
    desk = DispatchDesk(replace(OFFERING, most_offers=1))
    await desk.joins(ANA, "Ana")
    await desk.joins(LUIS, "Luis")
    ticket = await desk.opens_for()
    await desk.passes(5)
    assert await desk.steps(ticket) == ["open", "offer ana", "offer desk"]


async def test_nobody_is_offered_more_than_they_have_room_for() -> None:
    desk = DispatchDesk(replace(OFFERING, capacity=1))
    await desk.joins(ANA, "Ana")
    first, second = await desk.opens_for(), await desk.opens_for()
    assert await desk.steps(second) == ["open"]
    await desk.acts(ANA, "take", first)
    await desk.passes(0)
    assert await desk.steps(second) == ["open"]
    await desk.acts(ANA, "resolve", first, "listo")
    await desk.passes(0)
    assert await desk.steps(second) == ["open", "offer ana"], "the queue moves when somebody has room again"


async def test_whoever_knows_the_module_is_asked_first_and_the_others_of_the_level_after_them(
    desk: DispatchDesk,
) -> None:
    module = desk.process.modules[0].id
    await desk.joins(BEA, "Bea", skills=frozenset({module}), capacity=5)
    await desk.joins(ANA, "Ana", skills=frozenset({"another"}))
    await desk.joins(LUIS, "Luis", skills=frozenset({"another"}))
    await desk.joins(PersonRef("slack:T:zoe"), "Zoe", Role.SECOND_LEVEL)
    ticket = await desk.opens_for(module=module)
    await desk.passes(5)
    await desk.passes(5)
    assert await desk.steps(ticket) == ["open", "offer bea", "offer ana", "offer luis"]


async def test_a_desk_that_does_not_offer_gives(desk: DispatchDesk) -> None:
    giving = DispatchDesk(Assignment())
    await giving.joins(ANA, "Ana")
    ticket = await giving.opens_for()
    assert await giving.steps(ticket) == ["open", "assign"]
    assert (await giving.ticket(ticket)).assignee == ANA
