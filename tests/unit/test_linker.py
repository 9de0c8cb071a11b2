"""The laws of the code that links two chats, and what linked chats share; over the application in memory."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from bot.app.ports import UnitOfWork
from bot.domain import linking
from bot.domain.answers import Answer
from bot.domain.consent import Agreement
from bot.domain.conversation import Conversation
from bot.domain.events import Commanded, Said
from bot.domain.ids import ChatRef, EventId, MessageRef, PersonRef
from bot.domain.linking import LinkCode, Tries, are_pausing, digest_of, merged, normal
from bot.domain.text import Untrusted
from tests.clock import NOON
from tests.desk import MARIA, DeskInMemory
from tests.player import read_aloud

TELEGRAM, SLACK, OTHER = ChatRef(MARIA), ChatRef("slack:T:maria"), ChatRef("telegram:66")
REFUSED = "Ese código no es válido o ya no sirve. Con /vincular en su otro chat obtiene uno nuevo."
LINKED = "✔ Su cuenta de {} quedó vinculada con este chat."


class Chats:
    """People who type in their chats."""

    def __init__(self) -> None:
        self.desk = DeskInMemory()
        self._count = 0

    async def types(self, chat: ChatRef, command: str, argument: str = "") -> list[str]:
        """What every chat is told, oldest first: each with its first line."""
        self._count += 1
        await self.desk.happens(
            Commanded(
                id=EventId(f"typed:{self._count}"),
                at=self.desk.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                language="es",
                name=command,
                argument=Untrusted(argument),
                message=MessageRef(f"{chat}:{self._count}"),
            )
        )
        return await self.told(chat)

    async def says(self, chat: ChatRef, text: str) -> list[str]:
        self._count += 1
        await self.desk.happens(
            Said(
                id=EventId(f"said:{self._count}"),
                at=self.desk.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                language="es",
                text=Untrusted(text),
                message=MessageRef(f"{chat}:{self._count}"),
            )
        )
        return await self.told(chat)

    async def told(self, chat: ChatRef) -> list[str]:
        """What the chat has been told since it was last looked at."""
        return [read_aloud(letter.message) for letter in await self.desk.letters(chat)]

    async def code(self, chat: ChatRef) -> str:
        said = (await self.types(chat, "vincular"))[-1]
        found = re.search(r"/vincular (\S+)", said)
        assert found is not None, said
        return found[1]

    async def conversation(self, chat: ChatRef) -> Conversation:
        found = await self.desk.database.run(lambda uow: uow.conversations.load(chat))
        assert found is not None
        return found

    async def remembers(self, chat: ChatRef, **texts: str) -> None:
        answers = {step: Answer(text=Untrusted(text)) for step, text in texts.items()}
        kept = Conversation(
            chat=chat, touched=NOON, remembered=answers, consents={"saacg": Agreement(version=1, given=True)}
        )
        await self.desk.database.run(lambda uow: uow.conversations.save(kept))


@pytest.fixture
def chats() -> Chats:
    return Chats()


async def test_both_sides_are_told_and_share_details_consent_and_language(chats: Chats) -> None:
    await chats.remembers(TELEGRAM, name="María")
    code = await chats.code(TELEGRAM)
    assert (await chats.types(SLACK, "vincular", code))[0].startswith(LINKED.format("Telegram"))
    assert (await chats.told(TELEGRAM))[0].startswith(LINKED.format("Slack"))
    here, there = await chats.conversation(TELEGRAM), await chats.conversation(SLACK)
    assert (there.remembered, there.consents) == (here.remembered, here.consents)
    await chats.types(SLACK, "idioma", "english")
    assert (await chats.conversation(TELEGRAM)).language == "en"


async def test_a_code_may_be_typed_in_small_letters_with_spaces(chats: Chats) -> None:
    code = await chats.code(TELEGRAM)
    assert REFUSED not in await chats.types(SLACK, "vincular", f" {code[:4].lower()}-{code[4:].lower()} ")


async def test_later_changes_of_the_details_reach_the_linked_chat(chats: Chats) -> None:
    await chats.remembers(TELEGRAM, name="María", position="Contadora")
    await chats.types(SLACK, "vincular", await chats.code(TELEGRAM))
    await chats.types(SLACK, "perfil")
    await chats.says(SLACK, "33")
    known = await chats.conversation(SLACK)
    assert known.intake is not None
    assert (await chats.conversation(TELEGRAM)).remembered == known.remembered


async def test_linked_chats_see_the_same_tickets_and_notices_stay_where_it_was_opened(chats: Chats) -> None:
    await chats.desk.opens()
    await chats.types(SLACK, "vincular", await chats.code(TELEGRAM))
    await chats.told(TELEGRAM)
    assert "SAACG-2026-00001" in (await chats.types(SLACK, "mis_tickets"))[0]
    assert "SAACG-2026-00001" in (await chats.types(SLACK, "estado", "1"))[0]
    assert (await chats.says(SLACK, "Sigue igual"))[0].startswith("📨 Agregado a su ticket SAACG-2026-00001")
    assert await chats.told(TELEGRAM) == []
    await chats.types(SLACK, "desvincular")
    assert "Su cuenta de Slack ya no está vinculada con este chat." in await chats.told(TELEGRAM)
    assert "No encuentro un ticket suyo" in (await chats.types(SLACK, "estado", "1"))[0]


async def test_a_code_works_once(chats: Chats) -> None:
    code = await chats.code(TELEGRAM)
    await chats.types(SLACK, "vincular", code)
    assert await chats.types(OTHER, "vincular", code) == [REFUSED]


async def test_a_new_code_takes_the_place_of_the_one_before(chats: Chats) -> None:
    first, second = await chats.code(TELEGRAM), await chats.code(TELEGRAM)
    assert await chats.types(SLACK, "vincular", first) == [REFUSED]
    assert REFUSED not in await chats.types(SLACK, "vincular", second)


@pytest.mark.parametrize(("seconds", "works"), [(599.0, True), (600.0, False)])
async def test_a_code_expires_at_exactly_ten_minutes(chats: Chats, seconds: float, works: bool) -> None:
    code = await chats.code(TELEGRAM)
    chats.desk.clock.advance(seconds)
    assert (REFUSED not in await chats.types(SLACK, "vincular", code)) is works


async def test_the_fifth_try_may_be_right_and_the_sixth_may_not(chats: Chats) -> None:
    code = await chats.code(TELEGRAM)
    for _ in range(4):
        assert await chats.types(SLACK, "vincular", "WRONG222") == [REFUSED]
    assert REFUSED not in await chats.types(SLACK, "vincular", code)

    code = await chats.code(TELEGRAM)
    for _ in range(5):
        assert await chats.types(OTHER, "vincular", "WRONG222") == [REFUSED]
    assert await chats.types(OTHER, "vincular", code) == [REFUSED]


async def test_five_wrong_tries_pause_that_chat_for_ten_minutes_and_cost_nobody_else(chats: Chats) -> None:
    code = await chats.code(TELEGRAM)
    for _ in range(5):
        await chats.types(OTHER, "vincular", "WRONG222")
    assert REFUSED not in await chats.types(SLACK, "vincular", code)
    chats.desk.clock.advance(600)
    again = await chats.code(TELEGRAM)
    assert REFUSED not in await chats.types(OTHER, "vincular", again)


async def test_wrong_tries_in_linked_chats_count_together(chats: Chats) -> None:
    await chats.types(SLACK, "vincular", await chats.code(TELEGRAM))
    code = await chats.code(OTHER)
    for chat in (TELEGRAM, SLACK, TELEGRAM, SLACK, TELEGRAM):
        assert (await chats.types(chat, "vincular", "WRONG222"))[-1] == REFUSED
    for chat in (TELEGRAM, SLACK):
        assert await chats.types(chat, "vincular", code) == [REFUSED]
    chats.desk.clock.advance(600)
    code = await chats.code(OTHER)
    assert REFUSED not in await chats.types(SLACK, "vincular", code)


async def test_ones_own_code_links_nothing_and_is_not_used_up(chats: Chats) -> None:
    code = await chats.code(TELEGRAM)
    assert await chats.types(TELEGRAM, "vincular", code) == [REFUSED]
    assert REFUSED not in await chats.types(SLACK, "vincular", code)


async def test_what_is_kept_of_a_code_is_a_salted_hash(chats: Chats) -> None:
    code = await chats.code(TELEGRAM)

    def kept(uow: UnitOfWork) -> LinkCode:
        (only,) = uow.link_codes.live(NOON)
        return only

    stored = await chats.desk.database.run(kept)
    assert stored.digest == digest_of(stored.salt, code)
    assert code not in json.dumps([stored.chat, stored.salt, stored.digest])
    assert len(code) == 8
    assert set(code) <= set(linking.LETTERS)
    assert not set(linking.LETTERS) & set("01OIL")


def test_tries_before_a_pause_do_not_count_after_it() -> None:
    paused = Tries(chat=SLACK, failed=5, last=NOON)
    assert are_pausing([paused], NOON + timedelta(minutes=10) - timedelta(microseconds=1))
    assert not are_pausing([paused], NOON + timedelta(minutes=10))
    assert paused.failed_again(NOON + timedelta(minutes=10)).failed == 1


def test_of_two_profiles_the_one_where_the_code_was_asked_for_counts() -> None:
    issuer = Conversation(
        chat=TELEGRAM,
        touched=NOON,
        remembered={"name": Answer(text=Untrusted("María Pérez"))},
        consents={"saacg": Agreement(version=1, given=True)},
    )
    redeemer = Conversation(
        chat=SLACK,
        touched=NOON,
        language="en",
        remembered={"name": Answer(text=Untrusted("M.")), "email": Answer(text=Untrusted("m@x.mx"))},
        consents={"saacg": Agreement(version=2, given=False)},
    )
    both = merged(issuer, redeemer)
    assert both.remembered == {**redeemer.remembered, **issuer.remembered}
    assert both.consents == redeemer.consents
    assert both.language == "en"


def test_codes_are_read_as_people_type_them() -> None:
    assert normal(Untrusted(" ab2d-efgh\n")) == "AB2DEFGH"
