"""Coming on shift and going off it; and many tickets and shifts together."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.assignment import Assignment, AssignmentMode
from bot.domain.effects import AskForm, Whisper
from bot.domain.ids import PersonRef, TicketId
from bot.domain.message import Entered
from bot.domain.roles import Role
from bot.domain.routing import role_at
from bot.domain.ticket import OPEN, Action
from tests.desk import ANA, CHANNEL, LUIS
from tests.player import plain, read_aloud
from tests.unit.dispatch_desk import OFFERING, DispatchDesk

ZOE = PersonRef("slack:T:zoe")


@pytest.fixture
async def desk() -> DispatchDesk:
    desk = DispatchDesk()
    await desk.joins(ANA, "Ana", capacity=2)
    return desk


async def test_whoever_comes_on_shift_is_offered_the_oldest_tickets_that_they_have_room_for(desk: DispatchDesk) -> None:
    await desk.orders(ANA, "off")
    tickets = [await desk.opens_for() for _ in range(3)]
    await desk.orders(ANA, "on")
    assert [await desk.steps(each) for each in tickets] == [["open", "offer ana"], ["open", "offer ana"], ["open"]]


async def test_of_what_others_were_asked_only_whoever_comes_is_asked(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.passes(5)
    assert (await desk.steps(ticket))[-1] == "offer desk"
    await desk.heard(CHANNEL)
    await desk.joins(LUIS, "Luis", on_shift=False)
    await desk.orders(LUIS, "on")
    assert (await desk.steps(ticket))[-1] == "offer luis"
    assert any("se le ofrece ahora a Luis" in each for each in await desk.heard(CHANNEL)), "the call has ended"
    await desk.passes(5)
    assert (await desk.steps(ticket))[-1] == "offer desk", "Ana had her turn"


async def test_an_offer_to_whoever_leaves_goes_to_the_next_at_once(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.joins(LUIS, "Luis")
    await desk.orders(ANA, "off")
    assert await desk.steps(ticket) == ["open", "offer ana", "offer luis"]
    assert (await desk.member(ANA)).offers == 0


async def test_leaving_with_open_tickets_asks_what_becomes_of_each(desk: DispatchDesk) -> None:
    tickets = [await desk.opens_for() for _ in range(2)]
    for each in tickets:
        await desk.acts(ANA, "take", each)
    await desk.joins(ANA, "Ana", capacity=9)
    third = await desk.opens_for()
    await desk.acts(ANA, "take", third)
    await desk.joins(LUIS, "Luis")
    await desk.orders(ANA, "off")
    said, opened = desk.immediate[-1], desk.immediate[-2]
    if isinstance(said, AskForm):
        said, opened = opened, said
    assert isinstance(opened, AskForm)
    assert isinstance(said, Whisper)
    assert "Los suyos siguen siendo suyos." in read_aloud(said.message)
    form = opened.form
    assert plain(form.intro) == "Tiene 3 tickets abiertos. ¿Qué hacemos con cada uno?"
    assert [[plain((each.label,)) for each in entry.choices] for entry in form.entries] == [
        ["Se queda conmigo", "De vuelta a la fila", "Luis · en turno · tickets abiertos: 0"]
    ] * 3
    assert {entry.chosen for entry in form.entries} == {("queue",)}, "as the process proposes"
    names = [entry.id for entry in form.entries]
    choices = (LUIS, "queue", "keep")
    await desk.hands_over(ANA, {n: Entered(choices=(each,)) for n, each in zip(names, choices, strict=True)})
    first, second, kept = [await desk.ticket(each) for each in (*tickets, third)]
    assert (first.assignee, kept.assignee) == (LUIS, ANA)
    assert second.is_waiting
    assert (await desk.steps(second.id))[-2:] == ["release", "offer luis"]
    answer = desk.immediate[-1]
    assert isinstance(answer, Whisper)
    assert read_aloud(answer.message) == "Se entregaron 2 tickets.\nLos demás siguen siendo suyos."
    told = await desk.heard("telegram:1")
    assert sum("ya tiene especialista: Luis" in each for each in told) == 1


async def test_without_an_answer_they_stay(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(ANA, "take", ticket)
    await desk.orders(ANA, "off")
    await desk.passes(600)
    assert (await desk.ticket(ticket)).assignee == ANA


async def test_nobody_hands_over_what_is_not_theirs(desk: DispatchDesk) -> None:
    ticket = await desk.opens_for()
    await desk.acts(ANA, "take", ticket)
    await desk.joins(LUIS, "Luis")
    for who in (LUIS, PersonRef("slack:T:stranger")):
        await desk.hands_over(who, {f"ticket_{ticket}": Entered(choices=(LUIS,)), "ticket_x": Entered(choices=("-",))})
    assert (await desk.ticket(ticket)).assignee == ANA


PEOPLE = (ANA, LUIS, ZOE)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["open", "open", "on", "off", "decline", "take", "resolve", "wait", "release", "escalate", "reopen"]
        ),
        st.sampled_from(PEOPLE),
        st.integers(0, 5),
    ),
    min_size=4,
    max_size=20,
)


@given(steps=STEPS, mode=st.sampled_from(AssignmentMode), capacity=st.sampled_from([None, 1, 2]))
@settings(max_examples=25)
def test_no_ticket_is_given_twice_none_is_lost_and_nobody_is_asked_twice(
    steps: list[tuple[str, PersonRef, int]], mode: AssignmentMode, capacity: int | None
) -> None:
    rules = Assignment(mode=mode, capacity=capacity, most_offers=OFFERING.most_offers)
    asyncio.run(_played(DispatchDesk(rules), steps))


async def _played(desk: DispatchDesk, steps: list[tuple[str, PersonRef, int]]) -> None:
    for person, role in ((ANA, Role.SPECIALIST), (LUIS, Role.SPECIALIST), (ZOE, Role.SECOND_LEVEL)):
        await desk.joins(person, person.rpartition(":")[2], role)
    asked: dict[TicketId, set[PersonRef]] = {}
    seen: dict[TicketId, int] = {}
    for step, person, number in steps:
        await _step(desk, step, person, number)
        if step == "on":
            for each in asked.values():
                each.discard(person)
        await _holds(desk, asked, seen)


async def _step(desk: DispatchDesk, step: str, person: PersonRef, number: int) -> None:
    if step == "open":
        await desk.opens_for()
    elif step in ("on", "off"):
        await desk.orders(person, step)
    elif step == "wait":
        await desk.passes(2 * number)
    elif desk._opened:
        ticket = await desk.ticket(TicketId(number % desk._opened + 1))
        if step == "decline" and ticket.offer is not None and ticket.offer.person is not None:
            person = ticket.offer.person  # who else could
        await desk.acts(person, step, ticket.id, "por algo")
        await desk.passes(0)


async def _holds(desk: DispatchDesk, asked: dict[TicketId, set[PersonRef]], seen: dict[TicketId, int]) -> None:
    """What is true after every step."""
    tickets = await desk.tickets()
    waiting = {each.id for each in await desk.database.run(lambda uow: uow.tickets.waiting(100))}
    loads, offers = Counter[PersonRef](), Counter[PersonRef]()
    for ticket in tickets:
        if ticket.status in OPEN:
            assert (ticket.assignee is None) == (ticket.id in waiting), "somebody has it, or it waits"
        if ticket.status in OPEN and ticket.assignee is not None:
            loads[ticket.assignee] += 1
        if ticket.offer is not None:
            assert ticket.is_waiting, "what somebody has is offered to nobody"
            if ticket.offer.person is not None:
                offers[ticket.offer.person] += 1
        history = await desk.history(ticket.id)
        for entry in history[seen.get(ticket.id, 0) :]:
            if entry.action in (Action.TAKE, Action.ASSIGN, Action.RELEASE, Action.ESCALATE, Action.RESOLVE):
                asked[ticket.id] = set()
            elif entry.action is Action.OFFER and entry.data["to"] != "desk":
                person = PersonRef(entry.data["to"])
                assert person not in asked.setdefault(ticket.id, set()), "asked twice"
                asked[ticket.id].add(person)
        seen[ticket.id] = len(history)
        assert [each.seq for each in history] == list(range(1, len(history) + 1))
    for person in PEOPLE:
        member = await desk.member(person)
        assert (member.load, member.offers) == (loads[person], offers[person])
        assert member.on_shift or not member.offers, "nobody who left has an offer"
    for ticket in tickets:
        if ticket.offer is not None and ticket.offer.person is not None:
            assert role_at(desk.process, ticket.level) in (await desk.member(ticket.offer.person)).roles
