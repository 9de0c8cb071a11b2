"""The command line as an operator meets it, in real processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BROKEN = sorted((Path(__file__).parent / "broken_processes").glob("*.yaml"))


def surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("VENTANILLA_")}


def ventanilla(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**surroundings(), **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_check_accepts_what_comes_with_the_product() -> None:
    done = ventanilla("check")
    assert done.returncode == 0
    assert "saacg: ok" in done.stdout
    assert "advertmind: ok" in done.stdout


def test_check_fails_and_names_file_line_and_words() -> None:
    done = ventanilla("check", *(str(path) for path in BROKEN[:10]))
    assert done.returncode == 1
    for path in BROKEN[:10]:
        assert f"{path}: has errors" in done.stdout
        assert f"{path}:" in done.stdout


def test_run_with_no_platform_says_what_to_set() -> None:
    done = ventanilla("run")
    assert done.returncode == 1
    assert "VENTANILLA_TELEGRAM__TOKEN" in done.stderr
    assert "VENTANILLA_SLACK__BOT_TOKEN" in done.stderr


def test_an_unknown_setting_is_a_usage_error() -> None:
    done = ventanilla("run", VENTANILLA_TELEGRM__TOKEN="x")
    assert done.returncode == 2
    assert "did you mean VENTANILLA_TELEGRAM__TOKEN?" in done.stderr


NOBODY_LISTENS = "http://127.0.0.1:9/bot"


def test_a_token_of_something_else_is_refused_without_quoting_it() -> None:
    done = ventanilla("run", VENTANILLA_TELEGRAM__TOKEN="xoxb-geheim")
    assert (done.returncode, "VENTANILLA_TELEGRAM__TOKEN: not a Telegram token" in done.stderr) == (2, True)
    assert "geheim" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_database_that_is_not_there_is_told_in_words(command: str) -> None:
    url = "postgresql://desk:geheim@127.0.0.1:1/ventanilla"
    done = ventanilla(command, VENTANILLA_TELEGRAM__TOKEN="7:test", VENTANILLA_DATABASE_URL=url)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert done.stderr.startswith("PostgreSQL 127.0.0.1:1 cannot be used: connection failed")
    assert "geheim" not in done.stderr


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "v.db"
    file.write_text("not a database, and longer than the header of one " * 9)
    done = ventanilla("migrate", VENTANILLA_DATABASE_URL=f"sqlite:///{file}")
    assert (done.returncode, done.stderr) == (1, f"The database {file} cannot be used: file is not a database\n")


def test_a_port_that_is_taken_is_told_in_words_and_the_missing_desk_as_well(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        done = ventanilla(
            "run",
            VENTANILLA_TELEGRAM__TOKEN="7:test",
            VENTANILLA_TELEGRAM__BASE_URL=NOBODY_LISTENS,
            VENTANILLA_DATA_DIR=str(tmp_path),
            VENTANILLA_HTTP__PORT=str(port),
        )
    assert done.returncode == 1
    assert done.stderr == (
        f"The service cannot listen at 127.0.0.1:{port}: address already in use. Stop what listens there already, or set"
        " VENTANILLA_HTTP__PORT to another port (VENTANILLA_HTTP__HOST is the address).\n"
    )
    assert done.stdout.count("Slack is not set up: requesters can open tickets, but no specialist sees") == 1


def test_knowledge_is_imported_while_a_real_run_has_the_file(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("id,kind,title,text\na,faq,Licencias vencidas,Se renuevan\n", encoding="utf-8")
    here = {
        "VENTANILLA_TELEGRAM__TOKEN": "7:test",
        "VENTANILLA_TELEGRAM__BASE_URL": NOBODY_LISTENS,
        "VENTANILLA_DATA_DIR": str(tmp_path),
        "VENTANILLA_HTTP__PORT": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=ROOT, env={**surroundings(), **here}, stdout=subprocess.DEVNULL
    ) as service:
        try:
            until = time.monotonic() + 30
            while not (tmp_path / "ventanilla.db.door").exists():
                assert (service.poll(), time.monotonic() < until) == (None, True)
                time.sleep(0.05)
            done = ventanilla("import", "knowledge", str(own), "--apply", **here)
        finally:
            service.terminate()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "saacg: 1 new, 0 changed, 0 the same, 14 taken away: imported\n"
    assert ventanilla("import", "knowledge", str(own), **here).stdout.startswith(
        "saacg: 0 new, 0 changed, 1 the same, 0"
    )


def test_an_unknown_command_is_a_usage_error() -> None:
    assert ventanilla("nonsense").returncode == 2


def test_version_names_the_schema() -> None:
    done = ventanilla("version")
    assert done.returncode == 0
    assert done.stdout.startswith("ventanilla ")


def test_migrate_makes_a_database_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'v.db'}"
    first = ventanilla("migrate", VENTANILLA_DATABASE_URL=url, VENTANILLA_DATA_DIR=str(tmp_path))
    assert (first.returncode, first.stdout.split()[0:2]) == (0, ["schema", "none"])
    again = ventanilla("migrate", VENTANILLA_DATABASE_URL=url)
    assert again.returncode == 0
    assert "→" not in again.stdout


def test_try_plays_a_process_and_gives_a_number_at_the_end() -> None:
    done = ventanilla("try", "saacg", stdin="(1)\n(2)\n(2)\nMaría\nContadora\n")
    assert done.returncode == 0
    assert "¿En qué ente público trabaja?" in done.stdout


def test_try_refuses_a_broken_process_in_words() -> None:
    done = ventanilla("try", str(BROKEN[0]))
    assert done.returncode == 1
    assert BROKEN[0].name in done.stderr


@pytest.mark.parametrize("command", ["--help", "run --help", "check --help"])
def test_help_needs_no_platform_library(command: str) -> None:
    code = (
        "import sys, runpy; sys.argv = ['ventanilla', *sys.argv[1:]]\n"
        "try: runpy.run_module('bot', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print([m for m in ('telegram', 'slack_bolt', 'sqlalchemy') if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr.strip().endswith("[]"), done.stderr


def test_the_manifest_of_the_slack_app_is_printed_for_either_mode() -> None:
    assert "socket_mode_enabled: true" in ventanilla("slack", "manifest").stdout
    posted = ventanilla("slack", "manifest", "--mode", "http", "--url", "https://mesa.example.mx")
    assert "request_url: https://mesa.example.mx/slack/events" in posted.stdout
    refused = ventanilla("slack", "manifest", "--mode", "http")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--url" in refused.stderr


def test_keys_rotate_makes_a_key_file_for_its_owner_only_and_never_shows_a_key(tmp_path: Path) -> None:
    keys = tmp_path / "secret.keys"
    first, second = (ventanilla("keys", "rotate", VENTANILLA_SECRET_KEYS=str(keys)) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "New key" in second.stdout
    assert keys.stat().st_mode & 0o777 == 0o600
    held = json.loads(keys.read_text())["keys"]
    assert len(held) == 3
    assert not any(each["key"] in first.stdout + second.stdout for each in held)


def test_a_key_file_that_others_can_read_is_refused_in_words(tmp_path: Path) -> None:
    keys = tmp_path / "secret.keys"
    ventanilla("keys", "rotate", VENTANILLA_SECRET_KEYS=str(keys))
    keys.chmod(0o644)
    done = ventanilla("keys", "rotate", VENTANILLA_SECRET_KEYS=str(keys))
    assert done.returncode == 1
    assert "chmod 600" in done.stderr
    assert "Traceback" not in done.stderr
