"""The questions of the shipped processes that are answered in words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.catalogue import SHIPPED, load_process
from bot.domain.answers import Answer
from bot.domain.process import Process, Step, StepKind
from bot.domain.replies import Misread, read
from bot.domain.text import Untrusted
from tests.player import NOON

PROCESSES = {name: load_process(SHIPPED / f"{name}.yaml") for name in ("saacg", "advertmind")}


TYPED = (StepKind.TEXT, StepKind.NUMBER, StepKind.PHONE, StepKind.EMAIL, StepKind.CONTACT, StepKind.MOMENT)


def typed_steps(process: Process) -> Iterator[Step]:
    return (step for step in process.steps if step.kind in TYPED)


EVERY_STEP = [(process, step) for process in PROCESSES.values() for step in typed_steps(process)]


def given_to(process: Process, step: Step, text: str, language: str = "es") -> Answer | Misread:
    return read(process, step, Untrusted(text), (), NOON, language)


SAACG = PROCESSES["saacg"]


def saacg(step_id: str) -> Step:
    step = SAACG.step(step_id)
    assert step is not None
    return step
