"""Bringing over files from Telegram, over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from adapters.attachments import Attachments
from adapters.clock import SystemClock
from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.link import TelegramGateway
from adapters.telegram.references import file_ref
from adapters.telegram.request import close_bot, telegram_bot
from bot.app.outbox import Delivered, Later, Outcome, ParcelKind, Reason, Refused, Unsure
from bot.domain.message import File, FileKind, Message
from bot.domain.text import Untrusted
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import parcel

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 900


@pytest.fixture
async def sandbox() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox() as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path)


@pytest.fixture
async def gateway(sandbox: TelegramSandbox, files: Attachments) -> AsyncIterator[TelegramGateway]:
    bot = telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    yield TelegramGateway(bot=bot, clock=SystemClock(), files=files)
    await close_bot(bot)


async def fetch(gateway: TelegramGateway, file_id: str) -> Outcome:
    file = File(ref=file_ref(FileKind.DOCUMENT, file_id), kind=FileKind.DOCUMENT, label=Untrusted("a.pdf"))
    return await gateway.deliver(parcel("telegram:files:telegram:1", Message(), kind=ParcelKind.FETCH, file=file))


def sent(sandbox: TelegramSandbox, content: bytes = PDF) -> str:
    """The id of a file that somebody sends."""
    return str(sandbox.person().send_document(content).json()["document"]["file_id"])


async def test_a_file_is_brought_over_byte_for_byte_and_may_be_again(
    sandbox: TelegramSandbox, gateway: TelegramGateway, files: Attachments
) -> None:
    file_id = sent(sandbox)
    first, second = await fetch(gateway, file_id), await fetch(gateway, file_id)
    assert isinstance(first, Delivered)
    assert isinstance(second, Delivered)
    assert first.stored is not None
    assert second.stored is not None
    assert first.stored.name != second.stored.name
    assert b"".join([chunk async for chunk in files.read(first.stored.name)]) == PDF


async def test_what_is_not_taken_is_refused_by_what_it_is(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    assert await fetch(gateway, sent(sandbox, b"MZ\x90\x00")) == Refused(Reason.PROGRAM, "its content")
    outcome = await fetch(gateway, sent(sandbox, bytes(20 * 2**20 + 1)))
    assert outcome == Refused(Reason.TOO_LARGE, "Telegram does not hand it out")
    unknown = await fetch(gateway, "nobody's")
    assert isinstance(unknown, Refused)
    assert unknown.reason is Reason.GONE


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(method="getFile", kind="rate_limited", retry_after=7), Later(7, "too many requests, again in 7 s")),
        (Fault(method="getFile", kind="status", status=502), Unsure("HTTP 502")),
        (Fault(method="download", kind="cut_before"), Unsure("the download broke off: RemoteProtocolError")),
        (Fault(method="download", kind="status", status=503), Unsure("HTTP 503")),
        (Fault(method="download", kind="status", status=404), Later(2, "the download was not found")),
        (Fault(method="download", kind="rate_limited", retry_after=9), Later(9, "rate limited")),
    ],
)
async def test_what_keeps_a_file_from_coming_now_is_for_later_and_never_tells_the_token(
    sandbox: TelegramSandbox, gateway: TelegramGateway, fault: Fault, outcome: Outcome
) -> None:
    file_id = sent(sandbox)
    sandbox.faults.plan(fault)
    assert await fetch(gateway, file_id) == outcome
    assert sandbox.token not in str(outcome)
    assert isinstance(await fetch(gateway, file_id), Delivered)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "https://evil.example/a.pdf", "@evil.example/a", "../../../etc/passwd"]
)
async def test_whatever_telegram_names_as_the_place_nothing_is_fetched_from_elsewhere(
    sandbox: TelegramSandbox, files: Attachments, tmp_path: Path, path: str
) -> None:
    class Pointing(Bot):
        async def _post(self, *_: object, **__: object) -> dict[str, object]:
            return {"file_id": "a", "file_unique_id": "a", "file_path": path}

    made = telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    bot = Pointing(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url, request=made.request)
    outcome = await fetch(TelegramGateway(bot=bot, clock=SystemClock(), files=files), "a")
    await close_bot(made)
    assert not isinstance(outcome, Delivered)
    assert sandbox.token not in str(outcome)
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a test may wait for its disk


async def test_while_the_folder_cannot_be_written_the_file_waits(sandbox: TelegramSandbox) -> None:
    bot = telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    outcome = await fetch(TelegramGateway(bot=bot, clock=SystemClock(), files=NoFiles()), sent(sandbox))
    await close_bot(bot)
    assert outcome == Later(60, "the file could not be kept: the folder is away")
