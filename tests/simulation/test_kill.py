"""The service as a process, killed without a word again and again, loses and doubles nothing (reliability P2, P3)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.simulation.evidence import gathered
from tests.simulation.kill import Incubator, talk_and_kill
from tests.simulation.service_process import Platforms

KILLS = int(os.environ.get("KILLS", "100"))
PEOPLE_A_KILL = 3
SEED = 20261123


@pytest.mark.timeout(900)
async def test_a_hundred_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    async with Platforms(tmp_path) as platforms, Incubator.opened(platforms) as incubator:
        kills = await talk_and_kill(platforms, incubator, kills=KILLS, people=KILLS * PEOPLE_A_KILL, seed=SEED)
        evidence = gathered(platforms)
    print(f"\n{kills}\n{evidence}")

    assert (kills.starting + kills.serving, evidence.people) == (KILLS, KILLS * PEOPLE_A_KILL)
    assert evidence.tickets == evidence.people
    assert evidence.wrong == {}
    assert evidence.duplicates_in_telegram <= evidence.unsure_sends
