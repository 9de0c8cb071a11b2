"""The ports of `bot.app.erasure_ports`, over every database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.chain import LEFT, REQUEST
from bot.app.histories import verified
from bot.app.ports import Database, StorageUnavailable, UnitOfWork
from bot.domain.anonymising import NOTHING, Leaving
from bot.domain.erasure import Erasure, ErasureStanding
from bot.domain.ids import ChatRef, PersonRef, TicketId
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Follower, Requester
from storage.errors import StorageError
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import (
    ANA,
    CHAT,
    OTHER_CHAT,
    arrival,
    consent,
    conversation,
    entry,
    letter,
    minutes,
    ticket,
)
from tests.contracts.examples import timer as due

THEM = Leaving(refs=frozenset({CHAT}), gone=ChatRef("erased:1"), code="DATOS-1", places=(CHAT,))


def erasure(number: int = 1, chat: ChatRef = CHAT) -> Erasure:
    return Erasure(
        id=number,
        code=f"DATOS-{number}",
        chat=chat,
        person=PersonRef(chat),
        chats=(chat,),
        process="demo@1",
        language="es",
        at=NOON,
        answer_by=NOON + minutes(1),
        carry_out_by=NOON + minutes(2),
    )


def granted(uow: UnitOfWork) -> None:
    uow.erasures.add(replace(erasure(), standing=ErasureStanding.ERASING))


async def test_requests_are_numbered_kept_and_found_by_the_chats_of_their_person(run: Run) -> None:
    def work(uow: UnitOfWork) -> list[int]:
        numbers = [uow.erasures.next_number() for _ in range(2)]
        uow.erasures.add(erasure())
        uow.erasures.add(erasure(2, OTHER_CHAT))
        uow.erasures.save(replace(erasure(), standing=ErasureStanding.WITHDRAWN))
        return numbers

    assert await run(work) == [1, 2]
    withdrawn = await run(lambda uow: uow.erasures.get(1))
    assert withdrawn == replace(erasure(), standing=ErasureStanding.WITHDRAWN)
    assert await run(lambda uow: uow.erasures.under_way((CHAT,))) is None
    assert await run(lambda uow: uow.erasures.under_way((CHAT, OTHER_CHAT))) == erasure(2, OTHER_CHAT)
    assert await run(lambda uow: uow.erasures.of((CHAT,))) == (withdrawn,)
    assert await run(lambda uow: uow.erasures.get(3)) is None


async def test_one_that_was_carried_out_stays_open_until_nothing_names_the_person(run: Run) -> None:
    done = replace(erasure(), standing=ErasureStanding.ERASED)
    await run(lambda uow: uow.erasures.add(done))
    assert await run(lambda uow: uow.erasures.open()) == (done,)
    await run(lambda uow: uow.erasures.save(replace(done, cleaned=True)))
    assert await run(lambda uow: uow.erasures.open()) == ()
    assert await run(lambda uow: uow.erasures.granted()) == {1}


async def test_an_erased_entry_verifies_with_what_vouches_for_it_and_not_without(run: Run) -> None:
    def write(uow: UnitOfWork) -> None:
        granted(uow)
        uow.tickets.add(ticket(1), desk="desk", year=2026, number=1)
        for seq in (1, 2):
            uow.tickets.append(entry(1, seq))

    await run(write)
    left = await run(lambda uow: uow.tickets.erase(1, [replace(entry(1, 2), reason=None)]))
    assert [each.reason for each in await run(lambda uow: uow.tickets.history(TicketId(1)))] == [
        Untrusted("porque sí"),
        None,
    ]
    report, bad = await run(verified)
    assert bad
    assert "entry 2 says that a person was erased from it, and it is not what was left of it then" in report

    data = {REQUEST: "1", f"{LEFT}2": left[2]}
    await run(lambda uow: uow.tickets.append(replace(entry(1, 3), action=Action.ERASE, reason=None, data=data)))
    assert await run(verified) == ("2 entries are as they were written; from 1 a person was erased, by request", False)


async def test_tickets_are_found_by_whoever_stands_in_them_or_in_their_history(run: Run) -> None:
    follower = Follower(requester=Requester(chat=CHAT, person=PersonRef(CHAT), language="es"), name=Untrusted("M"))

    def write(uow: UnitOfWork) -> None:
        for number, chat in ((1, CHAT), (2, OTHER_CHAT), (3, OTHER_CHAT), (4, ChatRef("telegram:11"))):
            of = replace(ticket(number, chat=chat), requester=Requester(chat=chat, person=PersonRef(chat), language=""))
            uow.tickets.add(
                replace(of, followers=(follower,)) if number == 2 else of, desk="desk", year=2026, number=number
            )
        uow.tickets.append(replace(entry(3, 1), actor=PersonRef(CHAT)))

    await run(write)
    assert await run(lambda uow: uow.traces.tickets([CHAT], TicketId(0), 10)) == (1, 2, 3)
    assert await run(lambda uow: uow.traces.tickets([CHAT], TicketId(1), 1)) == (2,)


async def test_everything_of_the_person_goes_and_nothing_of_anybody_else(run: Run) -> None:
    def write(uow: UnitOfWork) -> None:
        granted(uow)
        uow.inbox.add([arrival("a"), arrival("b", OTHER_CHAT)])
        for lane in (CHAT, OTHER_CHAT):
            row = uow.inbox.claim(lane)
            assert row is not None
            uow.inbox.done(row.id, NOON)
            uow.conversations.save(conversation(lane))
            uow.consents.add(consent(chat=lane))
        uow.outbox.add([letter("mine"), letter("theirs", OTHER_CHAT)])
        uow.timers.set(replace(due("mine", 1), person=PersonRef(CHAT)))
        uow.timers.set(replace(due("theirs", 1), chat=OTHER_CHAT, person=PersonRef(OTHER_CHAT)))
        uow.identities.link(OTHER_CHAT, ChatRef("telegram:3"))

    await run(write)
    await run(lambda uow: uow.traces.leave(THEM))

    assert await run(lambda uow: uow.conversations.load(CHAT)) is None
    assert await run(lambda uow: uow.conversations.load(OTHER_CHAT)) is not None
    assert await run(lambda uow: uow.consents.of(CHAT)) == ()
    gone = replace(consent(), chat=THEM.gone, person=PersonRef(THEM.gone))
    assert await run(lambda uow: uow.consents.of(THEM.gone)) == (gone,)
    assert len(await run(lambda uow: uow.consents.of(OTHER_CHAT))) == 1
    assert [each.chat for each in await run(lambda uow: uow.outbox.waiting("telegram", 9))] == [OTHER_CHAT]
    assert [each.key for each in await run(lambda uow: uow.timers.take_due(NOON + minutes(2), 9))] == ["theirs"]
    assert len(await run(lambda uow: uow.identities.chats_of(OTHER_CHAT))) == 2


async def test_what_is_on_its_way_about_a_ticket_is_not_sent_but_its_card_is(run: Run) -> None:
    def write(uow: UnitOfWork) -> None:
        for name, post in (("card", "card:1"), ("word", None)):
            uow.outbox.add([replace(letter(name, OTHER_CHAT, post=post), ticket=TicketId(1))])
        uow.outbox.add([replace(letter("other", OTHER_CHAT), ticket=TicketId(11))])

    await run(write)
    await run(lambda uow: uow.traces.strip(TicketId(1), THEM))

    def sent(uow: UnitOfWork) -> list[tuple[str, object]]:
        ids = [each.id for each in uow.outbox.waiting("telegram", 9)]
        parcels = uow.outbox.claim(ids, at=NOON, until=NOON)
        return [(each.letter.key, each.letter.message.body) for each in parcels]

    assert await run(sent) == [("card", (NOTHING,)), ("other", ("Hola ", Untrusted("other")))]


async def test_no_entry_changes_without_a_request_that_is_being_carried_out(database: Database, run: Run) -> None:
    def write(uow: UnitOfWork) -> None:
        uow.erasures.add(erasure())  # nobody has granted it
        uow.tickets.add(ticket(1), desk="desk", year=2026, number=1)
        uow.tickets.append(entry(1, 1))

    await run(write)
    if "Memory" in type(database).__name__:
        pytest.skip("in memory nobody comes past the port")
    with pytest.raises((StorageError, StorageUnavailable)):
        await run(lambda uow: uow.tickets.erase(1, [replace(entry(1, 1), actor=ANA, reason=None)]))
    with pytest.raises((StorageError, StorageUnavailable)):
        await run(lambda uow: uow.tickets.erase(7, [replace(entry(1, 1), actor=ANA, reason=None)]))
