"""One process file: read, with the line and column of everything in it, and problems in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, TypeAdapter
from typing_extensions import TypeAliasType

from bot.app.public_holidays import unknown_holidays, with_holidays
from bot.app.yaml_file import Problem, read_as
from bot.domain.finding import Finding
from bot.domain.process import Process
from bot.domain.soundness import problems_of

__all__ = ["Problem", "ProcessShape", "read", "shape"]

ProcessShape = TypeAliasType("ProcessShape", Annotated[Process, AfterValidator(with_holidays)])
"""A name for `Process`, so that the rules below can be given without touching the domain's own class. Holidays are looked up."""


@cache
def shape() -> TypeAdapter[Process]:
    """The schema of process files: the domain's own dataclasses, strict, and without keys that they do not have."""
    return TypeAdapter(ProcessShape, config=ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True))


def read(file: FilePath) -> tuple[Process | None, tuple[Problem, ...]]:
    """The process of a file and all its problems; None when an error leaves no process.

    The form is checked first (keys, kinds of value), and the soundness of the conversation when the form is right.
    """
    empty = "the file is empty; it needs a process, beginning with `schema: 1`"
    return read_as(file, shape(), Process, empty=empty, checks=_problems)


def _problems(process: Process) -> Iterator[Finding]:
    yield from problems_of(process)
    yield from unknown_holidays(process)
