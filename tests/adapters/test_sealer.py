"""Sealing, and the file with the master keys."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.key_file import KeyFile, KeyFileError
from adapters.sealer import AesSealer
from bot.app.ports import UnitOfWork
from bot.app.rewrapping import Rewrapper
from bot.app.sealing import CannotOpen, SecretRow
from bot.domain.ids import ChatRef
from bot.domain.sealed import SecretField, SecretId, about
from storage.memory import MemoryDatabase
from tests.clock import NOON, FakeClock
from tests.contracts.examples import minutes
from tests.sealing import new_key_file, new_sealer

SEALER = new_sealer()


@given(words=st.text(), where=st.text())
def test_what_is_sealed_is_opened_again_and_stands_in_the_envelope_nowhere(words: str, where: str) -> None:
    envelope = SEALER.seal(words, where)

    assert SEALER.open(envelope, where) == words
    assert len(words) < 8 or words not in envelope


def test_the_same_words_are_never_sealed_alike() -> None:
    assert SEALER.seal("123 456 789", "7|remote_id|a") != SEALER.seal("123 456 789", "7|remote_id|a")


@given(place=st.integers(min_value=0), other=st.characters(codec="ascii"))
def test_a_changed_envelope_is_refused(place: int, other: str) -> None:
    envelope = SEALER.seal("secreto", "about")
    at = place % len(envelope)
    changed = envelope[:at] + other + envelope[at + 1 :]
    if changed == envelope:
        return
    opened = "secreto"  # base 64 has letters of which not every bit counts
    with contextlib.suppress(CannotOpen):
        opened = SEALER.open(changed, "about")
    assert opened == "secreto"


def test_an_envelope_put_in_place_of_another_is_refused() -> None:
    envelope = SEALER.seal("secreto", about(SecretId("a"), SecretField.REMOTE_ID, None))
    with pytest.raises(CannotOpen):
        SEALER.open(envelope, about(SecretId("b"), SecretField.REMOTE_ID, None))


def test_another_file_of_keys_opens_nothing() -> None:
    with pytest.raises(CannotOpen, match="not in the key file"):
        new_sealer().open(SEALER.seal("secreto", "about"), "about")


def test_the_key_file_is_made_for_its_owner_only_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret.keys"
    keys = KeyFile(path)
    keys.prepare(NOON)
    first = keys.newest().id
    KeyFile(path).prepare(NOON + minutes(1))

    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyFile(path).newest().id == first


@pytest.mark.parametrize(
    "content", ["", "{}", '{"keys": []}', '{"keys": [{"id": "a", "made": "2026", "key": "AA=="}]}']
)
def test_a_file_that_is_no_key_file_is_refused_in_words_without_its_content(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret.keys"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(KeyFileError, match="no key file any more"):
        KeyFile(path).prepare(NOON)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.keys"
    KeyFile(path).prepare(NOON)
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        KeyFile(path).prepare(NOON)


def test_a_service_goes_on_sealing_when_the_file_is_taken_away_under_it(tmp_path: Path) -> None:
    path = tmp_path / "secret.keys"
    keys = KeyFile(path)
    keys.prepare(NOON)
    sealer = AesSealer(keys)
    envelope = sealer.seal("secreto", "about")
    path.unlink()

    assert sealer.open(envelope, "about") == "secreto"


async def test_keys_are_rotated_while_secrets_come_and_go_and_none_is_lost() -> None:
    keys, clock, database = new_key_file(), FakeClock(), MemoryDatabase()
    sealer, operator = AesSealer(keys), KeyFile(keys.path)
    rewrapper = Rewrapper(database, sealer, clock)
    written: list[SecretRow] = []

    async def write() -> None:
        for number in range(300):
            secret = SecretId(f"s{number:03}")
            row = SecretRow(
                id=secret,
                chat=ChatRef("telegram:1"),
                ticket=None,
                field=SecretField.MESSAGE,
                envelope=sealer.seal(f"secreto {number}", about(secret, SecretField.MESSAGE, None)),
                sealed_at=NOON,
                expires=NOON + minutes(15),
            )
            await database.run(lambda uow, row=row: uow.secrets.add(row))  # type: ignore[misc] # mypy infers no type for a default
            written.append(row)
            await asyncio.sleep(0)

    async def rotate() -> None:
        for _ in range(5):
            clock.advance(61)
            operator.rotate(clock.now())
            await rewrapper.rewrap()
            await asyncio.sleep(0)

    await asyncio.gather(write(), rotate())
    await rewrapper.rewrap()
    clock.advance(61)
    await rewrapper.rewrap()

    assert len(keys.all()) == 1
    left = await database.run(lambda uow: uow.secrets.after(None, 1000))
    assert [sealer.open(row.envelope, row.about) for row in left] == [f"secreto {number}" for number in range(300)]


async def test_an_old_key_stays_for_a_minute_for_whoever_has_not_noticed_the_new_one() -> None:
    keys, clock, database = new_key_file(), FakeClock(), MemoryDatabase()
    sealer = AesSealer(keys)
    clock.advance(120)
    KeyFile(keys.path).rotate(clock.now())
    rewrapper = Rewrapper(database, sealer, clock)

    await rewrapper.rewrap()
    assert sealer.has_older_keys()
    clock.advance(61)
    await rewrapper.rewrap()
    assert not sealer.has_older_keys()


def test_a_key_that_was_made_a_moment_ago_keeps_the_others_whoever_had_not_seen_it_yet() -> None:
    keys, clock = new_key_file(), FakeClock()
    sealer = AesSealer(keys)
    envelope = sealer.seal("secreto", "about")
    clock.advance(120)
    KeyFile(keys.path).rotate(clock.now())
    sealer.forget_older_keys(clock.now())

    assert sealer.open(envelope, "about") == "secreto"


async def test_a_secret_whose_key_is_gone_is_destroyed_and_the_others_are_not(caplog: pytest.LogCaptureFixture) -> None:
    keys, clock, database = new_key_file(), FakeClock(), MemoryDatabase()
    sealer = AesSealer(keys)
    rows = [
        SecretRow(
            id=SecretId(name),
            chat=ChatRef("telegram:1"),
            ticket=None,
            field=SecretField.MESSAGE,
            envelope=by.seal(name, about(SecretId(name), SecretField.MESSAGE, None)),
            sealed_at=NOON,
            expires=NOON + minutes(15),
        )
        for name, by in (("lost", new_sealer()), ("there", sealer))
    ]

    def work(uow: UnitOfWork) -> None:
        for row in rows:
            uow.secrets.add(row)

    await database.run(work)
    KeyFile(keys.path).rotate(clock.now())
    await Rewrapper(database, sealer, clock).rewrap()

    left = await database.run(lambda uow: uow.secrets.after(None, 10))
    assert [sealer.open(row.envelope, row.about) for row in left] == ["there"]
