"""No secret leaves a process by a side door: its arguments, its children, the image of its memory, the files it makes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.__main__ import app
from bot.config import exposed

ROOT = Path(__file__).parent.parent.parent
TOKEN = "7123456789:ABHk-9f_0Zq3xkW1yPl2mNc4vBt5RsUeXyz"

LOOK = """
import os, resource
from pathlib import Path
from typing import Any
from bot.precautions import keep_to_ourselves
keep_to_ourselves()
Path("made").write_text("x")
Path("folder").mkdir()
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.stat("made").st_mode & 0o777), oct(os.stat("folder").st_mode & 0o777))
"""


def ventanilla(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VENTANILLA_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def parameters(command: Any, path: str = "ventanilla") -> Iterator[tuple[str, Any]]:
    yield from ((path, each) for each in command.params)
    for name, inner in getattr(command, "commands", {}).items():
        yield from parameters(inner, f"{path} {name}")


def test_no_command_takes_a_secret_as_an_argument() -> None:
    """Everybody on a machine can read everybody's arguments."""
    found = {(path, each.name) for path, each in parameters(typer.main.get_command(app))}
    secret = re.compile(r"token|secret|passw|pwd|key|credential|database|dsn|env", re.IGNORECASE)
    assert [each for each in found if secret.search(str(each[1]))] == []
    assert ("ventanilla slack manifest", "url") in found  # the only address, which is public


def test_no_core_is_dumped_and_nobody_else_reads_our_files(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "(0, 0) 0o600 0o700"


def test_the_database_that_is_made_is_ours_alone_and_an_open_file_of_tokens_is_told_of(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"VENTANILLA_TELEGRAM__TOKEN={TOKEN}\n")
    dotenv.chmod(0o644)
    done = ventanilla("migrate", folder=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        ".env holds tokens, and others on this machine can open it (mode 644). Close it: chmod 600 .env"
    ]
    made = [tmp_path / "data", *(tmp_path / "data").iterdir()]
    assert len(made) > 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)


@pytest.mark.parametrize(
    ("mode", "told"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o666, True)]
)
def test_an_open_file_of_tokens_is_told_of(tmp_path: Path, mode: int, told: bool) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("x")
    dotenv.chmod(mode)
    assert (exposed(dotenv) is not None) == told


def test_without_such_a_file_nothing_is_told(tmp_path: Path) -> None:
    assert exposed(tmp_path / ".env") is None


def test_what_nobody_foresaw_at_the_command_line_is_told_without_its_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    done = ventanilla("export", "history", folder=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
