"""The table that is printed."""

from __future__ import annotations

import os
from collections.abc import Sequence

from benchmarks.figure import NOISY, Figure


def line(figure: Figure) -> str:
    """One figure: goal, what, value, bound, verdict, spread, and what was compared."""
    sign = "≤" if figure.sense == "at most" else "≥"
    verdict = "met" if figure.met else f"MISSED by {figure.missed_by:.0%}" if figure.bound else "MISSED"
    spread = f"±{figure.spread / 2:.0%}" if figure.spread else ""
    noisy = " noisy" if figure.spread > NOISY else ""
    return (
        f"{figure.goal}  {figure.what:<66} {figure.value:>9.3f}  {sign} {figure.bound:<6g}"
        f" {verdict:<15} {spread:>5}{noisy:<6}  {figure.about}"
    )


def summary(figures: Sequence[Figure]) -> str:
    """What the table amounts to, and how far it may be believed."""
    met = sum(figure.met for figure in figures)
    lines = [f"{met} of {len(figures)} goals met."]
    noisy = sum(figure.spread > NOISY for figure in figures)
    load = os.getloadavg()[0]
    if noisy or load > (os.cpu_count() or 1):
        lines.append(
            f"Noise: {noisy} figures spread by more than {NOISY:.0%} of their median, and the load is {load:.1f}"
            f" on {os.cpu_count()} cores. Run it again on a quiet machine before believing a near miss."
        )
    return "\n".join(lines)
