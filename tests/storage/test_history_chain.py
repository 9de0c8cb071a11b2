"""Whoever changes the history in the database is found out, and the row is named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from bot.app.catalogue import Catalogue
from bot.app.chain import LEFT, REQUEST
from bot.app.desk_orders import DeskOrder, DeskReply, Task
from bot.app.ports import UnitOfWork
from bot.domain.erasure import Erasure, ErasureStanding
from bot.domain.ids import PersonRef
from bot.domain.ticket import Action
from storage.address import postgres_url as through_psycopg
from storage.engine import open_database
from tests.clock import NOON, FakeClock
from tests.contracts.examples import CHAT, entry, ticket


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


def _fill(uow: UnitOfWork) -> None:
    for number in (1, 2):
        uow.tickets.add(ticket(number), desk="desk", year=2026, number=number)
        for seq in (1, 2, 3):
            uow.tickets.append(entry(number, seq))


async def asked(url: str, task: Task, *, fill: bool = False) -> DeskReply:
    database = await open_database(url, clock=FakeClock(hurried=True))
    try:
        if fill:
            await database.run(_fill)
        process = Catalogue.load(["saacg"]).current("saacg")
        return await database.run(lambda uow: DeskOrder.load(DeskOrder(task=task).dump()).do(uow, process))
    finally:
        await database.close()


def tampered(url: str, statement: str) -> None:
    """Somebody with a hand in the database, past the service."""
    parsed = make_url(url)
    engine = create_engine(
        parsed if parsed.get_backend_name() == "sqlite" else through_psycopg(parsed), poolclass=NullPool
    )
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for action in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER history_no_{action}"))
        else:
            connection.execute(text("ALTER TABLE history DISABLE TRIGGER history_append_only"))
        connection.execute(text(statement))
        if connection.dialect.name != "sqlite":  # the server's database is shared with the tests that follow
            connection.execute(text("ALTER TABLE history ENABLE TRIGGER history_append_only"))


CODE = "M-2026-00002"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE history SET body = replace(body, 'note', 'take') WHERE ticket = 2 AND seq = 2",
            "entry 2 is not what was written: it does not fit its hash",
        ),
        (
            "UPDATE history SET body = 'nothing' WHERE ticket = 2 AND seq = 3",
            "entry 3 is not what was written: it does not fit its hash",
        ),
        (
            "DELETE FROM history WHERE ticket = 2 AND seq = 2",
            "entry 3 does not follow the one before it (1): one was removed or put in",
        ),
        (
            "DELETE FROM history WHERE ticket = 2 AND seq = 3",
            "the last entry that is there is 2, and 3 was written last",
        ),
        ("DELETE FROM history WHERE ticket = 2", "the last entry that is there is none, and 3 was written last"),
        (
            "DELETE FROM history_ends WHERE ticket = 2",
            "the end of the history is not known any more; the last entry that is there is 3",
        ),
        (
            "INSERT INTO history (ticket, seq, body, previous, hash) SELECT 2, 4, body, hash, hash FROM history"
            " WHERE ticket = 2 AND seq = 3",
            "entry 4 is not what was written: it does not fit its hash",
        ),
        (
            "UPDATE history SET hash = (SELECT hash FROM history WHERE ticket = 1 AND seq = 1) WHERE ticket = 2 AND seq = 1",
            "entry 1 is not what was written: it does not fit its hash",
        ),
        (
            "UPDATE history SET body = replace(body, 'porque', 'aunque'), erased = 1 WHERE ticket = 2 AND seq = 2",
            "entry 2 was blanked: no request to be erased that was granted is number 1",
        ),
    ],
)
async def test_the_first_row_that_does_not_fit_is_named(url: str, statement: str, told: str) -> None:
    whole = await asked(url, Task.VERIFY, fill=True)
    assert (whole.report, whole.bad) == ("6 entries are as they were written", False)

    tampered(url, statement)

    found = await asked(url, Task.VERIFY)
    assert found.report == f"{CODE}: {told}\n1 histories are not as they were written"
    assert found.bad


def _erase(uow: UnitOfWork) -> None:
    """María's words go from both tickets, by a request that was granted."""
    asked = Erasure(
        id=1,
        code="DATOS-1",
        chat=CHAT,
        person=PersonRef(CHAT),
        chats=(CHAT,),
        process="demo@1",
        language="es",
        at=NOON,
        answer_by=NOON,
        carry_out_by=NOON,
        standing=ErasureStanding.ERASING,
    )
    uow.erasures.add(asked)
    for number in (1, 2):
        left = uow.tickets.erase(1, [replace(entry(number, seq), reason=None) for seq in (1, 2)])
        data = {REQUEST: "1", **{f"{LEFT}{seq}": digest for seq, digest in left.items()}}
        uow.tickets.append(replace(entry(number, 4), action=Action.ERASE, reason=None, data=data))
    uow.erasures.save(replace(asked, standing=ErasureStanding.ERASED))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE history SET body = replace(body, 'note', 'take') WHERE ticket = 2 AND seq = 2",
            "entry 2 says that a person was erased from it, and it is not what was left of it then",
        ),
        (
            "UPDATE history SET body = replace(body, 'porque', ''), erased = 1 WHERE ticket = 2 AND seq = 3",
            "entry 3 says that a person was erased from it, and it is not what was left of it then",
        ),
        (
            "UPDATE history SET erased = 7 WHERE ticket = 2 AND seq = 1",
            "entry 1 was blanked: no request to be erased that was granted is number 7",
        ),
        (
            "UPDATE history SET erased = NULL WHERE ticket = 2 AND seq = 1",
            "entry 1 is not what was written: it does not fit its hash",
        ),
        (
            "UPDATE history SET body = replace(body, 'left.2', 'left.3') WHERE ticket = 2 AND seq = 4",
            "entry 1 says that a person was erased from it, and it is not what was left of it then",
        ),
        (
            "DELETE FROM history WHERE ticket = 2 AND seq = 2",
            "entry 3 does not follow the one before it (1): one was removed or put in",
        ),
    ],
)
async def test_what_was_erased_by_request_is_told_from_what_was_tampered_with(
    url: str, statement: str, told: str
) -> None:
    await asked(url, Task.VERIFY, fill=True)
    database = await open_database(url, clock=FakeClock(hurried=True))
    await database.run(_erase)
    await database.close()
    whole = await asked(url, Task.VERIFY)
    assert (whole.report, whole.bad) == (
        "4 entries are as they were written; from 4 a person was erased, by request",
        False,
    )

    tampered(url, statement)

    found = await asked(url, Task.VERIFY)
    assert found.report == f"{CODE}: {told}\n1 histories are not as they were written"
    assert found.bad


async def test_the_export_has_every_entry_with_its_hashes(url: str) -> None:
    exported = (await asked(url, Task.HISTORY, fill=True)).content.decode()

    rows = [json.loads(line) for line in exported.splitlines()]
    assert [(each["ticket"], each["seq"]) for each in rows] == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert rows[0]["entry"]["reason"] == {"untrusted": "porque sí"}
    assert rows[1]["previous"] == rows[0]["hash"]
