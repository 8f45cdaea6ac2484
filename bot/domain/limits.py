"""A recommended limit: up to which size decisions have held, on the evidence of the last months."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

UNCHANGED_POINTS = 1
CHANGED_POINTS = -4
LEAST_POINTS = 4
_NEAR = Decimal("0.7")
_LEAST_NEAR = 2


@dataclass(frozen=True)
class Sample:
    """A decision somebody else took on a request, or an audit: its size, and whether it stood unchanged."""

    size: Decimal
    unchanged: bool


@dataclass(frozen=True)
class Recommended:
    """The limit that the evidence carries, 0 for none, and how many points it has."""

    limit: Decimal
    points: int


def recommended(samples: Iterable[Sample]) -> Recommended:
    """The size up to which decisions stood.

    Sorted by size, each decision that stood adds a point and each other one takes four, all of one size
    together: a walk that keeps climbing while no more than one in five was changed. The highest point of
    it counts, at the smallest size that reaches it, where at least two decisions lie between seven
    tenths of that size and it; below four points there is no recommendation.
    """
    ordered = sorted(samples, key=lambda each: each.size)
    score, best = 0, Recommended(Decimal(0), 0)
    for size, alike in groupby(ordered, key=lambda each: each.size):
        score += sum(UNCHANGED_POINTS if each.unchanged else CHANGED_POINTS for each in alike)
        near = sum(_NEAR * size <= each.size <= size for each in ordered)
        if near >= _LEAST_NEAR and score > best.points:
            best = Recommended(size, score)
    return best if best.points >= LEAST_POINTS else Recommended(Decimal(0), best.points)
