"""Never in the clear, of a process of its own that is killed: its output, its arguments, its children and what it leaves."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

from tests.scenarios.canaries import Search
from tests.simulation.service_process import Platforms, ServiceProcess

WORDS = {f"word {number}": f"Quetzal{number:02d}jaguar9" for number in range(8)}


def looks_at(search: Search, process: ServiceProcess) -> None:
    """At what everybody on the machine can see of a process, and at its children, which have its environment."""
    proc = Path("/proc") / str(process.pid)
    search.file("arguments", proc / "cmdline")
    search.file("name", proc / "comm")
    children = [child for task in (proc / "task").iterdir() for child in (task / "children").read_text().split()]
    assert children == []
    limits = (proc / "limits").read_text()
    (core,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


async def until_taken(platforms: Platforms) -> None:
    """Returns when Telegram believes that the service has everything."""
    async with asyncio.timeout(30):
        while platforms.telegram.pending_update_ids:  # noqa: ASYNC110 - the platform does not tell when it is done
            await asyncio.sleep(0.02)


async def test_a_killed_process_leaves_nothing_in_the_clear(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    async with Platforms(tmp_path) as platforms:
        tokens = {name: value for name, value in platforms.environment.items() if name.endswith("TOKEN")}
        search = Search([tokens, WORDS])
        settings = {"VENTANILLA_LOG_LEVEL": "debug", "TMPDIR": str(temporary)}
        person = platforms.telegram.person(first_name="María")
        said: list[str] = []
        broken = {"update_id": 0, "message": {"text": f"contraseña: {WORDS['word 0']}", "chat": 7}}
        for life in range(2):
            async with ServiceProcess.started(platforms, **settings) as process:
                await process.ready()
                looks_at(search, process)
                for number in range(4 * life, 4 * life + 4):
                    person.say(f"mi contraseña es {WORDS[f'word {number}']}")
                platforms.telegram.put_raw_update(broken)
                await until_taken(platforms)
                await process.end(signal.SIGKILL if life == 0 else signal.SIGTERM)
                search.folder("what is left", tmp_path)
                said += process.said
        search.text("output", *said)
        asked = json.dumps([entry.params for entry in platforms.telegram.journal])
        search.text("requests", asked, *(call.params for call in platforms.slack.journal.calls))
    assert sorted(search.hits, key=str) == []
    assert any('"level": "debug"' in line or '"level": "info"' in line for line in said)
    assert search.looked["arguments"] > 10
