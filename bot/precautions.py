"""What a process does before it holds a secret, so that none leaves it by a side door."""

from __future__ import annotations

import os
import resource

_OUR_FILES_ONLY = 0o077


def keep_to_ourselves() -> None:
    """No image of the memory is written when the process dies, and nobody else can read the files that it makes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(_OUR_FILES_ONLY)
