"""The ports of `bot.app.identity_ports`, over every database."""

from __future__ import annotations

from dataclasses import replace

from bot.app.ports import UnitOfWork
from bot.domain.consent import ConsentAnswer
from bot.domain.ids import ChatRef, PersonRef
from bot.domain.linking import LinkCode, Tries
from bot.domain.registration import Registration, Standing
from bot.domain.text import Untrusted
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import ANA, CHAT, OTHER_CHAT, consent, minutes

THIRD = ChatRef("slack:T1:MARIA")
FOURTH = ChatRef("slack:T1:PEDRO")


def code(chat: ChatRef, minute: float = 10) -> LinkCode:
    return LinkCode(chat=chat, language="en", salt="00ff", digest="ab" * 32, expires=NOON + minutes(minute))


def registration(chat: ChatRef = CHAT, organisation: str = "Compras del Sur") -> Registration:
    return Registration(
        id=0,
        chat=chat,
        person=PersonRef(chat),
        process="demo@1",
        language="es",
        name=Untrusted("Laura <b>"),
        organisation=Untrusted(organisation),
        email=Untrusted("laura@sur.example"),
        at=NOON,
    )


async def test_answers_to_the_notice_are_kept_in_their_order(run: Run) -> None:
    given, withdrawn = consent(ConsentAnswer.GIVEN), consent(ConsentAnswer.WITHDRAWN, 2)

    def work(uow: UnitOfWork) -> None:
        for each in (given, withdrawn, consent(ConsentAnswer.REFUSED, chat=OTHER_CHAT)):
            uow.consents.add(each)

    await run(work)

    assert await run(lambda uow: uow.consents.of(CHAT)) == (given, withdrawn)
    assert await run(lambda uow: uow.consents.of(THIRD)) == ()


async def test_a_chat_that_was_never_linked_is_alone(run: Run) -> None:
    assert await run(lambda uow: uow.identities.chats_of(CHAT)) == (CHAT,)


async def test_linking_joins_all_that_either_was_linked_with(run: Run) -> None:
    await run(lambda uow: uow.identities.link(CHAT, THIRD))
    await run(lambda uow: uow.identities.link(FOURTH, OTHER_CHAT))
    assert await run(lambda uow: uow.identities.chats_of(THIRD)) == (THIRD, CHAT)

    await run(lambda uow: uow.identities.link(THIRD, FOURTH))

    everybody = (THIRD, FOURTH, CHAT, OTHER_CHAT)
    assert await run(lambda uow: [uow.identities.chats_of(chat) for chat in everybody]) == [everybody] * 4


async def test_linking_again_or_into_a_pair_changes_nothing_else(run: Run) -> None:
    await run(lambda uow: uow.identities.link(CHAT, THIRD))
    await run(lambda uow: uow.identities.link(THIRD, CHAT))
    await run(lambda uow: uow.identities.link(OTHER_CHAT, CHAT))

    assert await run(lambda uow: uow.identities.chats_of(OTHER_CHAT)) == (THIRD, CHAT, OTHER_CHAT)


async def test_an_unlinked_chat_is_alone_and_the_last_of_a_pair_too(run: Run) -> None:
    await run(lambda uow: uow.identities.link(CHAT, THIRD))
    await run(lambda uow: uow.identities.link(CHAT, OTHER_CHAT))
    await run(lambda uow: uow.identities.unlink(CHAT))
    assert await run(lambda uow: uow.identities.chats_of(CHAT)) == (CHAT,)
    assert await run(lambda uow: uow.identities.chats_of(THIRD)) == (THIRD, OTHER_CHAT)

    await run(lambda uow: uow.identities.unlink(THIRD))
    await run(lambda uow: uow.identities.link(CHAT, FOURTH))

    assert await run(lambda uow: uow.identities.chats_of(OTHER_CHAT)) == (OTHER_CHAT,)
    assert await run(lambda uow: uow.identities.chats_of(CHAT)) == (FOURTH, CHAT)


async def test_a_chat_has_one_code_and_old_ones_are_erased(run: Run) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.link_codes.put(code(CHAT, 5))
        uow.link_codes.put(code(OTHER_CHAT, 10))
        uow.link_codes.put(replace(code(CHAT, 10), digest="cd" * 32))
        uow.link_codes.put(code(THIRD, 1))

    await run(work)

    live = await run(lambda uow: uow.link_codes.live(NOON + minutes(1)))
    assert live == (replace(code(CHAT, 10), digest="cd" * 32), code(OTHER_CHAT, 10))
    assert len(await run(lambda uow: uow.link_codes.live(NOON))) == 2
    await run(lambda uow: uow.link_codes.remove(CHAT))
    assert await run(lambda uow: uow.link_codes.live(NOON)) == (code(OTHER_CHAT, 10),)


async def test_wrong_codes_are_counted_by_chat(run: Run) -> None:
    tries = Tries(chat=CHAT, failed=4, last=NOON)
    await run(lambda uow: uow.link_codes.save_tries(Tries(chat=CHAT, failed=3, last=NOON)))
    await run(lambda uow: uow.link_codes.save_tries(tries))
    assert await run(lambda uow: uow.link_codes.tries(CHAT)) == tries
    assert await run(lambda uow: uow.link_codes.tries(OTHER_CHAT)) is None

    await run(lambda uow: uow.link_codes.forget_tries(CHAT))

    assert await run(lambda uow: uow.link_codes.tries(CHAT)) is None


async def test_a_registration_comes_back_and_keeps_who_decided(run: Run) -> None:
    first = await run(lambda uow: uow.registrations.add(registration()))
    second = await run(lambda uow: uow.registrations.add(registration(organisation="Sur S.A.")))
    other = await run(lambda uow: uow.registrations.add(registration(OTHER_CHAT)))
    assert len({first, second, other}) == 3
    asked = replace(registration(organisation="Sur S.A."), id=second)
    assert await run(lambda uow: uow.registrations.newest_of(CHAT)) == asked
    assert await run(lambda uow: uow.registrations.newest_of(THIRD)) is None

    decided = replace(asked, standing=Standing.CONFIRMED, decided_by=ANA, decided_at=NOON + minutes(3))
    await run(lambda uow: uow.registrations.save(decided))

    assert await run(lambda uow: uow.registrations.get(second)) == decided
    assert await run(lambda uow: uow.registrations.get(first)) == replace(registration(), id=first)
    assert await run(lambda uow: uow.registrations.get(999)) is None
