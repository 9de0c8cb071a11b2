"""The real sealer, with a key file of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from adapters.key_file import KeyFile
from adapters.sealer import AesSealer
from tests.clock import NOON


def new_key_file() -> KeyFile:
    """A key file with one key."""
    keys = KeyFile(Path(tempfile.mkdtemp()) / "secret.keys")
    keys.prepare(NOON)
    return keys


def new_sealer() -> AesSealer:
    """A sealer with one key."""
    return AesSealer(new_key_file())
