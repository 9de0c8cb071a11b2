"""The ID and the password are shown once and kept for 15 minutes, in every database, restarted or not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.app.ports import Database
from bot.app.showing import Showing
from bot.app.words import Words
from bot.domain.audit import Ground, Outcome
from bot.domain.effects import Whisper
from bot.domain.remote import Over, Phase
from bot.domain.sealed import KEPT
from bot.domain.text import Code
from tests.clock import NOON, FakeClock
from tests.contracts.access_desk import MARIA, SEALER, TYPED, AccessDesk

SHORTLY = timedelta(seconds=5)


async def test_of_two_presses_at_once_one_shows_them_and_the_other_is_refused(database: Database) -> None:
    desk = AccessDesk(database, FakeClock())
    await desk.given()
    assert len(await desk.stored()) == 2

    answers = await asyncio.gather(desk.looks(), AccessDesk(database, desk.clock).looks())

    shown = [each for answer in answers for each in answer if isinstance(each, Whisper) and each.message.facts]
    assert len(shown) == 1
    read = Showing(SEALER, Words.load()).opened(shown[0])
    assert isinstance(read, Whisper)
    assert [fact.value for fact in read.message.facts] == [(Code(typed),) for typed in TYPED.values()]
    assert await desk.stored() == ()
    said = [(each.outcome, each.reason) for each in await desk.audit()]
    assert sorted(said) == [(Outcome.ALLOWED, ""), (Outcome.DENIED, Ground.SHOWN_ALREADY)]


async def test_a_restart_before_the_time_is_over_loses_nothing(database: Database) -> None:
    await AccessDesk(database, FakeClock()).given()

    desk = AccessDesk(database, FakeClock(NOON + KEPT - SHORTLY))
    await desk.ticker.tick()

    assert len(await desk.stored()) == 2
    assert any(isinstance(each, Whisper) and each.message.facts for each in await desk.looks())


async def test_when_the_time_is_over_they_are_destroyed_also_by_the_first_tick_after_a_restart(
    database: Database,
) -> None:
    await AccessDesk(database, FakeClock()).given()

    desk = AccessDesk(database, FakeClock(NOON + KEPT))
    await desk.ticker.tick()

    assert await desk.stored() == ()
    remote = (await desk.now()).remote
    assert remote is not None
    assert (remote.phase, remote.over, dict(remote.held)) == (Phase.ENDED, Over.EXPIRED, {})
    waiting = await database.run(lambda uow: uow.outbox.waiting("telegram", 100))
    assert waiting[-1].chat == MARIA  # they are told
    answers = await desk.looks()
    assert not any(isinstance(each, Whisper) and each.message.facts for each in answers)
    assert (await desk.audit())[-1].reason == Ground.EXPIRED
