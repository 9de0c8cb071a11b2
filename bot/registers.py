"""`ventanilla import` and `ventanilla export`: the registers, from and to files of spreadsheets."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

from adapters.clock import SystemClock
from bot.app.catalogue import load_process, located
from bot.app.register_orders import RegisterOrder, RegisterReply
from bot.config import Settings
from bot.domain.finding import listed, suggestion
from bot.domain.register import Register
from bot.domain.text import fold
from bot.door import ask
from bot.main import make_folder, prepare_database
from bot.running import SAYS_WHY
from storage.engine import open_database
from storage.errors import DatabaseInUse

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

BAD_ROWS = FAILED = 1
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
    reply = _reply(settings, RegisterOrder(register=register, content=content, file=file.name, apply=apply))
    if reply is None:
        return FAILED
    sys.stdout.write(f"{reply.report}\n")
    return BAD_ROWS if reply.bad else 0


def export(settings: Settings, kind: str, file: Path | None) -> int:
    """Writes a register to a file, or to the terminal; the exit status."""
    register = _register(kind)
    if register is None:
        return WRONG_USE
    reply = _reply(settings, RegisterOrder(register=register))
    if reply is None:
        return FAILED
    if file is None:
        sys.stdout.write(reply.content.decode("utf-8-sig").replace("\r\n", "\n"))
        return 0
    try:
        file.write_bytes(reply.content)
    except OSError as error:
        sys.stderr.write(f"{file} cannot be written: {error.strerror}\n")
        return WRONG_USE
    return 0


def _register(kind: str) -> Register | None:
    said = fold(kind)
    if said not in _NAMES:
        near = suggestion(said, list(_NAMES)) or f"; there is: {listed(each.value for each in Register)}"
        sys.stderr.write(f'there is no register "{kind}"{near}\n')
        return None
    return _NAMES[said]


def _reply(settings: Settings, order: RegisterOrder) -> RegisterReply | None:
    """What came of the order; None when it failed, which has been told."""
    try:
        prepare_database(settings)
        reply = asyncio.run(_done(settings, order))
    except SAYS_WHY as error:
        sys.stderr.write(f"{error}\n")
        return None
    if reply.failed:
        sys.stderr.write(f"{reply.failed}\n")
        return None
    return reply


async def _done(settings: Settings, order: RegisterOrder) -> RegisterReply:
    """Does the order here, or lets the running service do it when that one has the database file."""
    process = load_process(located(settings.process))
    try:
        database = await open_database(settings.database, clock=SystemClock())
    except DatabaseInUse:
        file = make_folder(settings)
        reply = await ask(file, order) if file is not None else None
        if reply is None:
            raise
        return reply
    try:
        return await database.run(lambda uow: order.do(uow, process))
    finally:
        await database.close()
