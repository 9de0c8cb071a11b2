"""All that is held about a person, as a file: asked for, put together, sent, and not kept."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.attachments import Attachments
from bot.app.alarming import Alarms
from bot.app.catalogue import Catalogue
from bot.app.disclosed_file import Disclosure, page
from bot.app.disclosing import Disclosures
from bot.app.erasing import Eraser
from bot.app.holdings import Holding
from bot.app.outbox import Delivered, Parcel, ParcelKind, Reason, Refused
from bot.app.ports import UnitOfWork
from bot.app.settling import Settling
from bot.app.undelivered import Undelivered
from bot.app.words import Words
from bot.config import Settings
from bot.disclosing import export
from bot.domain.audit import Kind
from bot.domain.conversation import Conversation
from bot.domain.disclosure import BETWEEN, FAILED, TOO_SOON
from bot.domain.events import Commanded
from bot.domain.ids import ChatRef, EventId, MessageRef
from bot.domain.text import Untrusted
from bot.door import Door
from storage.engine import open_database
from tests.clock import NOON, FakeClock
from tests.contracts.examples import conversation
from tests.desk import CHANNEL, MARIA, DeskInMemory

CHAT = ChatRef(MARIA)
LANE = ChatRef(f"data:files:{CHAT}")


async def asks(desk: DeskInMemory, number: int = 1) -> None:
    event = Commanded(
        id=EventId(f"ask:{number}"),
        at=desk.clock.now(),
        chat=CHAT,
        person=MARIA,
        name="misdatos",
        argument=Untrusted(""),
        message=MessageRef(f"telegram:1:{number}"),
    )
    await desk.happens(event)


async def waiting(desk: DeskInMemory, chat: ChatRef) -> list[Parcel]:
    """What waits for that place, on its way."""
    now = desk.clock.now()

    def take(uow: UnitOfWork) -> list[Parcel]:
        ids = [each.id for each in uow.outbox.waiting(chat.partition(":")[0], 100) if each.chat == chat]
        return list(uow.outbox.claim(ids, at=now, until=now))

    return await desk.database.run(take)


async def settled(desk: DeskInMemory, parcel: Parcel, outcome: Delivered | Refused) -> None:
    undelivered = Undelivered(catalogue=desk.catalogue, words=desk.words, desk=CHANNEL)
    settling = Settling(desk.handler, undelivered, Alarms(desk.handler, CHANNEL))
    await desk.database.run(lambda uow: settling(uow, parcel, outcome, desk.clock.now()))


def gateway(desk: DeskInMemory, files: Attachments) -> Disclosures:
    return Disclosures(desk.database, files, desk.clock, desk.words, desk.catalogue, "saacg")


async def test_the_file_is_put_together_sent_and_not_kept(tmp_path: Path) -> None:
    desk, files = DeskInMemory(), Attachments(tmp_path)
    await desk.opens()
    await asks(desk)
    (wanted,) = await waiting(desk, LANE)
    made = await gateway(desk, files).deliver(wanted)
    assert isinstance(made, Delivered)
    assert made.stored is not None
    await settled(desk, wanted, made)

    sent = (await waiting(desk, CHAT))[-1]
    assert (sent.letter.kind, sent.letter.stored) == (ParcelKind.ENCLOSE, made.stored)
    assert sent.letter.file is not None
    assert sent.letter.file.label.untrusted == f"mis-datos-{NOON:%Y-%m-%d}.html"
    content = b"".join([chunk async for chunk in files.read(made.stored.name)]).decode()
    assert "No imprime" in content
    assert "mis-datos-" not in content

    ref = sent.letter.file.ref
    await settled(desk, sent, Delivered(MessageRef("telegram:1:9")))
    assert await desk.database.run(lambda uow: uow.files.newest(CHAT, ref)) is None
    desk.clock.advance(timedelta(days=400).total_seconds())
    await Eraser(desk.database, files, desk.clock).erase()
    assert await files.older_than(desk.clock.now()) == ()


async def test_whoever_cannot_get_it_is_told_and_it_is_not_kept_either(tmp_path: Path) -> None:
    desk = DeskInMemory()
    await asks(desk)
    (wanted,) = await waiting(desk, LANE)
    await settled(desk, wanted, Refused(Reason.INVALID, "TypeError"))

    assert (await waiting(desk, CHAT))[-1].letter.message.body == desk.words.text(FAILED, "es")
    again = await gateway(desk, Attachments(tmp_path)).deliver(wanted)
    assert isinstance(again, Refused)


async def test_it_is_made_once_an_hour_and_each_time_is_noted(tmp_path: Path) -> None:
    desk = DeskInMemory()
    await asks(desk, 1)
    desk.clock.advance(BETWEEN.total_seconds() - 1)
    await asks(desk, 2)
    assert (await waiting(desk, CHAT))[-1].letter.message.body == desk.words.text(TOO_SOON, "es")
    desk.clock.advance(1)
    await asks(desk, 3)

    assert len(await waiting(desk, LANE)) == 2
    noted = [each for each in await desk.audit() if each.kind is Kind.DATA]
    assert [(each.what.untrusted, each.person, each.about) for each in noted] == [("export", MARIA, MARIA)] * 2


def test_nothing_that_anybody_typed_does_anything_in_the_page() -> None:
    typed = "</script><script>alert(1)</script><b>&amp;\u2028"
    told = Disclosure(
        holdings=(Holding(table="tickets", rows=({"title": typed, typed: typed},)),),
        language="en",
        zone="America/Mexico_City",
        at=NOON,
        desk={"en": typed},
    )
    text = page(told, Words.load(), Catalogue.load(["saacg"])).decode()

    assert text.count("<script") == text.count("</script>") == 1
    assert "<b>" not in text
    held = json.loads(text.partition('id="held">')[2].partition("</script>")[0])
    assert held["held"]["tickets"]["rows"] == [{"title": typed, typed: typed}]
    assert "default-src 'none'" in text


async def test_the_operator_writes_it_for_those_who_ask_by_letter_also_while_the_service_runs(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, file = Settings(database_url=sqlite_url), tmp_path / "x.html"
    kept: Conversation = conversation()
    database = await open_database(sqlite_url, clock=FakeClock())
    await database.run(lambda uow: uow.conversations.save(kept))
    async with Door(Path(sqlite_url.removeprefix("sqlite:///")), database, Catalogue.load(["saacg"]).current("saacg")):
        assert await asyncio.to_thread(export, settings, kept.chat, file) == 0
        assert await asyncio.to_thread(export, settings, "nobody@x.mx", None) == 1
    (noted,) = await database.run(lambda uow: uow.audit.newest(9))
    await database.close()

    assert "Ana López" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (str(noted.person), str(noted.about), noted.reason) == ("console:operator", kept.chat, "asked by letter")
    assert "nothing is held about them" in capsys.readouterr().err
