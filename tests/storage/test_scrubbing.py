"""What was destroyed is not on the disk any more."""

from __future__ import annotations

from pathlib import Path

from bot.app.ports import UnitOfWork
from bot.app.sealing import SecretRow
from bot.domain.ids import ChatRef
from bot.domain.sealed import SecretField, SecretId
from storage.engine import open_database
from tests.clock import NOON, FakeClock
from tests.contracts.examples import minutes

ENVELOPES = [f"v1.key.envelope-{number:04}-{'x' * 40}" for number in range(50)]


def rows() -> list[SecretRow]:
    return [
        SecretRow(
            id=SecretId(f"s{number}"),
            chat=ChatRef("telegram:1"),
            ticket=None,
            field=SecretField.MESSAGE,
            envelope=envelope,
            sealed_at=NOON,
            expires=NOON + minutes(15),
        )
        for number, envelope in enumerate(ENVELOPES)
    ]


async def test_destroyed_secrets_leave_no_byte_in_file_or_log(tmp_path: Path, sqlite_url: str) -> None:
    database = await open_database(sqlite_url, clock=FakeClock())
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent

    def put(uow: UnitOfWork) -> None:
        for row in rows():
            uow.secrets.add(row)

    def there() -> bool:
        found = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
        return any(envelope.encode() in found for envelope in ENVELOPES)

    await database.run(put)
    assert there()
    assert await database.run(lambda uow: uow.secrets.destroy_expired(NOON + minutes(15))) == 50
    assert there()  # in the log, until it is emptied
    await database.scrub()
    assert not there()
    await database.close()


async def test_what_a_killed_process_had_destroyed_is_gone_after_the_next_start(sqlite_url: str) -> None:
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    first = await open_database(sqlite_url, clock=FakeClock())

    def put(uow: UnitOfWork) -> None:
        for row in rows():
            uow.secrets.add(row)

    await first.run(put)
    await first.run(lambda uow: uow.secrets.destroy_expired(NOON + minutes(15)))
    left = {path.name: path.read_bytes() for path in folder.iterdir() if path.name.endswith(("db", "-wal"))}
    await first.close()
    for name, content in left.items():  # as it lay there when the process died
        (folder / name).write_bytes(content)
    for path in folder.glob("*-shm"):
        path.unlink()

    again = await open_database(sqlite_url, clock=FakeClock())
    found = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert not any(envelope.encode() in found for envelope in ENVELOPES)
    await again.close()
