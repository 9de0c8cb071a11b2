"""The migrations make exactly the tables, both ways, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, inspect, make_url, text

from bot.app.histories import verified
from bot.app.ports import UnitOfWork
from bot.app.searching import indexed
from bot.domain.ids import MessageRef, PersonRef, TicketId
from bot.domain.knowledge import Item, ItemKind, Use
from bot.domain.ticket import Rating
from storage.address import postgres_url as through_psycopg
from storage.engine import open_database
from storage.errors import DatabaseInUse, SchemaMismatch, StorageError
from storage.schema import current, head, require_head
from storage.stems import SHADOWS
from storage.tables import metadata
from storage.upgrade import configuration, downgrade, upgrade
from tests.clock import NOON, FakeClock
from tests.contracts.examples import arrival, conversation, entry, letter, member, minutes, registered, ticket, timer

ITEM = Item(id="faq", kind=ItemKind.FAQ, title="Licencias vencidas", language="es")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A new database without tables."""
    if request.param == "postgres":
        return str(request.getfixturevalue("empty_postgres_url"))
    return f"sqlite:///{request.getfixturevalue('tmp_path') / 'new.db'}"


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    parsed = make_url(url)
    engine = create_engine(
        parsed if parsed.get_backend_name() == "sqlite" else through_psycopg(parsed), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version", *SHADOWS}


def test_the_migrations_make_exactly_the_tables(url: str) -> None:
    upgrade(url)

    with connected(url) as connection:
        # What one engine only has; the next test compares that by its words.
        ignored = {*SHADOWS, "ix_knowledge_stems"} if connection.dialect.name == "sqlite" else set()
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "target_metadata": metadata,
                "include_object": lambda _each, name, *_: name not in ignored,
            },
        )
        assert compare_metadata(context, metadata) == []


def test_the_full_text_search_and_the_triggers_are_what_the_tables_say(url: str) -> None:
    """Alembic sees neither virtual tables nor triggers; the history's triggers are the migrations' alone."""
    upgrade(url)
    with connected(url) as migrated:
        from_migrations = _made_for_search(migrated)
    downgrade(url, "base")
    with connected(url) as connection:
        assert _made_for_search(connection) == {}
        metadata.create_all(connection)
        connection.commit()
        from_tables = _made_for_search(connection)

    assert from_migrations == from_tables
    assert len(from_tables) == (8 if url.startswith("sqlite") else 1)


def _made_for_search(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            text(
                "SELECT name, sql FROM sqlite_master WHERE name LIKE 'knowledge!_%' ESCAPE '!' AND name NOT LIKE '%uses%'"
            )
        )
    else:
        rows = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%USING gin%'"))
    return {str(name): str(sql) for name, sql in rows}


def test_the_partial_indexes_hold_what_the_tables_say(url: str) -> None:
    """Alembic does not compare conditions of indexes."""
    upgrade(url)
    with connected(url) as migrated:
        from_migrations = _conditions(migrated)
    downgrade(url, "base")
    with connected(url) as connection:
        metadata.create_all(connection)
        connection.commit()
        from_tables = _conditions(connection)

    assert from_migrations == from_tables
    assert len(from_tables) == 17


def _conditions(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'")
        )
    else:
        rows = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%WHERE%'"))
    return {name: sql.replace('"', "") for name, sql in rows if not name.startswith("pg_")}


async def test_a_database_with_rows_goes_down_and_up_again(url: str) -> None:
    def fill(uow: UnitOfWork) -> None:
        uow.inbox.add([arrival("a")])
        uow.cursors.set("telegram", 1)
        uow.conversations.save(conversation())
        uow.tickets.add(ticket(uow.tickets.next_id()), desk="desk", year=2026, number=1)
        uow.tickets.append(entry(1, 1))
        uow.staff.save(member())
        uow.outbox.add([letter("a")])
        uow.timers.set(timer("a", 1))
        uow.processes.save("demo@1", "body")
        uow.knowledge.replace("demo", "file", [indexed(ITEM)])
        uow.knowledge.count("demo", ITEM.id, Use.OPENED, None, NOON)
        uow.correspondence.put({MessageRef("telegram:1:7"): TicketId(1)})
        uow.index.put(TicketId(1), ("abre",))
        uow.homes.opened(PersonRef("slack:T1:ANA"), NOON, desk=True)
        for each in registered():
            uow.registers.save(each)

    upgrade(url)
    for _ in range(2):
        database = await open_database(url, clock=FakeClock())
        await database.run(fill)
        await database.close()
        downgrade(url, "base")
        assert tables(url) == set()
        assert current(url) is None
        upgrade(url)
        assert tables(url) == set(metadata.tables)
        assert current(url) == head()


