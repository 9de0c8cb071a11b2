"""Where the processor's time goes: the main thread's place in the code at every millisecond of it that the process uses."""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType, TracebackType

EVERY = 0.001
"""Seconds of processor time between two samples."""

Name = Callable[[Sequence[FrameType]], str]
"""What a place in the code is called; the innermost frame comes first."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The place, when (`time.monotonic`), and the seconds of processor time of the main thread and of the process."""

    place: str
    at: float
    main: float
    process: float


class Sampling:
    """Takes samples between entering and leaving, in the main thread only. What other threads use counts for the place
    where the main thread then is, waiting or not."""

    def __init__(self, name: Name) -> None:
        self._name = name
        self.samples: list[Sample] = []

    def __enter__(self) -> Sampling:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0.0)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        frames: list[FrameType] = []
        while frame is not None:
            frames.append(frame)
            frame = frame.f_back
        self.samples.append(Sample(self._name(frames), time.monotonic(), time.thread_time(), time.process_time()))


def shares(samples: Sequence[Sample]) -> list[tuple[str, float]]:
    """Each place and its share of the samples, largest first."""
    return [(place, count / len(samples)) for place, count in Counter(each.place for each in samples).most_common()]


def by_module(names: Sequence[tuple[str, str]], otherwise: str) -> Name:
    """The name of the innermost frame whose module begins with one of these."""

    def name(frames: Sequence[FrameType]) -> str:
        for frame in frames:
            module = str(frame.f_globals.get("__name__"))
            for prefix, said in names:
                if module.startswith(prefix):
                    return said
        return otherwise

    return name


def by_package(frames: Sequence[FrameType]) -> str:
    """The package of the innermost frame that is not the standard library's, and whether it is being imported."""
    modules = [str(frame.f_globals.get("__name__")).partition(".")[0] for frame in frames]
    ours = next((each for each in modules if each not in sys.stdlib_module_names and each != "__main__"), "Python")
    # What runs below the import machinery is some module's first execution.
    importing = any(frame.f_code.co_filename.startswith("<frozen importlib") for frame in frames)
    return f"importing {ours}" if importing else ours
