"""Starts the service again and again: a line on standard input is a life. The libraries are loaded once, and each life is
a fork of that, so that a hundred starts do not load them a hundred times; it is a process of its own all the same."""

from __future__ import annotations

import os
import sys

import bot.running  # noqa: F401 - what `run` needs, loaded before the first life
from bot.__main__ import main

BORN = "life begins:"
DIED = "life ended:"


def incubate() -> None:
    """Until standard input ends. Says the number of each life's process, and how it ended."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            say(f"{BORN} {os.getpid()}")
            sys.argv = ["ventanilla", "run"]
            main()
        _, status = os.waitpid(child, 0)
        say(f"\n{DIED} {os.waitstatus_to_exitcode(status)}")  # on a line of its own, whatever was cut off before


def say(line: str) -> None:
    """To whoever reads us, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    incubate()
