"""The house rules that a machine can check (architecture.md §6)."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "adapters", "storage", "migrations")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
NINE_IN_TEN = 30


def _files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", _files(*PACKAGES, "benchmarks", "tests"), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_noun_and_a_function_one_thought(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    too_long = [f"{each.name}: {_length(each)}" for each in _functions(path) if _length(each) > LONGEST_FUNCTION]
    assert not too_long


def test_nine_functions_in_ten_are_short() -> None:
    lengths = [_length(each) for path in _files(*PACKAGES) for each in _functions(path)]
    assert statistics.quantiles(lengths, n=10)[8] <= NINE_IN_TEN


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _files(*PACKAGES)
        for function in _functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found


def test_tests_patch_almost_nothing() -> None:
    text = "\n".join(path.read_text() for path in _files("tests") if path != Path(__file__))
    patches = len(re.findall(r"mock\.patch|monkeypatch\.setattr|mocker\.patch|@patch\b", text))
    tests = len(re.findall(r"^\s*(?:async )?def test_", text, re.MULTILINE))
    assert patches < 0.1 * tests


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _files(*PACKAGES)
        if path.name == "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_every_opt_out_of_a_rule_carries_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files(*PACKAGES, "tests", "benchmarks")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"#\s*noqa: [A-Z0-9, ]+$|#\s*noqa$|#\s*type: ignore$", line.rstrip())
    ]
    assert not bare
