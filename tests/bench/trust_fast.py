"""Thousands of people's reliability at once, and Wald's test beside it: what is too slow one life at a time.

Only for evidence of one unit a day, such as check-ins. `tests/domain/test_trust_simulator.py` holds it to the
rules in `bot.domain.trust`, to the last bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.domain.trust import PRIOR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.domain.plan_parts import Dimension

    Floats = NDArray[np.float64]
    Days = NDArray[np.int64]


@dataclass(frozen=True)
class Many:
    """One dimension of many people, each with one row of weight 1 a day."""

    a: Floats
    n: Floats
    slip: Floats

    @classmethod
    def new(cls, people: int) -> Many:
        """So many people before their first day."""
        return cls(np.zeros(people), np.zeros(people), np.zeros(people))

    def after(self, x: Floats, dimension: Dimension) -> Many:
        """The same a day on; `x` is how good each one's row was."""
        debit = 1 - x
        capped = np.minimum(x, dimension.cap)
        paid = np.maximum(0.0, self.slip - capped * dimension.s)
        return Many(
            a=self.a * dimension.lam + capped,
            n=self.n * dimension.lam + (capped + debit),
            slip=np.minimum(paid + debit * dimension.f, dimension.act),
        )

    @property
    def scores(self) -> Floats:
        """Each one's reading, 0 to 100."""
        found: Floats = 100 * (PRIOR + self.a) / (2 * PRIOR + self.n)
        return found


def passes(
    rate: float, gate: float, dimension: Dimension, *, people: int, days: int, rng: np.random.Generator
) -> Days:
    """The day on which each one's reading first reaches `gate`; `days + 1` for whoever never does."""
    many, found = Many.new(people), np.full(people, days + 1)
    for day in range(1, days + 1):
        many = many.after(_luck(rate, people, rng), dimension)
        found = np.where((found > days) & (many.scores >= gate), day, found)
    return found


def falls(rate: float, dimension: Dimension, *, people: int, rng: np.random.Generator) -> Days:
    """The day on which each one's slip meter is full."""
    many, found, day = Many.new(people), np.zeros(people, dtype=np.int64), 0
    while not found.all():
        day += 1
        many = many.after(_luck(rate, people, rng), dimension)
        found = np.where((found == 0) & (many.slip >= dimension.act), day, found)
    return found


@dataclass(frozen=True)
class Errors:
    """What a test of `bad` against `good` gets wrong: bad ones it lets pass, good ones it does not."""

    bad: float
    good: float
    passed: float
    missed: float

    @property
    def bound(self) -> float:
        """The fewest observations of a good one, on average, that any test with these errors can do with.

        Wald's inequality (Sequential Analysis, 1947): what a test must have learnt to err so rarely, over
        what one observation tells.
        """
        learnt = (1 - self.missed) * math.log((1 - self.missed) / self.passed)
        if self.missed:
            learnt += self.missed * math.log(self.missed / (1 - self.passed))
        told = self.good * math.log(self.good / self.bad)
        told += (1 - self.good) * math.log((1 - self.good) / (1 - self.bad))
        return learnt / told


@dataclass(frozen=True)
class Wald:
    """Wald's sequential probability ratio test, ended after `days` with whoever has not passed failed."""

    bad: float
    good: float
    upper: float
    lower: float
    days: int

    def decides(
        self, rate: float, *, people: int, rng: np.random.Generator
    ) -> tuple[Days, NDArray[np.bool_]]:
        """After how many observations each is decided on, and whether they pass."""
        up, down = math.log(self.good / self.bad), math.log((1 - self.good) / (1 - self.bad))
        ratio, found = np.zeros(people), np.full(people, self.days)
        passed, open_ = np.zeros(people, dtype=bool), np.ones(people, dtype=bool)
        for day in range(1, self.days + 1):
            ratio += np.where(rng.random(people) < rate, up, down)
            passed |= open_ & (ratio >= self.upper)
            decided = open_ & ((ratio >= self.upper) | (ratio <= self.lower))
            found[decided] = day
            open_ &= ~decided
        return found, passed


def _luck(rate: float, people: int, rng: np.random.Generator) -> Floats:
    """Good with a chance of `rate`, else bad, for each."""
    return (rng.random(people) < rate).astype(np.float64)
