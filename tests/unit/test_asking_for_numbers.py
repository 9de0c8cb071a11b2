"""Numbers that somebody asks for and that are not theirs: the same words as for those that do not exist, and after five of
them none is looked up for ten minutes, in whichever of their chats."""

from __future__ import annotations

import re

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.answers import Answer
from bot.domain.audit import Outcome
from bot.domain.buttons import Press, Verb
from bot.domain.conversation import Conversation
from bot.domain.events import Commanded, Pressed
from bot.domain.ids import ChatRef, EventId, Interaction, MessageRef, PersonRef
from bot.domain.misses import PAUSE, Misses
from bot.domain.process import Fills
from bot.domain.text import Untrusted
from storage.codec import codec
from tests.desk import ANA, DeskInMemory
from tests.player import accepted, read_aloud

JUAN, JUANS_SLACK = ChatRef("telegram:2"), ChatRef("slack:T:juan")
NOT_FOUND = "No encuentro un ticket suyo con ese número. /mis_tickets muestra los suyos."
NO_SUCH = "No encuentro un ticket abierto de su ente con ese número."
BEGUN = "Ya van cinco números que no encuentro. Hasta el … no busco"
PAUSED = "Hasta el … no busco"
MINUTE = 60.0


class Asking:
    """María has ticket 1; Juan, of another office, asks."""

    def __init__(self) -> None:
        self.desk = DeskInMemory()
        self._count = 0

    async def types(self, command: str, number: str = "", chat: ChatRef = JUAN) -> str:
        """What the chat is told."""
        self._count += 1
        await self.desk.happens(
            Commanded(
                id=EventId(f"asked:{self._count}"),
                at=self.desk.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                language="es",
                name=command,
                argument=Untrusted(number),
                message=MessageRef(f"{chat}:{self._count}"),
            )
        )
        said = "\n".join(read_aloud(each.message) for each in await self.desk.letters(chat))
        return re.sub(r"\S+\+00:00 \([^)]*\)", "…", said)

    async def presses(self, press: Press) -> str:
        self._count += 1
        await self.desk.happens(
            Pressed(
                id=EventId(f"pressed:{self._count}"),
                at=self.desk.clock.now(),
                chat=JUAN,
                person=PersonRef(JUAN),
                language="es",
                press=press,
                interaction=Interaction("telegram:x"),
                message=MessageRef("telegram:2:1"),
            )
        )
        return "\n".join(read_aloud(each.message) for each in await self.desk.letters(JUAN))

    async def knows(self, chat: ChatRef, organisation: str) -> None:
        ids = {step.fills: step.id for step in self.desk.process.steps if step.fills is not None}
        remembered = {
            ids[Fills.NAME]: Answer(text=Untrusted("Juan")),
            ids[Fills.ORGANISATION]: Answer(text=Untrusted(organisation)),
        }
        known = Conversation(
            chat=chat, touched=self.desk.clock.now(), remembered=remembered, consents=accepted(self.desk.process)
        )
        await self.desk.database.run(lambda uow: uow.conversations.save(known))

    async def opens_for_juan(self) -> str:
        """A ticket of Juan's own; its number."""
        found = await self.desk.ticket(await self.desk.opens())

        def moved(uow: UnitOfWork) -> None:
            uow.tickets.save(codec().ticket.load(codec().ticket.dump(found).replace("telegram:1", JUAN)))

        await self.desk.database.run(moved)
        return found.code.rpartition("-")[2].lstrip("0")


@pytest.fixture
async def asking() -> Asking:
    asking = Asking()
    await asking.desk.opens()
    await asking.knows(JUAN, "Municipio de Tepic")
    return asking


@pytest.mark.parametrize("command", ["estado", "porque", "seguir"])
@pytest.mark.parametrize("number", ["1", "SAACG-2026-00001", "#1"])
async def test_anothers_ticket_is_told_like_one_that_does_not_exist(asking: Asking, command: str, number: str) -> None:
    said = NO_SUCH if command == "seguir" else NOT_FOUND
    assert await asking.types(command, number) == said
    assert await asking.types(command, number.replace("1", "9")) == said


