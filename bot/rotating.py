"""`ventanilla keys rotate`: a new master key, while the service runs or not."""

from __future__ import annotations

import sys

from adapters.clock import SystemClock
from adapters.key_file import KeyFile, KeyFileError
from bot.config import Settings


def run(settings: Settings) -> int:
    """Puts a new key before the others; the exit status. Whoever runs with this file seals with the new one from now on, and
    the service renews what is sealed (`bot.app.rewrapping`)."""
    keys, now = KeyFile(settings.key_file), SystemClock().now()
    try:
        keys.prepare(now)
        made = keys.rotate(now)
    except KeyFileError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"New key {made.id} in {settings.key_file}. The running service seals with it from now on, and forgets the older ones"
        " within two minutes; a stopped one does so after its next start.\n"
    )
    return 0
