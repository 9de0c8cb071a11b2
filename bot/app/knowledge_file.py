"""A desk's knowledge in a file: a YAML file beside its process, or a table (CSV) as spreadsheets write it.

`read` and `read_table` return items, or say everything that is wrong by line, column and words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath

from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypeAliasType

from bot.app.table_file import Column, is_formula, read_records
from bot.app.yaml_file import Problem, read_as
from bot.domain.finding import Finding, Path, error, listed, suggestion, warning
from bot.domain.knowledge import Item, ItemKind
from bot.domain.offer_rules import LONGEST_ID
from bot.domain.process import Process
from bot.domain.text import clean

SUFFIX = ".knowledge.yaml"
"""How the name of a YAML file with knowledge ends: `saacg.knowledge.yaml` goes with `saacg.yaml`."""

LONGEST_TITLE = 60
"""Characters of a title on a button."""
LONGEST_TEXT = 300
"""Characters shown in the chat; with the link and a question below they fill a telephone's screen."""

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LINK = re.compile(r"https?://[^\s<>\"]+")
COLUMNS = ("id", "kind", "modules", "language", "title", "text", "link", "keywords")
_NEEDED = ("id", "kind", "title")
_SEVERAL = re.compile(r"[,;|]")


@dataclass(frozen=True, kw_only=True, slots=True)
class KnowledgeFile:
    """A YAML file of items: the process they are for, and the version of the list."""

    process: str
    version: int
    items: tuple[Item, ...]

    @property
    def source(self) -> str:
        """Where the items say they are from: raise `version`, and they are loaded anew."""
        return f"file:{self.process}@{self.version}"


KnowledgeShape = TypeAliasType("KnowledgeShape", KnowledgeFile)
"""A name for `KnowledgeFile`, so that the rules below can be given without touching the class."""


@cache
def shape() -> TypeAdapter[KnowledgeFile]:
    """The schema of the YAML file, strict, without keys that it does not have."""
    return TypeAdapter(KnowledgeShape, config=ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True))


def beside(file: FilePath) -> FilePath | None:
    """The knowledge file of a process file, when there is one."""
    found = file.with_name(f"{file.stem}{SUFFIX}")
    return found if found.exists() else None


def read(file: FilePath, process: Process | None) -> tuple[KnowledgeFile | None, tuple[Problem, ...]]:
    """The items of a YAML file and all its problems; None when there is an error. `process`: whose modules and languages
    they must be of."""

    def checks(found: KnowledgeFile) -> Iterator[Finding]:
        if process is not None and found.process != process.id:
            yield error(("process",), f'these items are for "{found.process}", and the process is "{process.id}"')
        for place, each in problems_of(found.items, process):
            yield error(("items", place, *each.path), each.message)
        examples = sum(each.example for each in found.items)
        if examples:
            yield warning(("items",), f"{examples} entries are examples; replace them by the desk's own")

    empty = "the file is empty; it needs items, beginning with `process:`"
    return read_as(file, shape(), KnowledgeFile, empty=empty, checks=checks)


def read_table(file: FilePath, process: Process) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The items of a CSV file and all its problems, each with the line of the file and the number of the column."""
    try:
        content = file.read_bytes()
    except OSError as wrong:
        return (), (_problem(file, 1, 1, "", f"the file cannot be read: {wrong.strerror}"),)
    rows, broken = read_records(content, [Column(name=name, names=()) for name in COLUMNS])
    if broken:
        return (), tuple(_problem(file, each.line, 1, "", each.why) for each in broken)
    (line, header), *body = rows
    names = [cell.strip().casefold() for cell in header]
    misnamed = tuple(_problem(file, line, place, name, message) for place, name, message in _header(names))
    if misnamed:
        return (), misnamed
    return _items(file, names, body, process)


def problems_of(items: Sequence[Item], process: Process | None) -> Iterator[tuple[int, Finding]]:
    """What is wrong with items, each with the item's place."""
    ids = [each.id for each in items]
    for place, item in enumerate(items):
        if item.id in ids[:place]:
            yield place, error(("id",), f'the id "{item.id}" is used twice; every item needs its own')
        for each in _item(item, process):
            yield place, each


