"""A register's file against what is in the register: what would change, and the change itself, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.app.ports import UnitOfWork
from bot.app.register_rows import COLUMNS, Desk, courses_named, key_of, records_of, row_of
from bot.app.table_file import BadCell, read_table, write_table
from bot.domain.process import Process
from bot.domain.register import Organisation, Register, key, names_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What a file would do, or did when `applied`. With `problems`, nothing was changed."""

    register: Register
    new: int
    changed: int
    unchanged: int
    problems: tuple[BadCell, ...]
    left_out: tuple[str, ...]
    applied: bool

    def report(self, name: str) -> str:
        """The whole of it in words, each problem with file, line, column and reason."""
        lines = [f"{name}:{each.line}: {_place(each)}{each.why}" for each in self.problems]
        lines += [f"{name}: the column “{each}” is not known, and was left out" for each in self.left_out]
        counts = f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged"
        if self.problems:
            rows = len({each.line for each in self.problems})
            lines.append(f"{self.register}: {counts}, {rows} bad; nothing was imported")
        else:
            done = "imported" if self.applied else "nothing was imported yet: add --apply"
            lines.append(f"{self.register}: {counts}; {done}")
        return "\n".join(lines)


def _place(problem: BadCell) -> str:
    return f"column “{problem.column}”: " if problem.column is not None else ""


def import_register(uow: UnitOfWork, process: Process, register: Register, content: bytes, *, apply: bool) -> Imported:
    """Compares a file with the register; with `apply` and without a bad row, the register has what the file has. What the
    file does not mention stays as it is."""
    table = read_table(content, COLUMNS[register])
    records, problems = records_of(register, table, desk_of(uow, process))
    before = {key_of(each): each for each in uow.registers.everything(register)}
    counts = Counter("new" if (was := before.get(key_of(each))) is None else was == each for each in records)
    applied = apply and not problems
    if applied:
        for each in records:
            if before.get(key_of(each)) != each:
                uow.registers.save(each)
    return Imported(
        register=register,
        new=counts["new"],
        changed=counts[False],
        unchanged=counts[True],
        problems=problems,
        left_out=table.left_out,
        applied=applied,
    )


def desk_of(uow: UnitOfWork, process: Process) -> Desk:
    """What rows may refer to at this desk."""
    known = [each for each in uow.registers.everything(Register.ORGANISATIONS) if isinstance(each, Organisation)]
    names: dict[str, str | None] = {}
    for each in known:
        for name in {key(name) for name in names_of(each)}:
            names[name] = None if name in names else each.id
    modules = [(module.id, tuple(module.label.values())) for module in process.modules]
    ids = frozenset(each.id for each in known)
    return Desk(organisations=ids, names=names, courses=courses_named(modules))


def export_register(uow: UnitOfWork, register: Register) -> bytes:
    """The whole register as a file that can be imported."""
    return write_table(COLUMNS[register], map(row_of, uow.registers.everything(register)))
