"""What is written down of a turn that failed: which error and where, and never the words that it may quote."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
import structlog

from bot.app.catalogue import Catalogue
from bot.app.effecting import Effecting
from bot.app.handle import Done, Handler
from bot.app.lanes import MOST_TRIES, Lanes
from bot.app.ports import Arrival, UnitOfWork
from bot.app.receive import Receiver
from bot.app.words import Words
from bot.domain.events import Event, Said
from bot.domain.ids import ChatRef, EventId, MessageRef, PersonRef
from bot.domain.text import Untrusted
from storage.engine import open_database
from tests.clock import NOON, FakeClock
from tests.desk import CHANNEL

TYPED = "mi clave es tlaloc99"


def breaks(_body: Mapping[str, Any], _key: EventId, _at: datetime) -> Event | None:
    return int(TYPED)  # type: ignore[return-value]  # the error quotes it


def reads(_body: Mapping[str, Any], key: EventId, at: datetime) -> Event | None:
    chat = ChatRef("test:1")
    return Said(id=key, at=at, chat=chat, person=PersonRef(chat), text=Untrusted(TYPED), message=MessageRef("test:1:1"))


class Failing(Handler):
    """Understands what arrives, and then meets what nobody foresaw."""

    def _handle(self, uow: UnitOfWork, event: Event, effecting: Effecting) -> None:
        raise KeyError(event.text.untrusted if isinstance(event, Said) else "")


@pytest.mark.parametrize(
    ("reader", "error"),
    [(breaks, "Unreadable: ValueError in breaks:"), (reads, "KeyError in Failing._handle:")],
    ids=["reading", "deciding"],
)
async def test_a_failed_turn_is_kept_and_logged_without_what_was_typed(
    sqlite_url: str, reader: Any, error: str
) -> None:
    clock = FakeClock(hurried=True)
    database = await open_database(sqlite_url, clock=clock)
    handler = Failing(
        catalogue=Catalogue.load(["saacg"]),
        current="saacg",
        words=Words.load(),
        readers={"test": reader},
        desk=CHANNEL,
    )
    ended: list[Done] = []
    lanes = Lanes(database, handler, clock, ended.append)
    with structlog.testing.capture_logs() as logged:
        await Receiver(database, lanes)(
            [Arrival(source="test", key=EventId("k"), lane="test:1", body="{}", at=NOON)], None
        )
        await lanes.idle()
    await database.close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        ((kept, status, attempts),) = connection.execute("SELECT error, status, attempts FROM inbox").fetchall()
    connection.close()
    assert (status, attempts) == ("quarantined", 1 if reader is breaks else MOST_TRIES)
    assert kept.startswith(error)
    assert "tlaloc99" not in kept + repr(logged)
    assert logged
