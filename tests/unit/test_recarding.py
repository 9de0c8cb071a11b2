"""A card that is gone comes back once, and letters follow it, but not for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.alarming import Alarms
from bot.app.outbox import Letter, Parcel, ParcelKind, Reason, Refused, Waiting
from bot.app.recarding import MOST_MOVES
from bot.app.settling import Settling
from bot.app.undelivered import Undelivered
from bot.domain.events import Removed
from bot.domain.ids import ChatRef, EventId, MessageRef, PersonRef, PostKey, TicketId
from bot.domain.message import Message
from bot.domain.text import Untrusted
from bot.domain.ticket import card_of
from tests.desk import CHANNEL, MARIA, DeskInMemory

LOST = MessageRef("slack:T:soporte:1.0")
GONE = Refused(Reason.LOST, "message_not_found")


class Cards:
    """A desk with one ticket, whose card is lost in every way."""

    def __init__(self) -> None:
        self.desk = DeskInMemory()
        undelivered = Undelivered(catalogue=self.desk.catalogue, words=self.desk.words, desk=CHANNEL)
        self._settling = Settling(self.desk.handler, undelivered, Alarms(self.desk.handler, CHANNEL))
        self.ticket = TicketId(0)

    async def opens(self) -> None:
        self.ticket = await self.desk.opens()
        await self.desk.letters(CHANNEL)

    def letter(self, key: str, kind: ParcelKind = ParcelKind.SAY) -> Letter:
        about = card_of(self.ticket)
        is_change = kind is ParcelKind.REVISE
        return Letter(
            key=key,
            chat=CHANNEL if kind is not ParcelKind.FORWARD else ChatRef(f"slack:files:{about}"),
            kind=kind,
            message=Message(body=(Untrusted(key),)),
            at=self.desk.clock.now(),
            thread=None if is_change else about,
            target_post=about if is_change else None,
            ticket=self.ticket,
        )

    async def refused(self, letter: Letter, refused: Refused = GONE, lost: MessageRef = LOST) -> tuple[Waiting, ...]:
        parcel = Parcel(id=1, token=1, letter=letter, thread=lost, target=lost, unsure=False, attempts=1)
        now = self.desk.clock.now()
        return await self.desk.database.run(lambda uow: self._settling(uow, parcel, refused, now))

    async def keys(self) -> list[str]:
        """Of what waits for the desk's channel, in order."""
        return [each.key for each in await self.desk.letters(CHANNEL)]


@pytest.fixture
async def cards() -> Cards:
    made = Cards()
    await made.opens()
    return made


async def test_several_letters_lose_their_card_one_after_the_other_and_it_comes_back_once(cards: Cards) -> None:
    for letter in (cards.letter("change", ParcelKind.REVISE), cards.letter("a"), cards.letter("b")):
        await cards.refused(letter)
    assert await cards.keys() == [f"anew:{LOST}", "a~", "b~"]


async def test_the_new_card_stands_as_the_ticket_stands_now_under_the_name_of_the_old_one(cards: Cards) -> None:
    await cards.refused(cards.letter("a"))
    card = (await cards.desk.letters(CHANNEL))[0]
    assert (card.post, card.ticket, card.thread) == (card_of(cards.ticket), cards.ticket, None)
    assert (await cards.desk.ticket(cards.ticket)).code in str(card.message.title)


async def test_what_the_platform_tells_and_what_fails_are_one_loss(cards: Cards) -> None:
    await cards.desk.database.run(lambda uow: uow.correspondence.put({LOST: cards.ticket}))
    removed = Removed(
        id=EventId("removed"), at=cards.desk.clock.now(), chat=CHANNEL, person=PersonRef("slack:T:app"), message=LOST
    )
    await cards.desk.happens(replace(removed, id=EventId("elsewhere"), chat=ChatRef("slack:T:otro")))
    assert await cards.keys() == []
    await cards.desk.happens(removed, times=2)
    await cards.refused(cards.letter("change", ParcelKind.REVISE))
    assert await cards.keys() == [f"anew:{LOST}"]


async def test_a_second_loss_is_another_one(cards: Cards) -> None:
    await cards.refused(cards.letter("change", ParcelKind.REVISE))
    again = MessageRef("slack:T:soporte:2.0")
    await cards.refused(cards.letter("later", ParcelKind.REVISE), lost=again)
    assert await cards.keys() == [f"anew:{LOST}", f"anew:{again}"]


async def test_a_file_gives_the_card_time_to_be_there(cards: Cards) -> None:
    waiting = await cards.refused(cards.letter("file", ParcelKind.FORWARD))
    assert [each.available_at - cards.desk.clock.now() for each in waiting] == [timedelta(), timedelta(seconds=1)]


async def test_a_letter_does_not_follow_for_ever(cards: Cards) -> None:
    await cards.refused(cards.letter("a" + "~" * MOST_MOVES))
    assert await cards.keys() == []


@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.LOST])
async def test_no_other_refusal_brings_a_card(cards: Cards, reason: Reason) -> None:
    await cards.refused(cards.letter("a"), Refused(reason, "whatever"))
    assert f"anew:{LOST}" not in await cards.keys()


@pytest.mark.parametrize("post", ["registration:1", "card:", "card:x", "card:²", "card:999"])
async def test_a_post_that_is_no_ticket_s_card_does_not_come_back(cards: Cards, post: str) -> None:
    await cards.refused(replace(cards.letter("a"), thread=PostKey(post), chat=ChatRef(MARIA)))
    assert f"anew:{LOST}" not in await cards.keys()
