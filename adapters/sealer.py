"""Sealing with AES-256-GCM. Each secret has a key of its own, and that one is sealed under the newest master key.

Destroying the row of a secret destroys its own key with it. The master keys are in a file outside the database, so that
neither the database nor a copy of it can be read alone.
"""

from __future__ import annotations

import base64
import binascii
import os
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.key_file import KeyFile, MasterKey
from bot.app.sealing import CannotOpen

_VERSION = "v1"
_NONCE = 12
_BITS = 256


class AesSealer:
    """`bot.app.sealing.Sealer` with the keys of a file. An envelope is `v1.KEY.SEALED-KEY.SEALED-WORDS`, the last two in
    base 64, each with its nonce in front."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys

    def seal(self, words: str, about: str) -> str:
        own = AESGCM.generate_key(_BITS)
        return _envelope(self._keys.newest(), own, _encrypted(own, words.encode(), about), about)

    def open(self, envelope: str, about: str) -> str:
        own, sealed, _ = self._own_key(envelope, about)
        return _decrypted(own, sealed, about).decode()

    def is_current(self, envelope: str) -> bool:
        return _parts(envelope)[0] == self._keys.newest().id

    def renewed(self, envelope: str, about: str) -> str:
        own, sealed, _ = self._own_key(envelope, about)
        return _envelope(self._keys.newest(), own, sealed, about)

    def has_older_keys(self) -> bool:
        return len(self._keys.all()) > 1

    def forget_older_keys(self, before: datetime) -> None:
        self._keys.keep_newest_of(before)

    def _own_key(self, envelope: str, about: str) -> tuple[bytes, bytes, str]:
        key, wrapped, sealed = _parts(envelope)
        master = self._keys.get(key)
        if master is None:
            raise CannotOpen("the key of this envelope is not in the key file any more")
        return _decrypted(master.key, wrapped, about), sealed, key


def _envelope(master: MasterKey, own: bytes, sealed: bytes, about: str) -> str:
    wrapped = _encrypted(master.key, own, about)
    return ".".join((_VERSION, master.id, *(base64.urlsafe_b64encode(each).decode() for each in (wrapped, sealed))))


def _parts(envelope: str) -> tuple[str, bytes, bytes]:
    version, *rest = envelope.split(".")
    if version != _VERSION or len(rest) != 3:
        raise CannotOpen("not an envelope of this version")
    try:
        return rest[0], base64.urlsafe_b64decode(rest[1]), base64.urlsafe_b64decode(rest[2])
    except binascii.Error:
        raise CannotOpen("not an envelope of this version") from None


def _encrypted(key: bytes, plain: bytes, about: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def _decrypted(key: bytes, sealed: bytes, about: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("the envelope was changed, or belongs to something else") from None
