"""The support processes that this desk runs: loaded from files, checked, and found again by `id@version`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.app.process_file import Problem, read, shape
from bot.domain.finding import Severity, suggestion
from bot.domain.process import Process

__all__ = ["Catalogue", "Problem", "ProcessFileError", "check_file", "load_process", "process_json_schema"]

SHIPPED = Path(__file__).parent.parent / "processes"
"""The folder of the processes that come with the product."""


class ProcessFileError(Exception):
    """Process files that cannot be used. `problems` are all that were found; as text, one line each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load_process(path: str | Path) -> Process:
    """The process of a file; ProcessFileError when it has an error. Warnings do not keep it from being used."""
    file = Path(path)
    if file.parent == SHIPPED and file.is_file():
        return _shipped(file, file.stat().st_mtime_ns)
    return _read(file)


@lru_cache(maxsize=8)
def _shipped(file: Path, written: int) -> Process:  # noqa: ARG001 - part of the key: a changed file is read anew
    """One that comes with the product, read once while it stays as written: reading takes half a second."""
    return _read(file)


def _read(file: Path) -> Process:
    process, problems = read(file)
    if process is None:
        raise ProcessFileError(tuple(each for each in problems if each.severity is Severity.ERROR))
    return process


def check_file(path: str | Path) -> tuple[Problem, ...]:
    """Every error and warning of a file, in the order of its lines; empty when all is well."""
    return read(Path(path))[1]


def process_json_schema() -> dict[str, Any]:
    """The JSON Schema of process files, for editors; made from the very types that the product reads them with."""
    schema = shape().json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


class Catalogue:
    """Processes by `id@version`, several versions of one side by side."""

    def __init__(self, processes: Iterable[Process]) -> None:
        self._processes = {process.ref: process for process in processes}

    @classmethod
    def load(cls, names_or_paths: Iterable[str | Path]) -> Catalogue:
        """The catalogue of these processes: a plain name (`saacg`) is one that comes with the product, anything else
        a file. ProcessFileError carries the problems of all the files together."""
        processes: dict[str, Process] = {}
        problems: list[Problem] = []
        for each in names_or_paths:
            try:
                process = load_process(located(each))
            except ProcessFileError as wrong:
                problems.extend(wrong.problems)
                continue
            if process.ref in processes:
                message = f"{process.ref} is already in another file; give this one another `id` or `version`"
                problems.append(Problem(file=str(each), line=1, column=1, path="", message=message))
            processes[process.ref] = process
        if problems:
            raise ProcessFileError(tuple(problems))
        return cls(processes.values())

    def all(self) -> tuple[Process, ...]:
        """Every version of every process."""
        return tuple(self._processes.values())

    def learn(self, process: Process) -> None:
        """Adds a version that came into use elsewhere."""
        self._processes = {**self._processes, process.ref: process}

    def get(self, ref: str) -> Process | None:
        """The process of that `id@version`, or None when no file has it any more."""
        return self._processes.get(ref)

    def current(self, process_id: str) -> Process:
        """The newest version of a process; KeyError when there is none of that id."""
        versions = [process for process in self._processes.values() if process.id == process_id]
        if not versions:
            raise KeyError(process_id)
        return max(versions, key=lambda process: process.version)


def located(name_or_path: str | Path) -> Path:
    """The file that a name or a path means; ProcessFileError for a name that no shipped process has."""
    path = Path(name_or_path)
    if path.suffix or len(path.parts) != 1:
        return path
    names = sorted(each.stem for each in SHIPPED.glob("*.yaml") if "." not in each.stem)  # not `saacg.knowledge.yaml`
    if path.name not in names:
        near = suggestion(path.name, names) or f"; there is: {', '.join(names)}"
        message = f"no process of that name comes with the product{near} (or write the path of a .yaml file)"
        raise ProcessFileError((Problem(file=path.name, line=1, column=1, path="", message=message),))
    return SHIPPED / f"{path.name}.yaml"
