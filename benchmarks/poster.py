"""Slack's side of the acknowledgement benchmark, in a process of its own: posts signed button presses.

Reads one JSON line from its input: the address, and waves of payloads with the seconds over which each wave is spread; the
first wave opens the connections. Prints, for each wave, the seconds that each press took to be acknowledged with 200.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence

import aiohttp

from benchmarks.conversation import Json, slack_body
from benchmarks.floor import signed

PAUSE = 2.5
"""Seconds between waves, in which the service does what the last one left."""


async def post(address: str, waves: Sequence[tuple[float, Sequence[Json]]], secret: str) -> list[list[float]]:
    """What is printed."""

    async def press(session: aiohttp.ClientSession, after: float, body: str, headers: dict[str, str]) -> float:
        await asyncio.sleep(after)
        began = time.perf_counter()
        async with session.post(address, data=body.encode(), headers=headers) as answer:
            await answer.read()
            answer.raise_for_status()
        return time.perf_counter() - began

    timings: list[list[float]] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        for seconds, payloads in waves:
            requests = []
            for number, payload in enumerate(payloads):
                body, kind = slack_body(payload)
                headers = {**signed(body, secret), "Content-Type": kind}
                requests.append(press(session, seconds * number / len(payloads), body, headers))
            timings.append(await asyncio.gather(*requests))
            await asyncio.sleep(PAUSE)
    return timings


def main() -> None:
    """The process."""
    wanted = json.loads(sys.stdin.readline())
    print(json.dumps(asyncio.run(post(wanted["address"], wanted["waves"], wanted["secret"]))))


if __name__ == "__main__":
    main()