async def test_the_fifth_miss_in_ten_minutes_pauses_and_a_right_number_is_told_like_any_other(asking: Asking) -> None:
    own = await asking.opens_for_juan()
    assert "SAACG-2026-00002" in await asking.types("estado", own)
    for number in ("71", "1", "73", "1"):
        assert await asking.types("estado", number) == NOT_FOUND
    asking.desk.clock.advance(20)  # so that it is no flood
    fifth = await asking.types("estado", "75")
    assert fifth.startswith(f"{NOT_FOUND}\n{BEGUN}"), "said once, with the miss that was one too many"
    later = {await asking.types(what, number) for what in ("estado", "porque", "seguir") for number in (own, "99")}
    (said,) = later
    assert said.startswith(PAUSED)
    assert "SAACG-2026-00002" in await asking.types("mis_tickets"), "what is theirs they find all the same"
    assert "SAACG-2026-00002" in await asking.types("estado")
    asking.desk.clock.advance(10 * MINUTE - 1)
    assert (await asking.types("estado", own)).startswith(PAUSED)
    asking.desk.clock.advance(1)
    assert "SAACG-2026-00002" in await asking.types("estado", own)


async def test_asking_during_the_pause_makes_it_no_longer(asking: Asking) -> None:
    for number in range(5):
        await asking.types("estado", f"7{number}")
    for _ in range(5):
        asking.desk.clock.advance(2 * MINUTE)
        await asking.types("estado", "1")
    assert await asking.types("estado", "1") == NOT_FOUND


async def test_whoever_errs_now_and_then_is_never_paused(asking: Asking) -> None:
    for _ in range(20):
        assert await asking.types("estado", "77") == NOT_FOUND
        asking.desk.clock.advance(2.5 * MINUTE)  # four in ten minutes


async def test_misses_of_every_kind_and_in_every_chat_of_a_person_count_together(asking: Asking) -> None:
    await asking.knows(JUANS_SLACK, "Municipio de Tepic")
    await asking.desk.database.run(lambda uow: uow.identities.link(JUAN, JUANS_SLACK))
    await asking.types("estado", "71")
    await asking.types("porque", "72", JUANS_SLACK)
    await asking.types("seguir", "73")
    await asking.types("estado", "74", JUANS_SLACK)
    assert "cinco números" in await asking.types("seguir", "1")
    for chat in (JUAN, JUANS_SLACK):
        assert (await asking.types("estado", "1", chat)).startswith(PAUSED)
        assert (await asking.types("seguir", "1", chat)).startswith(PAUSED)


async def test_the_pause_is_nobody_elses(asking: Asking) -> None:
    for number in range(5):
        await asking.types("estado", f"7{number}")
    assert "SAACG-2026-00001" in await asking.types("estado", "1", ChatRef("telegram:1"))


async def test_the_pause_outlives_a_restart(asking: Asking) -> None:
    for number in range(5):
        await asking.types("estado", f"7{number}")
    kept = await asking.desk.database.run(lambda uow: uow.conversations.load(JUAN))
    assert kept is not None
    shape = codec().conversation
    assert kept.misses == Misses(until=asking.desk.clock.now() + PAUSE)
    assert shape.load(shape.dump(kept)).misses == kept.misses


async def test_a_thousand_numbers_asked_for_in_haste_tell_a_stranger_nothing(asking: Asking) -> None:
    heard = set[str]()
    for number in range(1000):
        asking.desk.clock.advance(3)
        heard.add(await asking.types("estado", str(number)))
    assert heard == {
        NOT_FOUND,
        f"{NOT_FOUND}\nYa van cinco números que no encuentro. Hasta el … no busco más; /mis_tickets muestra los suyos.",
        "Hasta el … no busco números. /mis_tickets muestra los suyos.",
    }


async def test_a_forged_button_says_nothing_of_a_ticket_that_is_not_theirs(asking: Asking) -> None:
    forged = [
        Press(verb, mark=ticket, value=value)
        for verb in (Verb.FOLLOWER, Verb.ROUTE, Verb.RELATED)
        for ticket in ("1", "99")
        for value in ("yes-0123456789ab", ticket)
    ]
    heard = {(press.verb, press.value.replace(press.mark, "n")): set[str]() for press in forged}
    for press in forged:
        asking.desk.clock.advance(60)
        heard[press.verb, press.value.replace(press.mark, "n")].add(await asking.presses(press))
    assert {len(said) for said in heard.values()} == {1}, heard
    assert "SAACG" not in str(heard)


@pytest.mark.parametrize("word", ["show", "why", "history", "take", "reply", "resolve", "search"])
async def test_an_outsider_learns_nothing_from_typed_orders_either(asking: Asking, word: str) -> None:
    told = []
    for number in ("1", "99"):
        await asking.desk.orders(ANA, f"{word} {number} hola")
        told.append(str(asking.desk.immediate[-1]))
    assert told[0] == told[1]
    assert [each.outcome for each in await asking.desk.audit()] == [Outcome.DENIED] * 2
