"""Figures with the interval in which the truth lies, 95 times in 100."""

from __future__ import annotations

from math import ceil, floor, sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from tests.bench.trust_lives import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

Z = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float, float]:
    """A share with Wilson's interval, which holds at 0 and 1 too."""
    if n == 0:
        return 0.0, 0.0, 1.0
    rate, extra = hits / n, Z * Z / n
    middle = (rate + extra / 2) / (1 + extra)
    half = Z * sqrt(rate * (1 - rate) / n + extra / (4 * n)) / (1 + extra)
    return rate, max(0.0, middle - half), min(1.0, middle + half)


def share(hits: Sequence[bool]) -> str:
    """How many of them are so: `97 % (94-99)`."""
    rate, low, high = (100 * each for each in wilson(sum(hits), len(hits)))
    return f"{rate:.0f} % ({low:.0f}-{high:.0f})"


def chance(hits: Sequence[bool]) -> str:
    """The same as a probability: `.295 (.289-.302)`."""
    rate, low, high = (f"{each:.3f}".removeprefix("0") for each in wilson(sum(hits), len(hits)))
    return f"{rate} ({low}-{high})"


def quantile(days: Sequence[int], part: float) -> str:
    """The day by which that part of them is through: `42 (41-44)`, a dash for never.

    The interval is between two of the values themselves (order statistics), whatever their distribution.
    """
    ordered, n = sorted(days), len(days)
    if not n:
        return "-"
    half = Z * sqrt(n * part * (1 - part))
    places = (ceil(n * part) - 1, floor(n * part - half) - 1, ceil(n * part + half) - 1)
    found = [ordered[min(n - 1, max(0, each))] for each in places]
    middle, low, high = ("-" if each >= NEVER else str(each) for each in found)
    if middle == low == high:
        return middle
    return f"{middle} ({low} to {high})" if "-" in {low, high} else f"{middle} ({low}-{high})"


def mean(values: Sequence[float]) -> str:
    """The mean of many: `44.0 (43.6-44.4)`."""
    middle, half = fmean(values), Z * stdev(values) / sqrt(len(values))
    return f"{middle:.1f} ({middle - half:.1f}-{middle + half:.1f})"
