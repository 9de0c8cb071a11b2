"""G6: how soon Slack is acknowledged and a modal is open, against the whole service over real HTTP, on a slow disk."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from functools import partial
from statistics import median
from typing import TypeAlias

from aiohttp import web

from adapters.http import HttpServer
from adapters.sandbox.telegram.messages import Message
from adapters.sandbox.telegram.people import Person
from benchmarks.conversation import Json, Move, slack_payload
from benchmarks.figure import Figure, percentile
from bot.demo import ANSWERS, FIRST
from bot.stage import SECRET, Stage

ACTIONS = 500
COMMIT_DELAY = 0.010
PRESSES = 10
SPEED = 25.0
PATIENCE = 20.0

Wave: TypeAlias = Sequence[tuple[float, float]]
"""When each press was sent and when it was acknowledged, by `time.monotonic`."""


def slow_commit(name: str) -> None:
    """Ten milliseconds more for every commit, on the database's own thread."""
    if name == "commit.before":
        time.sleep(COMMIT_DELAY)


async def figures(script: Sequence[Move]) -> list[Figure]:
    """Every figure of G6."""
    async with Stage("saacg", mode="posted", speed=SPEED, crashpoint=slow_commit) as stage:
        opened = await _modals(stage)
        address = f"http://127.0.0.1:{stage.settings.http.port}/slack/events"
        members = [stage.slack.member(name=f"p{number}", real_name=f"P {number}").id for number in range(ACTIONS)]
        _, at_once, spread = await post(address, members, script)
    _, bare, _ = await _bare(members, script)
    worst = max(opened)
    return [
        _ack("at the same instant", at_once, f", {_p99(bare):.0f} ms from an aiohttp server that does nothing"),
        _ack("within a second", spread, ""),
        Figure(
            goal="G6",
            what=f"modal open after the press, slowest of {PRESSES}, in ms",
            value=worst * 1000,
            sense="at most",
            bound=500.0,
            about=f"median {median(opened) * 1000:.0f} ms",
        ),
    ]


def _ack(when: str, wave: Wave, beside: str) -> Figure:
    return Figure(
        goal="G6",
        what=f"ack of {ACTIONS} button presses {when}, p99 in ms",
        value=_p99(wave),
        sense="at most",
        bound=100.0,
        about=f"median {median(_seconds(wave)) * 1000:.0f} ms{beside}",
    )


def _p99(wave: Wave) -> float:
    return percentile(_seconds(wave), 0.99) * 1000


def _seconds(wave: Wave) -> list[float]:
    return [answered - sent for sent, answered in wave]


async def _bare(members: Sequence[str], script: Sequence[Move]) -> list[Wave]:
    """The floor: the product's own HTTP server, with a handler that only reads the body."""

    async def nothing(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    server = HttpServer(host="127.0.0.1", port=0, routes=[web.post("/slack/events", nothing)])
    await server.start()
    try:
        return await post(f"http://127.0.0.1:{server.port}/slack/events", members, script)
    finally:
        await server.stop()


async def post(address: str, members: Sequence[str], script: Sequence[Move]) -> list[Wave]:
    """Presses and their acknowledgements in three waves: to open the connections, at the same instant, and over a second."""

    def payloads(number: int, move: Move) -> list[Json]:
        return [slack_payload(member, number, move) for member in members]

    pressed = script[1]
    waves = [(2.0, payloads(1, script[0])), (0.0, payloads(2, pressed)), (1.0, payloads(3, pressed))]
    wanted = {"address": address, "waves": waves, "secret": SECRET}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.poster", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await child.communicate(json.dumps(wanted).encode() + b"\n")
    waves_as_sent: list[Wave] = json.loads(printed)
    return waves_as_sent


async def _modals(stage: Stage) -> list[float]:
    """A ticket is opened and taken; its card's button then opens the modal again and again."""
    await stage.open_desk()
    person = stage.telegram.person(first_name="María", language_code="es")
    person.say(FIRST)
    for question, answer in ANSWERS:
        await person.wait_for(partial(_asks, question), PATIENCE)
        if answer.startswith("["):
            person.press(_label(person, answer[1:]))
        else:
            person.say(answer)
    card = await stage.channel.wait_for("SAACG-", timeout=PATIENCE)
    ana = stage.specialist
    await ana.press("Tomar", stage.channel, ts=card.ts)
    await person.wait_for("ya está trabajando", PATIENCE)
    await stage.channel.wait_for(lambda message: "[Responder]" in message.rendered, timeout=PATIENCE)
    seconds: list[float] = []
    for _ in range(PRESSES):
        began = time.perf_counter()
        pressed = asyncio.create_task(ana.press("Responder", stage.channel, ts=card.ts))
        await ana.wait_for_modal(timeout=PATIENCE)
        seconds.append(time.perf_counter() - began)
        await pressed
        await ana.close_modal()
    return seconds


def _asks(question: str, message: Message) -> bool:
    return question in message.text or any(question in label for row in message.keyboard for label, _ in row)


def _label(person: Person, start: str) -> str:
    for message in reversed(person.messages):
        for row in message.keyboard:
            for label, _ in row:
                if label.startswith(start):
                    return label
    raise LookupError(f"no button {start!r}: the demo's conversation and the process differ")
