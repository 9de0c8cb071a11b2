"""The file with the master keys: outside the database, readable by the service's own user only, newest key first."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BITS = 256


class KeyFileError(Exception):
    """The file cannot be used; the text says what to do, and nothing of what is in it."""


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """A key under which the keys of secrets are sealed. `id` stands in the envelopes."""

    id: str
    made: datetime
    key: bytes


class KeyFile:
    """The keys of a file, read again whenever it was changed. Every process that shares the database needs the same file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: tuple[MasterKey, ...] = ()

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    def prepare(self, now: datetime) -> None:
        """Makes the file with a first key when there is none. KeyFileError when it cannot be used."""
        with self._alone():
            if not self._path.exists():
                self._write((_new(now),))
        self.all()

    def newest(self) -> MasterKey:
        """The one that new secrets are sealed under."""
        return self.all()[0]

    def get(self, key: str) -> MasterKey | None:
        """The key of that id; None when it is gone."""
        return next((each for each in self.all() if each.id == key), None)

    def all(self) -> tuple[MasterKey, ...]:
        """The keys, newest first. KeyFileError when the file cannot be used; but once it could, what is known of it serves
        until it can be read again, since a service must not go deaf over it."""
        try:
            self._look()
        except KeyFileError:
            if not self._keys:
                raise
        return self._keys

    def _look(self) -> None:
        """Reads the file when it is another one than before."""
        try:
            found = self._path.stat()
        except OSError as error:
            raise KeyFileError(f"{self._path}: the key file cannot be read ({error.strerror})") from None
        mark = (found.st_ino, found.st_mtime_ns, found.st_size)
        if mark == self._seen:
            return
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise KeyFileError(
                f"{self._path}: others can read the key file. Take that from them (chmod 600), and make a new key with"
                " `ventanilla keys rotate`."
            )
        self._keys, self._seen = self._read(), mark

    def rotate(self, now: datetime) -> MasterKey:
        """Puts a new key before the others, which are still needed for what was sealed under them."""
        with self._alone():
            self._look()
            key = _new(now)
            self._write((key, *self._keys))
        return key

    def keep_newest_of(self, before: datetime) -> None:
        """Removes all the others, if the newest was made before that instant. One that was made just now is not sealed with
        everywhere yet."""
        with self._alone():
            self._look()
            if self._keys[0].made < before:
                self._write(self._keys[:1])

    def _read(self) -> tuple[MasterKey, ...]:
        try:
            held = json.loads(self._path.read_text(encoding="ascii"))["keys"]
            keys = tuple(
                MasterKey(
                    each["id"], datetime.fromisoformat(each["made"]), base64.b64decode(each["key"], validate=True)
                )
                for each in held
            )
        except (OSError, ValueError, KeyError, TypeError):
            keys = ()
        if not keys or any(len(each.key) * 8 != _BITS for each in keys):
            raise KeyFileError(
                f"{self._path}: this is no key file any more. Put back your copy of it; without one, move it away, and a new"
                " one is made at the start (what was sealed in the last minutes is lost, and asked for again)."
            )
        return keys

    def _write(self, keys: tuple[MasterKey, ...]) -> None:
        """All or nothing, and durable."""
        held = [
            {"id": each.id, "made": each.made.isoformat(), "key": base64.b64encode(each.key).decode()} for each in keys
        ]
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump({"keys": held}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process changes the file at a time. KeyFileError when it must not be changed here at all."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._path.with_name(f"{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KeyFileError(f"{self._path}: the key file cannot be kept there ({error.strerror})") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        except OSError as error:
            raise KeyFileError(f"{self._path}: the key file cannot be written ({error.strerror})") from None
        finally:
            os.close(lock)


def _new(now: datetime) -> MasterKey:
    return MasterKey(secrets.token_hex(4), now, AESGCM.generate_key(_BITS))
