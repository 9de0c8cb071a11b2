"""`ventanilla import knowledge FILE`: says what is wrong and what would change; changes it with `--apply`."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.app.catalogue import ProcessFileError, load_process, located
from bot.app.desk_orders import DeskOrder
from bot.app.shelving import content_of, read_any
from bot.config import Settings
from bot.domain.finding import Severity
from bot.ordering import carry_out


def run(settings: Settings, file: Path, *, apply: bool) -> int:
    """Imports a file of items for the process of the settings; the exit status. Nothing is imported of a file with an
    error."""
    try:
        process = load_process(located(settings.process))
    except ProcessFileError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    items, problems = read_any(file, process)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    if any(problem.severity is Severity.ERROR for problem in problems):
        sys.stdout.write(f"{file}: nothing was imported; {len(problems)} to put right\n")
        return 1
    reply = carry_out(settings, DeskOrder(register=None, content=content_of(items), apply=apply))
    if reply is None:
        return 1
    sys.stdout.write(f"{reply.report}\n")
    return 0
