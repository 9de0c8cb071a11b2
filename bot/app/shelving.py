"""The desk's knowledge, put into the database: what came with its process, or what the desk imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from bot.app.knowledge_file import SUFFIX, beside, problems_of, read, read_table
from bot.app.ports import Database, UnitOfWork
from bot.app.searching import indexed
from bot.app.yaml_file import Problem
from bot.domain.finding import Severity
from bot.domain.knowledge import Item
from bot.domain.process import Process

IMPORTED = "import"
"""The source of items that a desk imported; what comes with a process never takes their place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What an import changes, or changed when `applied`: how many items are new, changed, the same, and taken away."""

    process: str
    new: int
    changed: int
    same: int
    removed: int
    applied: bool

    @property
    def report(self) -> str:
        """The whole of it in words."""
        counts = f"{self.new} new, {self.changed} changed, {self.same} the same, {self.removed} taken away"
        did = "imported" if self.applied else "this would change; add --apply to import it"
        return f"{self.process}: {counts}: {did}"


class NotOfThisProcess(ValueError):
    """Items that are for another process. The text names what of theirs this one has not."""


class KnowledgeFileError(Exception):
    """A knowledge file that cannot be used; as text, one line for each of its `problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


async def load_shipped(database: Database, process: Process, file: Path) -> int:
    """Loads the items that stand beside a process file, when the desk imported none of its own and these are not there in
    this version; how many were loaded. KnowledgeFileError when the file has errors."""
    own = beside(file)
    if own is None:
        return 0
    found, problems = read(own, process)
    if found is None:
        raise KnowledgeFileError(tuple(each for each in problems if each.severity is Severity.ERROR))

    def work(uow: UnitOfWork) -> int:
        if uow.knowledge.source(process.id) in (found.source, IMPORTED):
            return 0
        uow.knowledge.replace(process.id, found.source, [indexed(item) for item in found.items])
        return len(found.items)

    return await database.run(work)


def read_any(file: Path, process: Process) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The items of a file, YAML or a table, and its problems; nobody uses the items of a file with an error."""
    if file.suffix.lower() in (".yaml", ".yml") or file.name.endswith(SUFFIX):
        found, problems = read(file, process)
        return (found.items if found is not None else ()), problems
    return read_table(file, process)


def content_of(items: tuple[Item, ...]) -> bytes:
    """Items as bytes for another process."""
    return _shape().dump_json(items)


def items_of(content: bytes, process: Process) -> tuple[Item, ...]:
    """Items from another process; ValueError when they are none; NotOfThisProcess when they are not for this desk's process."""
    items = _shape().validate_json(content)
    for _, problem in problems_of(items, process):
        raise NotOfThisProcess(problem.message)
    return items


@cache
def _shape() -> TypeAdapter[tuple[Item, ...]]:
    return TypeAdapter(tuple[Item, ...], config=ConfigDict(hide_input_in_errors=True))


def shelve(uow: UnitOfWork, process: Process, items: Sequence[Item], *, apply: bool) -> Difference:
    """What importing the items changes: the file is the whole list, so what is not in it is taken away. Changes nothing
    unless `apply`."""
    before = {each.id: each for each in uow.knowledge.all(process.id)}
    if apply:
        uow.knowledge.replace(process.id, IMPORTED, [indexed(item) for item in items])
    return Difference(
        process=process.id,
        new=sum(each.id not in before for each in items),
        changed=sum(each.id in before and before[each.id] != each for each in items),
        same=sum(before.get(each.id) == each for each in items),
        removed=len(before.keys() - {each.id for each in items}),
        applied=apply,
    )
