"""`ventanilla import`, `ventanilla export` and `ventanilla audit`: the registers, from and to files of spreadsheets, and the
histories of tickets."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from bot.app.desk_orders import DeskOrder, Task
from bot.config import Settings
from bot.domain.finding import listed, suggestion
from bot.domain.register import Register
from bot.domain.text import fold
from bot.ordering import carry_out

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

_HISTORIES = frozenset({"history", "histories", "historial", "historiales"})

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
    reply = carry_out(settings, DeskOrder(register=register, content=content, file=file.name, apply=apply))
    if reply is None:
        return FAILED
    sys.stdout.write(f"{reply.report}\n")
    return BAD_ROWS if reply.bad else 0


def export(settings: Settings, kind: str, file: Path | None) -> int:
    """Writes a register, or the histories of all tickets, to a file, or to the terminal; the exit status."""
    order = DeskOrder(task=Task.HISTORY)
    if fold(kind) not in _HISTORIES:
        register = _register(kind)
        if register is None:
            return WRONG_USE
        order = DeskOrder(register=register)
    reply = carry_out(settings, order)
    if reply is None:
        return FAILED
    if file is None or str(file) == "-":
        sys.stdout.write(reply.content.decode("utf-8-sig").replace("\r\n", "\n"))
        return 0
    try:
        file.write_bytes(reply.content)
    except OSError as error:
        sys.stderr.write(f"{file} cannot be written: {error.strerror}\n")
        return WRONG_USE
    return 0


def verify(settings: Settings) -> int:
    """Says whether the histories are as they were written; the exit status."""
    reply = carry_out(settings, DeskOrder(task=Task.VERIFY))
    if reply is None:
        return FAILED
    sys.stdout.write(f"{reply.report}\n")
    return BAD_ROWS if reply.bad else 0


def _register(kind: str) -> Register | None:
    said = fold(kind)
    if said not in _NAMES:
        near = suggestion(said, list(_NAMES)) or f"; there is: {listed(each.value for each in Register)}"
        sys.stderr.write(f'there is no register "{kind}"{near}\n')
        return None
    return _NAMES[said]
