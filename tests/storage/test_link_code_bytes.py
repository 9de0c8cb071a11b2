"""Of a code that links two chats the database keeps a hash; the letter that carried it is emptied once it was sent."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from bot.app.linker import Linker
from bot.app.outbox import Delivered, Later, Letter, Settlement
from bot.app.ports import UnitOfWork
from bot.app.words import Words
from bot.domain.effects import Effect, IssueCode, Say
from storage.engine import open_database
from tests.clock import NOON, FakeClock
from tests.contracts.examples import CHAT, letter
from tests.player import read_aloud


async def test_after_it_was_sent_only_its_hash_is_in_the_database_bytes(sqlite_url: str) -> None:
    database = await open_database(sqlite_url, clock=FakeClock(hurried=True))

    def issue(uow: UnitOfWork) -> tuple[Letter, str]:
        done: list[Effect] = []
        Linker(uow, done.extend, NOON).do(IssueCode(chat=CHAT, language="es"))
        (said,) = done
        assert isinstance(said, Say)
        assert said.secret
        message = Words.load().message(said.message, "es")
        uow.outbox.add([replace(letter("code"), message=message, secret=True)])
        (kept,) = uow.link_codes.live(NOON)
        return _attempt(uow, Later(1, "busy")), kept.digest

    sent, digest = await database.run(issue)
    again = await database.run(lambda uow: _attempt(uow, Delivered(None)))
    await database.close()

    assert again == sent
    found = re.search(r"/vincular ([0-9A-Z]{8})", read_aloud(sent.message))
    assert found is not None
    held = bytes_of(sqlite_url)
    assert digest.encode() in held
    assert found[1].encode() not in held


def bytes_of(url: str) -> bytes:
    return Path(str(make_url(url).database)).read_bytes()


def _attempt(uow: UnitOfWork, outcome: Later | Delivered) -> Letter:
    (waiting,) = uow.outbox.waiting("telegram", 10)
    (parcel,) = uow.outbox.claim([waiting.id], at=NOON, until=NOON)
    retry_at = NOON if isinstance(outcome, Later) else None
    assert uow.outbox.settle([Settlement(parcel, outcome, retry_at)], NOON) == (waiting.id,)
    return parcel.letter
