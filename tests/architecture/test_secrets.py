"""Where secrets could be left by those who write the program: engines that quote values, tokens in the repository."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CODE = ("bot", "adapters", "storage", "migrations", "benchmarks")

TOKENS = re.compile(
    rb"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b"  # Telegram
    rb"|\bxox[abeoprs]-\d{9,}-\d{9,}-[A-Za-z0-9-]{20,}"  # Slack
    rb"|\bxapp-\d-[A-Z0-9]{9,}-\d{10,}-[a-f0-9]{32,}"
    rb"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    rb"|\bAKIA[A-Z0-9]{16}\b|\bghp_[A-Za-z0-9]{36}\b"
)
"""As the platforms give them. Those of the tests are too short, or have no such numbers."""

MADE_UP = frozenset(
    {"tests/corpus/with_a_secret.txt", "tests/corpus/with_a_secret_held_out.txt", "tests/unit/test_detecting.py"}
)
"""Files of tokens that nobody ever gave, for finding them in what people type."""


def calls_of(name: str) -> list[tuple[str, ast.Call]]:
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for folder in CODE
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
    ]


def given(call: ast.Call, argument: str) -> object:
    return next(
        (each.value.value for each in call.keywords if each.arg == argument and isinstance(each.value, ast.Constant)),
        None,
    )


def test_every_engine_keeps_values_out_of_its_errors() -> None:
    engines = calls_of("create_engine")
    assert len(engines) >= 4
    assert [place for place, call in engines if given(call, "hide_parameters") is not True] == []
    assert [place for place, call in engines if given(call, "echo") or given(call, "echo_pool")] == []
    assert calls_of("engine_from_config") == calls_of("create_async_engine") == []


def test_every_shape_of_what_is_stored_or_read_keeps_values_out_of_its_errors() -> None:
    shapes = [(place, ast.unparse(call)) for place, call in calls_of("TypeAdapter")]
    assert shapes
    assert [place for place, source in shapes if "hide_input_in_errors=True" not in source] == []


def test_nobody_prints_or_logs_past_the_one_place() -> None:
    """`logging` is set up in one module, and no other uses it; tracebacks are printed by none."""
    code = [path for folder in ("bot", "adapters", "storage") for path in sorted((ROOT / folder).rglob("*.py"))]
    uses = {
        str(path.relative_to(ROOT)) for path in code if re.search(r"^import logging$", path.read_text(), re.MULTILINE)
    }
    assert uses <= {"bot/logs.py", "bot/demo.py", "adapters/http.py"}  # the last hands a library a quieter logger
    printed = r"traceback\.(?:print|format)_|\.format_exc\(|sys\.exc_info\("
    assert [str(path.relative_to(ROOT)) for path in code if re.search(printed, path.read_text())] == []


def test_no_tracked_file_holds_a_token() -> None:
    git = shutil.which("git")
    listed = b""
    if git is not None:
        listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, timeout=60).stdout
    files = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    if not files:  # not from a repository: everything that came with it
        files = [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    assert len(files) > 100
    files = [path for path in files if str(path.relative_to(ROOT)) not in MADE_UP]
    assert [str(path) for path in files if path.is_file() and TOKENS.search(path.read_bytes())] == []
    assert [str(path) for path in files if path.name == ".env"] == []


def test_the_search_for_tokens_finds_them() -> None:
    telegram = b"7123456789:AAH" + b"k" * 32
    slack = b"xoxb-" + b"1029384756-5647382910-" + b"Q" * 24
    assert all(TOKENS.search(b"x = '" + token + b"'") for token in (telegram, slack))
