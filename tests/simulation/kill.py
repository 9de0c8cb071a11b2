"""People talk with the service while it is killed again and again. What is left is looked at by `evidence`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, fields
from typing import Protocol, Self

from adapters.sandbox.slack.inputs import NoSuchChoiceError
from adapters.sandbox.slack.people import Member
from adapters.sandbox.telegram.people import Person
from tests.simulation.evidence import check_remains, confirmed_keys, everything_delivered
from tests.simulation.incubator import BORN, DIED
from tests.simulation.service_process import INCUBATOR, PATIENCE, READY, Platforms, ServiceProcess

LIFE = (0.05, 1.3)
"""Seconds after it is ready in which it is killed. Long enough for what the service lets itself send: 30 messages a
second, and of the desk's cards three at once and then one a second."""

STARTING = (0.0, 0.4)
"""Seconds after its beginning in which it is killed while it starts."""

STARTING_FRESH = (0.0, 2.0)
"""The same for one that begins with loading its libraries."""

STARTS = 0.12
"""The part of the kills that hit it while it starts."""

FRESH = 0.2
"""The part of the kills that hit a `python -m bot run`. The others hit a fork that runs the same with the libraries loaded:
it starts in a fifth of the time, with a fifth of the work, and a hundred starts need both."""

BEGIN_WITHIN = 0.6
"""The part of the kills during which people begin; the rest finds what they left."""

IN_SLACK = 8
"""Of so many people two are in Slack."""

LAST_WORDS = 300.0
"""Seconds in which everything must have arrived once nothing is killed any more."""

LONGEST = 600.0
"""Seconds after which a conversation counts as hung."""

AGAIN = 15.0
"""Seconds without an answer after which somebody in Slack does it once more: Slack has given up by then."""

