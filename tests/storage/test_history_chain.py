"""Whoever changes the history in the database is found out, and the row is named."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from bot.app.catalogue import Catalogue
from bot.app.desk_orders import DeskOrder, DeskReply, Task
from bot.app.ports import UnitOfWork
from storage.address import postgres_url as through_psycopg
from storage.engine import open_database
from tests.clock import FakeClock
from tests.contracts.examples import entry, ticket


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
    ],
)
async def test_the_first_row_that_does_not_fit_is_named(url: str, statement: str, told: str) -> None:
    whole = await asked(url, Task.VERIFY, fill=True)
    assert (whole.report, whole.bad) == ("6 entries are as they were written", False)

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