def _item(item: Item, process: Process | None) -> Iterator[Finding]:
    if not _ID.fullmatch(item.id) or len(item.id) > LONGEST_ID:
        message = f"cannot be an id: small letters without accents, digits, - and _, at most {LONGEST_ID}"
        yield error(("id",), f'"{item.id}" {message}')
    if not item.title.strip() or "\n" in item.title:
        yield error(("title",), "the title is one line: it stands on a button")
    for name, most in (("title", LONGEST_TITLE), ("text", LONGEST_TEXT)):
        length = len(getattr(item, name))
        if length > most:
            yield error(
                (name,), f"{length} characters, and at most {most} are shown; put the rest where the link leads"
            )
    if item.link and not _LINK.fullmatch(item.link):
        yield error(("link",), "the link is no web address; write it whole, beginning with https://")
    if not item.link and not item.text.strip():
        yield error((), "an item needs a `text`, a `link`, or both: opening it must show something")
    if process is not None:
        yield from _of_process(item, process)


def _of_process(item: Item, process: Process) -> Iterator[Finding]:
    modules = [module.id for module in process.modules]
    for each in item.modules:
        if each not in modules:
            known = f"there is: {listed(modules)}{suggestion(each, modules)}"
            yield error(("modules",), f'there is no module "{each}" in {process.id}; {known}')
    if item.language not in process.languages:
        spoken = listed(process.languages)
        yield error(("language",), f'"{item.language}" is not a language of {process.id}; it speaks {spoken}')


def _items(
    file: FilePath, names: list[str], body: Sequence[tuple[int, Sequence[str]]], process: Process
) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    items: list[Item] = []
    lines: list[int] = []
    problems: list[Problem] = []
    for line, row in body:
        cells = {name: clean(cell) for name, cell in zip(names, row, strict=False)}
        wrong = list(_row(cells))
        problems += [_problem(file, line, _column(names, each.path), _name(each.path), each.message) for each in wrong]
        if not wrong:
            items.append(_made(cells, process))
            lines.append(line)
    for place, each in problems_of(items, process):
        problems.append(_problem(file, lines[place], _column(names, each.path), _name(each.path), each.message))
    return tuple(items), tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def _row(cells: dict[str, str]) -> Iterator[Finding]:
    for name in _NEEDED:
        if not cells.get(name):
            yield error((name,), "this cell is empty")
    for name, cell in cells.items():
        if is_formula(cell):
            yield error((name,), f"begins with {cell[0]}, which a spreadsheet runs as a formula; write plain text")
    kinds = list(ItemKind)
    kind = cells.get("kind", "").casefold()
    if kind and kind not in kinds:
        yield error(("kind",), f'"{kind}" is no kind of item; there is: {listed(kinds)}{suggestion(kind, kinds)}')


def _made(cells: dict[str, str], process: Process) -> Item:
    return Item(
        id=cells["id"],
        kind=ItemKind(cells["kind"].casefold()),
        title=cells["title"],
        language=cells.get("language", "").casefold() or process.languages[0],
        text=cells.get("text", ""),
        link=cells.get("link", ""),
        modules=_several(cells.get("modules", "")),
        keywords=_several(cells.get("keywords", "")),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in _SEVERAL.split(cell) if each.strip())


def _header(names: list[str]) -> Iterator[tuple[int, str, str]]:
    for place, name in enumerate(names, 1):
        if name not in COLUMNS:
            known = f"there is: {listed(COLUMNS)}{suggestion(name, COLUMNS)}"
            yield place, name, f'"{name}" is no column of knowledge; {known}'
        elif name in names[: place - 1]:
            yield place, name, f'the column "{name}" is there twice'
    for name in _NEEDED:
        if name not in names:
            yield 1, name, f'the column "{name}" is missing'


def _column(names: list[str], path: Path) -> int:
    return names.index(str(path[0])) + 1 if path and path[0] in names else 1


def _name(path: Path) -> str:
    return str(path[0]) if path else ""


def _problem(file: FilePath, line: int, column: int, path: str, message: str) -> Problem:
    return Problem(file=str(file), line=line, column=column, path=path, message=message)