FIRST = "Hola"
QUESTIONS = ("¿Cómo se llama?", "¿Dónde falla?", "¿Qué pasa?", "¿Está todo bien?", "Su número es")
PRESSING = ("María Pérez", "[La puerta", "No cierra bien", "[✅ Enviar la solicitud")
TYPING = ("María Pérez", "la puerta", "No cierra bien", "sí")
"""The answers of people who press buttons (in brackets), and of those who type everything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kills:
    """How often the service was killed: while it started, and while it served; and of both, how often it was a
    `python -m bot run` of its own, and how often a fork."""

    starting: int
    serving: int
    fresh: int
    forked: int

    def __str__(self) -> str:
        return "\n".join(f"{'killed ' + each.name:>26} {getattr(self, each.name):6}" for each in fields(self))


class Life(Protocol):
    """One process of the service, from its beginning to its end."""

    async def ready(self) -> None:
        """Returns when it serves."""

    async def end(self, how: signal.Signals) -> int:
        """It is sent the signal; its exit status, once it is gone."""


class Incubator:
    """Begins lives of the service, one after the other, and ends them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.said: deque[str] = deque(maxlen=200)
        self._process = process
        self._pid = 0
        self._born, self._ready, self._died = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._status = 0
        self._reading = asyncio.create_task(self._read())

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, platforms: Platforms) -> AsyncIterator[Self]:
        """Ready to begin lives; the last one is killed at the end if it is still there."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *INCUBATOR,
            env=platforms.environment,
            cwd=platforms.database.parent,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        incubator = cls(process)
        try:
            yield incubator
        finally:
            if incubator._born.is_set() and not incubator._died.is_set():
                await incubator.end(signal.SIGKILL)
            assert process.stdin is not None
            process.stdin.close()
            await incubator._reading
            await process.wait()

    async def begin(self) -> None:
        """A life begins."""
        for event in (self._born, self._ready, self._died):
            event.clear()
        assert self._process.stdin is not None
        self._process.stdin.write(b"live\n")
        await self._wait(self._born)

    async def ready(self) -> None:
        """Returns when it serves."""
        await self._wait(self._ready)

    async def end(self, how: signal.Signals) -> int:
        """The life is sent the signal; its exit status, once it is gone."""
        os.kill(self._pid, how)
        await self._wait(self._died)
        return self._status

    async def _wait(self, event: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await event.wait()
        except TimeoutError:
            raise AssertionError("the service does not come on; it said:\n" + "\n".join(self.said)) from None

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = line.decode(errors="replace").rstrip()
            self.said.append(said)
            if said.startswith(BORN):
                self._pid = int(said.removeprefix(BORN))
                self._born.set()
            elif said.startswith(DIED):
                self._status = int(said.removeprefix(DIED))
                self._died.set()
            elif READY in said:
                self._ready.set()


async def converse(platforms: Platforms, number: int) -> None:
    """The whole conversation of one more person."""
    answers = TYPING if number % 2 else PRESSING
    if number % IN_SLACK < 2:
        await _converse_in_slack(platforms, platforms.slack.member(name=f"persona{number}"), answers)
    else:
        await _converse_in_telegram(platforms.telegram.person(first_name=f"Persona {number}"), answers)


async def _converse_in_telegram(person: Person, answers: Sequence[str]) -> None:
    """The whole conversation. Telegram keeps what was said until the service takes it."""
    person.say(FIRST)
    for question, answer in zip(QUESTIONS, answers, strict=False):
        await person.wait_for(question, LONGEST)
        if answer.startswith("["):
            person.press(answer[1:])
        else:
            person.say(answer)
    await person.wait_for(QUESTIONS[-1], LONGEST)


async def _converse_in_slack(platforms: Platforms, member: Member, answers: Sequence[str]) -> None:
    """The whole conversation. Slack gives up soon: then the person does it again."""
    deadline = asyncio.get_running_loop().time() + LONGEST
    for answer, question in zip((FIRST, *answers), QUESTIONS, strict=True):
        while not await _is_asked(platforms, member, answer, question):
            assert asyncio.get_running_loop().time() < deadline, f"{member.user.name} never heard {question!r}"


async def _is_asked(platforms: Platforms, member: Member, answer: str, question: str) -> bool:
    """Whether the answer leads to the question."""
    await platforms.slack.socket.opened.wait()
    patience = AGAIN
    if answer.startswith("["):
        with contextlib.suppress(NoSuchChoiceError):  # it was taken, and only what follows is not here yet
            ack = await member.press(answer[1:])
            patience = AGAIN if ack.ok else 2.0
    else:
        await member.dm(answer)
    with contextlib.suppress(AssertionError):
        await member.wait_for_dm(question, timeout=patience)
        return True
    return False


async def talk_and_kill(platforms: Platforms, incubator: Incubator, *, kills: int, people: int, seed: int) -> Kills:
    """Everybody's conversation, with the service killed meanwhile; returns when everything has arrived and the service
    has ended by itself."""
    chance = random.Random(seed)
    talks: list[asyncio.Task[None]] = []
    starting = frozenset(chance.sample(range(kills), round(kills * STARTS)))
    fresh = frozenset(chance.sample(range(kills), round(kills * FRESH)))
    for number in range(kills):
        begun = min(people, round(people * (number + 1) / kills / BEGIN_WITHIN))
        talks += [asyncio.create_task(converse(platforms, each)) for each in range(len(talks), begun)]
        async with _life(platforms, incubator, fresh=number in fresh) as life:
            if number in starting:
                await asyncio.sleep(chance.uniform(*(STARTING_FRESH if number in fresh else STARTING)))
            else:
                await life.ready()
                await asyncio.sleep(chance.uniform(*LIFE))
            await life.end(signal.SIGKILL)
        confirmed = confirmed_keys(platforms.telegram, platforms.slack)
        await asyncio.to_thread(check_remains, platforms.database, confirmed)
    await incubator.begin()
    await asyncio.gather(*talks)
    async with asyncio.timeout(LAST_WORDS):
        while not await everything_delivered(platforms.database, within=1.0):
            assert await incubator.end(signal.SIGTERM) == 0  # being stopped in peace loses nothing either
            await incubator.begin()
            await incubator.ready()
    assert await incubator.end(signal.SIGTERM) == 0
    return Kills(starting=len(starting), serving=kills - len(starting), fresh=len(fresh), forked=kills - len(fresh))


@contextlib.asynccontextmanager
async def _life(platforms: Platforms, incubator: Incubator, *, fresh: bool) -> AsyncIterator[Life]:
    """One that has just begun."""
    if fresh:
        async with ServiceProcess.started(platforms) as process:
            yield process
    else:
        await incubator.begin()
        yield incubator