async def test_the_numbers_of_the_tickets_that_are_there_are_counted_after_an_upgrade(url: str) -> None:
    served = replace(
        ticket(1), taken_at=NOON + minutes(5), finished_at=NOON + minutes(9), rating=Rating(score=4, at=NOON)
    )
    upgrade(url)
    database = await open_database(url, clock=FakeClock())
    await database.run(lambda uow: uow.tickets.add(served, desk="desk", year=2026, number=1))
    await database.run(lambda uow: uow.tickets.add(ticket(2), desk="desk", year=2026, number=2))
    await database.close()
    downgrade(url, "0010")
    upgrade(url)
    database = await open_database(url, clock=FakeClock())
    tally = await database.run(lambda uow: uow.tallies.desk(NOON, NOON, NOON))
    await database.close()
    assert (tally.to_take, tally.rated, tally.satisfaction) == (NOON + minutes(5) - served.opened_at, 1, 4)


async def test_the_history_that_is_there_is_chained_by_an_upgrade_and_holds(url: str) -> None:
    upgrade(url)
    database = await open_database(url, clock=FakeClock())

    def work(uow: UnitOfWork) -> None:
        for number in (1, 2):
            uow.tickets.add(ticket(number), desk="desk", year=2026, number=number)
            for seq in (1, 2, 3):
                uow.tickets.append(entry(number, seq))

    await database.run(work)
    await database.close()
    downgrade(url, "0013")
    upgrade(url)
    database = await open_database(url, clock=FakeClock())
    assert await database.run(verified) == ("6 entries are as they were written", False)
    await database.run(lambda uow: uow.tickets.append(entry(1, 4)))
    assert await database.run(verified) == ("7 entries are as they were written", False)
    await database.close()


def test_upgrading_twice_is_upgrading_once(url: str) -> None:
    upgrade(url)
    upgrade(url)

    require_head(url)


def test_an_upgrade_that_fails_leaves_nothing(url: str) -> None:
    with connected(url) as connection:
        connection.execute(text("CREATE TABLE counters (name TEXT)"))  # the last one the migration makes
        connection.commit()

    with pytest.raises(Exception, match="counters"):
        upgrade(url)

    assert tables(url) == {"counters"}
    assert current(url) is None


def test_the_head_is_the_newest_migration(url: str) -> None:
    with connected(url) as connection:
        script = ScriptDirectory.from_config(configuration(connection))

    assert script.get_heads() == [head()]


def test_a_database_without_tables_is_refused_in_words(url: str) -> None:
    with pytest.raises(SchemaMismatch, match="has no tables yet: run `ventanilla migrate`"):
        require_head(url)


@pytest.mark.parametrize(
    ("revision", "words"),
    [("0000", rf"needs {head()}: make a backup, run `ventanilla migrate`"), ("9999", "made by a newer version")],
)
def test_a_database_of_another_version_is_refused_in_words(url: str, revision: str, words: str) -> None:
    upgrade(url)
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        connection.commit()

    with pytest.raises(SchemaMismatch, match=words):
        require_head(url)


def test_a_database_of_a_newer_version_is_not_migrated(url: str) -> None:
    upgrade(url)
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()

    with pytest.raises(StorageError, match="cannot be migrated: Can't locate revision identified by '9999'"):
        upgrade(url)


async def test_a_file_in_use_is_not_migrated(sqlite_url: str, clock: FakeClock) -> None:
    database = await open_database(sqlite_url, clock=clock)

    with pytest.raises(DatabaseInUse):
        upgrade(sqlite_url)
    await database.close()


def test_a_database_in_memory_is_not_migrated() -> None:
    with pytest.raises(StorageError, match="has its tables from the start"):
        upgrade("sqlite://")


def test_looking_at_a_file_that_does_not_exist_does_not_make_it(tmp_path: Path) -> None:
    assert current(f"sqlite:///{tmp_path / 'none.db'}") is None
    assert list(tmp_path.iterdir()) == []
