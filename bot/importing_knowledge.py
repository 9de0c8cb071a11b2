"""`ventanilla import knowledge FILE`: says what is wrong and what would change; changes it with `--apply`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from adapters.clock import SystemClock
from bot.app.catalogue import ProcessFileError, load_process, located
from bot.app.shelving import Difference, read_any, shelve
from bot.config import Settings
from bot.domain.finding import Severity
from bot.domain.knowledge import Item
from bot.domain.process import Process
from bot.main import prepare_database
from bot.running import SAYS_WHY
from storage.engine import open_database


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
    try:
        found = asyncio.run(_shelved(settings, process, items, apply=apply))
    except SAYS_WHY as error:
        sys.stderr.write(f"{error}\n")
        return 1
    counts = f"{found.new} new, {found.changed} changed, {found.same} the same, {found.removed} taken away"
    did = "imported" if apply else "this would change; add --apply to import it"
    sys.stdout.write(f"{process.id}: {counts}: {did}\n")
    return 0


async def _shelved(settings: Settings, process: Process, items: tuple[Item, ...], *, apply: bool) -> Difference:
    prepare_database(settings)
    database = await open_database(settings.database, clock=SystemClock())
    try:
        return await shelve(database, process, items, apply=apply)
    finally:
        await database.close()
