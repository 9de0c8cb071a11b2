"""`ventanilla check`: what is wrong with a process, and with the knowledge that stands beside it."""

from __future__ import annotations

from pathlib import Path

from bot.app.catalogue import SHIPPED, ProcessFileError, load_process, located
from bot.app.knowledge_file import SUFFIX, beside
from bot.app.knowledge_file import read as read_knowledge
from bot.app.process_file import read
from bot.app.yaml_file import Problem
from bot.domain.knowledge import Item
from bot.domain.process import Process


def shipped() -> list[str]:
    """The names of the processes that come with the product."""
    return sorted(file.stem for file in SHIPPED.glob("*.yaml") if not file.name.endswith(SUFFIX))


def problems_in(name: str) -> tuple[Problem, ...]:
    """Everything that is wrong with a process of that name or path, with its knowledge; or with a knowledge file alone."""
    try:
        file = located(name)
    except ProcessFileError as error:
        return error.problems
    if file.name.endswith(SUFFIX):
        return read_knowledge(file, _process_of(file))[1]
    process, problems = read(file)
    items = beside(file)
    return problems if items is None else (*problems, *read_knowledge(items, process)[1])


def _process_of(knowledge: Path) -> Process | None:
    """The process beside a knowledge file, when there is a sound one."""
    file = knowledge.with_name(knowledge.name.removesuffix(SUFFIX) + ".yaml")
    try:
        return load_process(file)
    except ProcessFileError:
        return None


def knowledge_beside(file: Path, process: Process) -> tuple[Item, ...]:
    """The items beside a process file; none when there are none, or when they have an error (`check` says which)."""
    items = beside(file)
    found = read_knowledge(items, process)[0] if items is not None else None
    return found.items if found is not None else ()
