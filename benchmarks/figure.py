"""A measured figure beside its goal, and how rounds become one."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

ROUNDS = 7
"""Rounds of each floor and product, alternating."""

NOISY = 0.5
"""A spread (highest less lowest round, over the median) above this is a reason not to trust the figure."""

Sense = Literal["at most", "at least"]

Timed: TypeAlias = Callable[[], Awaitable[float]]
"""One round: seconds per operation. What it prepares, it does not count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the table. `spread` is of the rounds, 0 where there was one run only; `about` says what was compared."""

    goal: str
    what: str
    value: float
    sense: Sense
    bound: float
    spread: float = 0.0
    about: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.value <= self.bound if self.sense == "at most" else self.value >= self.bound

    @property
    def missed_by(self) -> float:
        """How far the goal is missed, as a share of it."""
        if self.bound == 0:
            return self.value
        return abs(self.value - self.bound) / self.bound


@dataclass(slots=True)
class Rounds:
    """Seconds per operation of a floor and of the product, round by round."""

    floor: list[float] = field(default_factory=list)
    product: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of the rounds' own ratios, which drift together."""
        return statistics.median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        """Product over floor in each round."""
        return [product / floor for product, floor in zip(self.product, self.floor, strict=True)]

    @property
    def spread(self) -> float:
        """Highest less lowest ratio, over the median."""
        return spread(self.ratios)

    def about(self) -> str:
        """Both medians, for whoever wants to see them."""
        return f"{_micro(self.product)} over {_micro(self.floor)}"


async def alternating(floor: Timed, product: Timed, rounds: int = ROUNDS) -> Rounds:
    """Runs both in turn, each once before anything counts."""
    await floor()
    await product()
    measured = Rounds()
    for _ in range(rounds):
        measured.floor.append(await floor())
        measured.product.append(await product())
    return measured


def spread(values: Sequence[float]) -> float:
    """Highest less lowest, over the median; 0 of a single value."""
    return (max(values) - min(values)) / statistics.median(values) if len(values) > 1 else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _micro(values: Sequence[float]) -> str:
    return f"{statistics.median(values) * 1e6:.0f} µs"
