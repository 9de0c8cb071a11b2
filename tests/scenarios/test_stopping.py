"""Stopped and started while people write: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio

import pytest

from bot.stage import Mode
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester
from tests.scenarios.story import ANSWERS, Platform, Story


@pytest.mark.parametrize("mode", ["streaming", "posted"])
async def test_a_stop_while_messages_arrive_loses_none_of_them(sqlite_url: str, mode: Mode) -> None:
    async with staged(sqlite_url, "telegram", mode) as story:
        people = [story.requester(f"Persona {chr(ord('A') + each)}") for each in range(8)]
        talking = asyncio.gather(*(_opens_patiently(story, person) for person in people))
        for pause in (0.3, 0.4, 0.5):
            await asyncio.sleep(pause)
            await story.stage.stop()
            await story.stage.start()
        numbers = await talking
        assert sorted(numbers) == [story.number(each) for each in range(1, 9)]
        assert await story.numbers() == sorted(numbers)
        for person in people:
            assert sum("Su número es" in text for text in person.heard) == 1


async def _opens_patiently(story: Story, person: Requester) -> str:
    return await story.opens(person, f"Falla de {person.name}")


async def test_what_was_written_while_the_service_was_down_is_answered_afterwards(story: Story) -> None:
    maria, juan = story.in_telegram("María"), story.in_telegram("Juan")
    await story.stage.stop()
    await maria.says("Hola")
    await juan.says("Hola")
    await story.stage.start()
    await maria.sees("¿De qué se trata?")
    await juan.sees("¿De qué se trata?")


async def test_what_was_to_be_said_when_the_service_stopped_is_said_once_afterwards(story: Story) -> None:
    maria = story.in_telegram("María")
    await story.reaches_summary(maria)
    await story.stage.quiet()
    await maria.presses("✅ Enviar")
    await story.stage.stop()
    await story.stage.start()
    await maria.sees("Su número es")
    await maria.sees("atenderá")
    await story.stage.quiet()
    assert sum("Su número es" in text for text in maria.heard) == 1
    assert await story.numbers() == [story.number(1)]


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_restart_at_every_question_goes_on_where_it_was(sqlite_url: str, platform: Platform) -> None:
    async with staged(sqlite_url, platform) as story:
        maria = story.requester("María")
        await maria.says("Hola")
        for question, answer in ANSWERS:
            await maria.sees(question)
            await story.stage.stop()
            await story.stage.start()
            if answer.startswith("["):
                await maria.presses(answer[1:])
            else:
                await maria.says(answer.replace("{name}", "María").replace("{title}", "Vibra"))
        await maria.sees(f"Su número es {story.number(1)}.")


@pytest.mark.postgres
async def test_a_restart_on_postgresql_goes_on_where_it_was(postgres_url: str) -> None:
    async with staged(postgres_url) as story:
        maria = story.requester("María")
        await story.reaches_summary(maria)
        await story.stage.stop()
        await story.stage.start()
        await maria.presses("✅ Enviar")
        await maria.sees(f"Su número es {story.number(1)}.")
        await maria.sees(f"Ana López atenderá {story.number(1)}.")
