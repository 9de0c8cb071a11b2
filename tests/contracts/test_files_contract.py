"""`bot.app.files.SentFiles`, over every database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.files import FileRow, FileStatus, StoredFile
from bot.app.ports import UnitOfWork
from bot.domain.ids import ChatRef, FileRef, PersonRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.text import Untrusted
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import CHAT, OTHER_CHAT, minutes

REF = FileRef("telegram:document:abc")
OTHER_REF = FileRef("telegram:photo:def")


def sent(ref: FileRef = REF, chat: ChatRef = CHAT, minute: float = 0, ticket: int | None = None) -> FileRow:
    """A file, minutes after noon."""
    return FileRow(
        id=0,
        chat=chat,
        person=PersonRef("telegram:1"),
        language="es",
        file=File(ref=ref, kind=FileKind.DOCUMENT, label=Untrusted("póliza <1>.pdf"), size=2048),
        at=NOON + minutes(minute),
        ticket=None if ticket is None else TicketId(ticket),
    )


def kept(name: str) -> StoredFile:
    """A place where a file is kept."""
    return StoredFile(name=f"{name}.pdf", media_type="application/pdf", size=2047)


async def added(run: Run, *rows: FileRow) -> None:
    def work(uow: UnitOfWork) -> None:
        for row in rows:
            uow.files.add(row)

    await run(work)


async def stored(run: Run, row: FileRow, name: str) -> FileRow:
    """The pending row of that file, stored."""

    def work(uow: UnitOfWork) -> FileRow:
        found = uow.files.pending(row.chat, row.file.ref)
        assert found is not None
        changed = replace(found, status=FileStatus.STORED, stored=kept(name))
        uow.files.save(changed)
        return changed

    return await run(work)


async def test_a_row_comes_back_as_it_was_added_and_as_it_was_saved(run: Run) -> None:
    await added(run, sent())
    found = await run(lambda uow: uow.files.newest(CHAT, REF))
    assert found is not None
    assert replace(found, id=0) == sent()

    changed = replace(found, status=FileStatus.STORED, ticket=TicketId(7), stored=kept("a"))
    await run(lambda uow: uow.files.save(changed))
    assert await run(lambda uow: uow.files.newest(CHAT, REF)) == changed
    assert await run(lambda uow: uow.files.pending(CHAT, REF)) is None
    assert await run(lambda uow: uow.files.newest(OTHER_CHAT, REF)) is None
    assert await run(lambda uow: uow.files.newest(CHAT, OTHER_REF)) is None


async def test_the_same_file_sent_again_is_another_row_and_the_oldest_waits_first(run: Run) -> None:
    await added(run, sent(minute=0), sent(minute=1), sent(OTHER_REF, minute=2), sent(chat=OTHER_CHAT, minute=3))
    newest = await run(lambda uow: uow.files.newest(CHAT, REF))
    oldest = await run(lambda uow: uow.files.pending(CHAT, REF))
    assert newest is not None
    assert oldest is not None
    assert (newest.at, oldest.at) == (NOON + minutes(1), NOON)

    await stored(run, sent(), "a")
    assert await run(lambda uow: uow.files.pending(CHAT, REF)) == newest


async def test_the_files_of_a_ticket_are_counted_but_for_refused_ones(run: Run) -> None:
    await added(run, *(sent(FileRef(f"telegram:photo:{n}"), ticket=1) for n in range(3)), sent(ticket=2), sent())
    refused = await run(lambda uow: uow.files.newest(CHAT, FileRef("telegram:photo:1")))
    assert refused is not None
    await run(lambda uow: uow.files.save(replace(refused, status=FileStatus.REFUSED)))

    wanted = [TicketId(1), TicketId(2), TicketId(3)]
    assert await run(lambda uow: uow.files.held(wanted)) == {TicketId(1): 2, TicketId(2): 1, TicketId(3): 0}
    assert await run(lambda uow: uow.files.held([])) == {}


async def test_the_names_that_rows_point_to_are_known(run: Run) -> None:
    await added(run, sent(), sent(OTHER_REF))
    await stored(run, sent(), "a")

    assert await run(lambda uow: uow.files.known(["a.pdf", "b.pdf"])) == {"a.pdf"}
    assert await run(lambda uow: uow.files.known([])) == frozenset()


async def test_a_failed_work_adds_no_row(run: Run) -> None:
    def failing(uow: UnitOfWork) -> None:
        uow.files.add(sent())
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await run(failing)
    assert await run(lambda uow: uow.files.newest(CHAT, REF)) is None
