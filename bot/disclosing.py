"""`ventanilla data export`: all that is held about a person, for those who ask by letter."""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.clock import SystemClock
from bot.app.desk_orders import DeskOrder, Task
from bot.config import Settings
from bot.ordering import carry_out

FAILED, WRONG_USE = 1, 2


def export(settings: Settings, whom: str, file: Path | None) -> int:
    """Writes the file; the exit status."""
    order = DeskOrder(task=Task.DISCLOSE, file=whom, at=SystemClock().now())
    reply = carry_out(settings, order)
    if reply is None:
        return FAILED
    if not reply.content:
        sys.stderr.write("nothing is held about them: give their chat (telegram:123) or a confirmed e-mail address\n")
        return FAILED
    try:
        if file is None:
            sys.stdout.write(reply.content.decode())
        else:
            file.touch(mode=0o600)
            file.write_bytes(reply.content)
    except OSError as error:
        sys.stderr.write(f"{file} cannot be written: {error.strerror}\n")
        return WRONG_USE
    return 0
