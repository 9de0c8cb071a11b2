"""The same event again, many presses at once, and many people at once: one effect each, and nobody mixed up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.sandbox.slack.transport import Ack, Json, Kind, Transport
from bot.stage import Mode
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester, TelegramRequester
from tests.scenarios.story import ANSWERS, Platform, Story
from tests.scenarios.test_main_job import main_job


class Twice:
    """A way to deliver on which everything of Slack's comes twice, as after a lost acknowledgement."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Ack:
        ack = await self._inner.send(kind, payload, attempt=attempt, reason=reason)
        await self._inner.send(kind, payload, attempt=1, reason="timeout")
        return ack


class Repeated(TelegramRequester):
    """Somebody whose every update comes twice."""

    def __init__(self, story: Story, name: str) -> None:
        super().__init__(story.stage.telegram.person(first_name=name))
        self._telegram = story.stage.telegram

    async def says(self, text: str) -> None:
        await super().says(text)
        self._telegram.redeliver(self._telegram.latest_update_id)

    async def presses(self, label: str) -> None:
        await super().presses(label)
        self._telegram.redeliver(self._telegram.latest_update_id)


class RepeatedStory(Story):
    """A story in which every event comes twice."""

    def requester(self, name: str = "María", language: str = "es", platform: Platform | None = None) -> Requester:
        return Repeated(self, name) if self.platform == "telegram" else self.in_slack(name)


@asynccontextmanager
async def repeated(url: str, platform: Platform, mode: Mode) -> AsyncIterator[Story]:
    async with staged(url, platform, mode) as story:
        story.stage.slack.delivery.transport = Twice(story.stage.slack.delivery.transport)
        yield RepeatedStory(story.stage, platform)


@pytest.mark.parametrize("mode", ["streaming", "posted"])
@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_every_event_delivered_twice_has_its_effect_once(sqlite_url: str, platform: Platform, mode: Mode) -> None:
    async with repeated(sqlite_url, platform, mode) as story:
        await main_job(story)
        assert await story.numbers() == [story.number(1)]
        assert len(story.ana.member.dm_messages) == 2  # it is hers; the requester wrote


async def test_confirm_pressed_fifty_times_at_once_opens_one_ticket(either: Story) -> None:
    maria = either.requester("María")
    await either.reaches_summary(maria)
    await asyncio.gather(*(maria.presses("✅ Enviar la solicitud") for _ in range(50)))
    await maria.sees("Su número es")
    assert await either.numbers() == [either.number(1)]
    assert [text for text in maria.heard if "Su número es" in text] == [f"Su número es {either.number(1)}."]


async def test_an_answer_button_pressed_many_times_at_once_answers_one_question(either: Story) -> None:
    maria = either.requester("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await asyncio.gather(*(maria.presses("Técnica") for _ in range(5)))
    await maria.sees("¿Cómo se llama?")
    await either.stage.quiet()
    assert all(text.startswith(("¿Cómo se llama?", "¿De qué se trata?\n✔ Técnica")) for text in maria.heard[1:])


async def test_two_people_in_step_with_each_other_do_not_mix(either: Story) -> None:
    maria, juan = either.requester("María"), either.requester("Juan")
    titles = {maria.name: "La mesa se mueve", juan.name: "La sierra no corta"}
    await asyncio.gather(maria.says("Hola"), juan.says("Hola"))
    for question, answer in ANSWERS:
        for one in (maria, juan):
            await one.sees(question)
        for one in (juan, maria):
            reply = answer.replace("{name}", one.name).replace("{title}", titles[one.name])
            await (one.presses(reply[1:]) if reply.startswith("[") else one.says(reply))
    for one in (maria, juan):
        told = await one.sees("Su número es ")
        card = (await either.card(told.removeprefix("Su número es ").rstrip("."))).rendered
        assert f"\n{titles[one.name]}\nSolicitante\n{one.name}\n" in card
        other = juan if one is maria else maria
        assert not any(titles[other.name] in text or other.name in text for text in one.heard)
    assert await either.numbers() == [either.number(1), either.number(2)]


async def test_twenty_people_at_once_each_get_a_number_of_their_own_without_gaps(either: Story) -> None:
    people = [either.requester(f"Persona {chr(ord('A') + each)}") for each in range(20)]
    told = await asyncio.gather(*(either.opens(person, f"Falla de {person.name}") for person in people))
    assert sorted(told) == [either.number(each) for each in range(1, 21)]
    assert await either.numbers() == sorted(told)
    for person, number in zip(people, told, strict=True):
        assert f"\nFalla de {person.name}\nSolicitante\n{person.name}\n" in (await either.card(number)).rendered


@pytest.mark.postgres
async def test_twenty_people_at_once_on_postgresql_get_numbers_without_gaps(postgres_url: str) -> None:
    async with staged(postgres_url) as story:
        people = [story.requester(f"Persona {each}", platform=("telegram", "slack")[each % 2]) for each in range(20)]
        told = await asyncio.gather(*(story.opens(person, f"Falla de {person.name}") for person in people))
        assert sorted(told) == [story.number(each) for each in range(1, 21)]
