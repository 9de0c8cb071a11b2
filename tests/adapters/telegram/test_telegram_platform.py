"""Telegram, whole: it listens when it may, and again after whatever went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.http import HttpServer
from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.platform import REGISTER_AGAIN, TelegramPlatform
from adapters.telegram.request import telegram_bot
from bot.domain.commands import PUBLISHED, Command
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import RecordedInbox, until
from tests.clock import FakeClock


class Descriptions(dict[str, dict[Command, str]]):
    """What cannot be read at first."""

    broken = 0

    def items(self) -> Any:
        if self.broken:
            self.broken -= 1
            raise ValueError("a bug")
        return super().items()


@pytest.fixture
async def sandbox() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox(strict_rates=False) as running:
        yield running


@pytest.fixture
def descriptions() -> Descriptions:
    return Descriptions({"": dict.fromkeys(PUBLISHED, "Ayuda")})


@pytest.fixture
async def platform(
    sandbox: TelegramSandbox, clock: FakeClock, descriptions: Descriptions
) -> AsyncIterator[TelegramPlatform]:
    made = TelegramPlatform(
        bot=telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url),
        clock=clock,
        descriptions=descriptions,
        server=HttpServer(host="127.0.0.1", port=0),
        files=NoFiles(),
    )
    yield made
    await made.stop_listening()
    await made.close()


async def at_once(name: str) -> None:
    """Nobody else leads."""


async def test_whatever_goes_wrong_with_the_registration_it_is_tried_again(
    sandbox: TelegramSandbox, platform: TelegramPlatform, clock: FakeClock, descriptions: Descriptions
) -> None:
    inbox = RecordedInbox()
    descriptions.broken = 1
    sandbox.person().say("Hola")
    await platform.listen(inbox.receive, inbox.cursor, at_once)
    await until(lambda: not descriptions.broken and clock.sleepers)
    clock.advance(REGISTER_AGAIN)
    await until(lambda: inbox.arrivals)


async def test_it_listens_again_after_it_was_told_to_stop(sandbox: TelegramSandbox, platform: TelegramPlatform) -> None:
    inbox, ana = RecordedInbox(), sandbox.person()
    await platform.listen(inbox.receive, inbox.cursor, at_once)
    ana.say("Hola")
    await until(lambda: len(inbox.arrivals) == 1)
    await platform.stop_listening()
    ana.say("¿Hay alguien?")
    await asyncio.sleep(0.1)
    assert len(inbox.arrivals) == 1
    await platform.listen(inbox.receive, inbox.cursor, at_once)
    await until(lambda: len(inbox.arrivals) == 2)
