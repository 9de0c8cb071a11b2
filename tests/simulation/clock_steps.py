"""Ten thousand clocks over two years, with a crash at every commit, against an oracle. By itself it plays them all, which takes
some minutes: `python -m tests.simulation.clock_steps`."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass

import structlog

from tests.simulation.clock_desk import Desk
from tests.simulation.clock_oracle import Oracle, done, runs


@dataclass(frozen=True)
class Count:
    """What was played, and what went wrong: steps that were not done, and steps that were done besides."""

    clocks: int
    steps: int
    commits: int
    crashes: int
    missed: tuple[str, ...]
    more: tuple[str, ...]


def play(clocks: int) -> Count:
    """Desks, one after the other, until so many clocks have run."""
    played = steps = commits = crashes = seed = 0
    missed: list[str] = []
    more: list[str] = []
    with structlog.testing.capture_logs():  # a service that dies ten thousand times says much
        while played < clocks:
            desk = Desk(seed)
            story = asyncio.run(desk.play())
            oracle = Oracle(desk)
            for ticket in story.tickets:
                found = Counter(done(story.histories[ticket.id]))
                expected = Counter(oracle.expected(ticket, story.histories[ticket.id]))
                missed += [f"desk {seed}, {ticket.code}: {each}" for each in (expected - found)]
                more += [f"desk {seed}, {ticket.code}: {each}" for each in (found - expected)]
                played += sum(len(list(runs(clock))) for clock in ticket.clocks)
                steps += found.total()
            commits, crashes, seed = commits + story.commits, crashes + story.crashes, seed + 1
    return Count(played, steps, commits, crashes, tuple(missed), tuple(more))


if __name__ == "__main__":
    sys.stdout.write(f"{play(10_000)}\n")
