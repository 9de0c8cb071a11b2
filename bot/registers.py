"""`ventanilla import` and `ventanilla export`: the registers, from and to files of spreadsheets."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from adapters.clock import SystemClock
from bot.app.catalogue import load_process, located
from bot.app.importing import export_register, import_register
from bot.app.ports import UnitOfWork
from bot.config import Settings
from bot.domain.finding import listed, suggestion
from bot.domain.register import Register
from bot.domain.text import fold
from bot.main import prepare_database
from bot.running import SAYS_WHY
from storage.engine import open_database

T = TypeVar("T")

_NAMES: Mapping[str, Register] = {
    **{each.value: each for each in Register},
    "organizations": Register.ORGANISATIONS,
    "organizaciones": Register.ORGANISATIONS,
    "entes": Register.ORGANISATIONS,
    "licenses": Register.LICENCES,
    "licencias": Register.LICENCES,
    "personas": Register.PEOPLE,
    "cursos": Register.COURSES,
}

BAD_ROWS = 1
WRONG_USE = 2


def import_(settings: Settings, kind: str, file: Path, *, apply: bool) -> int:
    """Imports a file into a register, or says what it would do; the exit status."""
    register = _register(kind)
    if register is None:
        return WRONG_USE
    try:
        content = file.read_bytes()
    except OSError as error:
        sys.stderr.write(f"{file} cannot be read: {error.strerror}\n")
        return WRONG_USE
    try:
        process = load_process(located(settings.process))
        done = _in_database(settings, lambda uow: import_register(uow, process, register, content, apply=apply))
    except SAYS_WHY as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{done.report(file.name)}\n")
    return BAD_ROWS if done.problems else 0


def export(settings: Settings, kind: str, file: Path | None) -> int:
    """Writes a register to a file, or to the terminal; the exit status."""
    register = _register(kind)
    if register is None:
        return WRONG_USE
    try:
        content = _in_database(settings, lambda uow: export_register(uow, register))
        if file is not None:
            file.write_bytes(content)
    except SAYS_WHY as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if file is None:
        sys.stdout.write(content.decode("utf-8-sig").replace("\r\n", "\n"))
    return 0


def _register(kind: str) -> Register | None:
    said = fold(kind)
    if said not in _NAMES:
        near = suggestion(said, list(_NAMES)) or f"; there is: {listed(each.value for each in Register)}"
        sys.stderr.write(f'there is no register "{kind}"{near}\n')
        return None
    return _NAMES[said]


def _in_database(settings: Settings, work: Callable[[UnitOfWork], T]) -> T:
    """One transaction in the database of the settings."""
    prepare_database(settings)

    async def run() -> T:
        database = await open_database(settings.database, clock=SystemClock())
        try:
            return await database.run(work)
        finally:
            await database.close()

    return asyncio.run(run())
