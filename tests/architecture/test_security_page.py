"""docs/security.md names a test for each promise: the tests that it names are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_test_that_the_page_names_is_there() -> None:
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    there = {path.stem for path in files}
    for path in files:
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        there |= {each.name for each in ast.walk(tree) if isinstance(each, functions)}
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8")))

    assert len(named) > 30
    assert not named - there
