"""Reminders before the annual update lapses: to the people of the entity, once each, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app.outbox import Waiting
from bot.app.ports import UnitOfWork
from bot.app.renewing import Renewing
from bot.domain.caller import caller_chat
from bot.domain.conversation import Conversation
from bot.domain.ids import ChatRef
from bot.domain.register import Licence, LicenceKind, Organisation, Record
from bot.domain.renewal import Renewals
from bot.domain.text import Untrusted
from tests.desk import DeskInMemory
from tests.player import plain

MARIA, JOHN, BLOCKED, OTHER = (ChatRef(f"telegram:{number}") for number in range(1, 5))
CALLER = caller_chat("0123456789ab")
TEQUILA = Organisation(id="teq", name=Untrusted("Municipio de Tequila"))
UNTIL = date(2026, 12, 31)
PAID = Licence(id="l1", organisation="teq", kind=LicenceKind.ACQUIRED, updates_until=UNTIL)
RULE = Renewals(days=(30, 7, 1), text={"es": "x"})


def noon(day: date) -> datetime:
    """Noon in Mexico City."""
    return datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC)


class Reminded:
    """A desk with an entity of two people, one that cannot be reached, somebody on the telephone, and a stranger."""

    def __init__(self, *records: Record) -> None:
        self.desk = DeskInMemory()
        self.woken: list[Waiting] = []
        self.records = (TEQUILA, *records)

    async def __aenter__(self) -> Reminded:
        chat = Conversation(chat=MARIA, touched=noon(UNTIL), organisation="teq")
        chats = (
            chat,
            replace(chat, chat=JOHN, language="en"),
            replace(chat, chat=BLOCKED, reachable=False),
            replace(chat, chat=CALLER),
            replace(chat, chat=OTHER, organisation="tal"),
        )

        def fill(uow: UnitOfWork) -> None:
            for record in self.records:
                uow.registers.save(record)
            for each in chats:
                uow.conversations.save(each)

        await self.desk.database.run(fill)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.desk.database.close()

    async def keep(self, record: Record) -> None:
        await self.desk.database.run(lambda uow: uow.registers.save(record))

    async def on(self, day: date, hour: int = 12) -> int:
        """How many reminders are written on that day, at that hour of the desk, by a service that has just started."""
        clock = self.desk.clock
        clock.advance((noon(day) + timedelta(hours=hour - 12) - clock.now()).total_seconds())
        renewing = Renewing(
            self.desk.database,
            self.desk.catalogue,
            "saacg",
            self.desk.words,
            clock,
            self.woken.extend,
        )
        return await renewing.remind()

    async def told(self, chat: ChatRef) -> list[str]:
        return [plain(letter.message.body) for letter in await self.desk.letters(chat)]


async def test_the_people_of_the_entity_are_told_in_their_language_and_nobody_else() -> None:
    async with Reminded(PAID) as reminded:
        assert await reminded.on(date(2026, 12, 24)) == 2
        assert await reminded.told(MARIA) == [
            "El 31 de diciembre de 2026 vence la actualización anual del SAACG.NET de Municipio de Tequila.\n"
            "Para renovarla y seguir con soporte, llame al 33-3669-5550, opción 1."
        ]
        assert await reminded.told(JOHN) == [
            "On 31 December 2026 the annual update of SAACG.NET of Municipio de Tequila lapses.\n"
            "To renew it and keep support, call 33-3669-5550, option 1."
        ]
        assert await reminded.told(BLOCKED) == await reminded.told(OTHER) == await reminded.told(CALLER) == []
        assert {each.chat for each in reminded.woken} == {MARIA, JOHN}


async def test_each_reminder_is_sent_once_however_often_it_is_looked_for() -> None:
    async with Reminded(PAID) as reminded:
        sent = {}
        for left in range(40, -2, -1):
            day = UNTIL - timedelta(days=left)
            sent[left] = sum([await reminded.on(day, hour) for hour in (10, 15, 19)])
        assert {left: count for left, count in sent.items() if count} == {30: 2, 7: 2, 1: 2}


async def test_a_day_that_was_missed_is_made_good_once_and_never_two_on_one_day() -> None:
    async with Reminded(PAID) as reminded:
        assert await reminded.on(UNTIL - timedelta(days=20)) == 2  # the one of 30 days
        assert await reminded.on(UNTIL - timedelta(days=8)) == 0
        assert await reminded.on(UNTIL) == 2  # that of 7 days is skipped for that of 1
        assert await reminded.on(UNTIL) == 0


async def test_nobody_is_told_at_night() -> None:
    async with Reminded(PAID) as reminded:
        assert await reminded.on(UNTIL - timedelta(days=7), hour=8) == 0
        assert await reminded.on(UNTIL - timedelta(days=7), hour=20) == 0
        assert await reminded.on(UNTIL - timedelta(days=7), hour=9) == 2


async def test_a_renewed_licence_is_reminded_of_again_next_year_and_not_before() -> None:
    async with Reminded(PAID) as reminded:
        assert await reminded.on(UNTIL - timedelta(days=7)) == 2
        await reminded.keep(replace(PAID, updates_until=date(2027, 12, 31)))
        assert await reminded.on(UNTIL - timedelta(days=1)) == 0
        assert await reminded.on(date(2027, 12, 30)) == 2


@pytest.mark.parametrize(
    "other",
    [
        Licence(id="l2", organisation="teq", kind=LicenceKind.ACQUIRED, updates_until=UNTIL),
        Licence(id="l2", organisation="teq", kind=LicenceKind.TRIAL, updates_until=UNTIL),
    ],
)
async def test_an_entity_with_two_licences_is_told_once(other: Licence) -> None:
    async with Reminded(PAID, other) as reminded:
        assert await reminded.on(UNTIL) == 2


async def test_an_entity_whose_other_licence_lasts_longer_is_not_told() -> None:
    async with Reminded(PAID, replace(PAID, id="l2", updates_until=UNTIL + timedelta(days=90))) as reminded:
        assert await reminded.on(UNTIL) == 0


async def test_many_licences_are_told_in_several_transactions() -> None:
    entities = [Organisation(id=f"e{n:03d}", name=Untrusted(f"Ente {n}")) for n in range(120)]
    licences = [replace(PAID, id=f"m{n:03d}", organisation=each.id) for n, each in enumerate(entities)]
    async with Reminded(*entities, *licences) as reminded:
        chats = [
            Conversation(chat=ChatRef(f"telegram:x{n}"), touched=noon(UNTIL), organisation=each.id)
            for n, each in enumerate(entities)
        ]
        for chat in chats:
            await reminded.desk.database.run(lambda uow, chat=chat: uow.conversations.save(chat))  # type: ignore[misc] # bound at once
        assert await reminded.on(UNTIL) == 120


@pytest.mark.parametrize(
    ("left", "step"), [(31, None), (30, 30), (29, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)]
)
def test_the_nearest_reminder_that_has_begun_counts(left: int, step: int | None) -> None:
    assert RULE.step(UNTIL, UNTIL - timedelta(days=left)) == step
