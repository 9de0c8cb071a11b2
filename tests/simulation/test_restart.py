"""A conversation goes on at the same question after every restart, and what comes twice has one effect (reliability P4, P9)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime

import pytest

from adapters.clock import SystemClock
from adapters.sandbox.telegram.updates import FIRST_UPDATE_ID
from bot import service
from bot.app.ports import Arrival
from bot.domain.ids import ChatRef, EventId
from bot.stage import Mode, Stage
from storage.engine import open_database
from tests.contracts.examples import letter
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester, TelegramRequester
from tests.scenarios.story import ANSWERS, Platform, Story

FIRST = "Hola"
SUMMARY = "Resumen"
OPENED = "Su número es"

PLATFORMS = pytest.mark.parametrize("platform", ["telegram", "slack"])


async def _answer(story: Story, requester: Requester, answer: str) -> None:
    if answer.startswith("["):
        await requester.presses(answer[1:])
    else:
        await requester.says(answer.format(name=requester.name, title="El torno vibra"))


async def _heard_each_once(story: Story, requester: Requester) -> None:
    """Every question once, and one ticket with one number."""
    await story.stage.quiet()
    for cue in (*(question for question, _ in ANSWERS[:-1]), SUMMARY, OPENED):
        assert sum(cue in text for text in requester.heard) == 1, f"{cue}: {requester.heard}"
    assert len(await story.numbers()) == 1


@PLATFORMS
async def test_after_a_restart_at_every_question_the_answer_is_taken_and_nothing_asked_again(
    sqlite_url: str, platform: Platform
) -> None:
    async with staged(sqlite_url, platform) as story:
        requester = story.requester()
        await requester.says(FIRST)
        for question, answer in ANSWERS:
            await requester.sees(question)
            await story.stage.stop()
            await story.stage.start()
            await _answer(story, requester, answer)
        await requester.sees(OPENED)
        await story.stage.stop()
        await story.stage.start()
        await _heard_each_once(story, requester)


async def test_what_is_answered_while_the_service_is_down_counts_when_it_is_back(sqlite_url: str) -> None:
    async with staged(sqlite_url) as story:
        requester = story.requester()
        await requester.says(FIRST)
        for question, answer in ANSWERS:
            await requester.sees(question)
            await story.stage.stop()
            await _answer(story, requester, answer)
            await story.stage.start()
        await requester.sees(OPENED)
        await _heard_each_once(story, requester)


@pytest.mark.parametrize("left", ["unhandled", "undelivered"])
async def test_what_was_left_is_taken_up_at_once_at_the_start(
    sqlite_url: str, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SWEEP_SECONDS", 3600)  # it is not found by looking again
    async with staged(sqlite_url) as story:
        requester = story.requester()
        assert isinstance(requester, TelegramRequester)
        await requester.says(FIRST)
        await requester.sees(ANSWERS[0][0])
        await story.stage.stop()
        now, person = SystemClock().now(), requester.person.id
        database = await open_database(sqlite_url, clock=SystemClock())
        if left == "unhandled":
            await database.run(lambda uow: uow.inbox.add([_said(person, "Técnica", now)]))
        else:
            left_letter = replace(letter("left", ChatRef(f"telegram:{person}")), at=now)
            await database.run(lambda uow: uow.outbox.add([left_letter]))
        await database.close()
        await story.stage.start()
        await requester.sees(ANSWERS[1][0] if left == "unhandled" else "left")


def _said(person: int, text: str, at: datetime) -> Arrival:
    """As it is in the inbox when the service died before the turn."""
    account = {"id": person, "is_bot": False, "first_name": "María"}
    chat = {"id": person, "type": "private", "first_name": "María"}
    message = {"message_id": 900, "date": 1_790_000_000, "chat": chat, "from": account, "text": text}
    body = json.dumps({"update_id": 900, "message": message})
    return Arrival(source="telegram", key=EventId("left"), lane=f"telegram:{person}", body=body, at=at)


@PLATFORMS
@pytest.mark.parametrize("mode", ["streaming", "posted"])
async def test_every_event_delivered_again_and_again_changes_nothing(
    sqlite_url: str, platform: Platform, mode: Mode
) -> None:
    async with staged(sqlite_url, platform, mode) as story:
        requester = story.requester()
        await requester.says(FIRST)
        for question, answer in ANSWERS:
            await requester.sees(question)
            await _deliver_all_again(story.stage, platform)
            await _answer(story, requester, answer)
        await requester.sees(OPENED)
        for _ in range(3):
            await _deliver_all_again(story.stage, platform)
        await _heard_each_once(story, requester)


async def _deliver_all_again(stage: Stage, platform: Platform) -> None:
    """Everything so far, and waits until it was taken."""
    if platform == "slack":
        for event in dict.fromkeys(stage.slack.journal.event_ids()):
            stage.slack.redeliver(event)
        await stage.slack.settled()
    else:
        for update in range(FIRST_UPDATE_ID, stage.telegram.latest_update_id + 1):
            stage.telegram.redeliver(update)
        await asyncio.sleep(0.1)
    await stage.quiet()


@PLATFORMS
async def test_a_button_pressed_fifty_times_at_once_opens_one_ticket(sqlite_url: str, platform: Platform) -> None:
    async with staged(sqlite_url, platform) as story:
        requester = story.requester()
        await story.reaches_summary(requester)
        label = ANSWERS[-1][1].removeprefix("[")
        await asyncio.gather(*(requester.presses(label) for _ in range(50)))
        await requester.sees(OPENED)
        await story.stage.quiet()
        assert len(await story.numbers()) == 1
        assert sum(OPENED in text for text in requester.heard) == 1
