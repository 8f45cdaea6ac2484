"""How likely a count is to reach a number: the tail of a negative binomial, summed exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass

MORE = 1.25
"""How much faster somebody goes on in the question what a little more effort would change."""

_HARDLY_WIDER = 1.0001
_NEGLIGIBLE = 1e-17


@dataclass(frozen=True)
class Odds:
    """How a week may end.

    Attributes:
        probability: That the target is reached.
        gain: By how much that grows if what is left is done a quarter faster.
        expected: How much of what is left will be done, on average.
    """

    probability: float
    gain: float
    expected: float


def odds(need: int, *, a: float, b: float, left: float, spread: float) -> Odds:
    """How likely it is that `need` more are done in the part of a week that is left.

    Args:
        need: How many are missing; none or less is reached already.
        a: What was counted, this week included, older weeks weighing less.
        b: In how many weeks that was, weighed alike; above 0.
        left: The share of a usual week that is still to come.
        spread: How much wider than Poisson's the counts of weeks are spread, at least 1.
    """
    mean = a / b * left
    unsure = spread * a / b**2 * left**2
    probability = at_least(need, mean, spread * mean + unsure)
    faster = at_least(need, mean * MORE, spread * mean * MORE + unsure * MORE**2)
    return Odds(probability, faster - probability, mean)


def at_least(need: int, mean: float, variance: float) -> float:
    """The probability that a negative binomial is `need` or more; a Poisson where it is hardly wider."""
    if need <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    counts = _Counts(mean, variance)
    if need > mean:
        return min(1.0, counts.upwards(need))
    return max(0.0, 1.0 - counts.downwards(need - 1))


class _Counts:
    """The distribution, term by term: each follows from the one beside it."""

    def __init__(self, mean: float, variance: float) -> None:
        self._mean = mean
        self._is_poisson = variance <= _HARDLY_WIDER * mean
        self._size = math.inf if self._is_poisson else mean**2 / (variance - mean)
        self._rest = 0.0 if self._is_poisson else 1 - mean / variance

    def upwards(self, first: int) -> float:
        """The sum from `first`, which is above the mean, to where nothing is left."""
        total, term, count = 0.0, self._term(first), first
        while term > total * _NEGLIGIBLE:
            total += term
            term *= self._step(count)
            count += 1
        return total

    def downwards(self, last: int) -> float:
        """The sum from 0 to `last`, which is below the mean."""
        total, term, count = 0.0, self._term(last), last
        while count >= 0 and term > total * _NEGLIGIBLE:
            total += term
            count -= 1
            term /= self._step(count) if count >= 0 else 1.0
        return total

    def _term(self, count: int) -> float:
        if self._is_poisson:
            return math.exp(count * math.log(self._mean) - self._mean - math.lgamma(count + 1))
        ways = math.lgamma(count + self._size) - math.lgamma(self._size) - math.lgamma(count + 1)
        return math.exp(ways + self._size * math.log1p(-self._rest) + count * math.log(self._rest))

    def _step(self, count: int) -> float:
        """The term after that of `count`, divided by it."""
        if self._is_poisson:
            return self._mean / (count + 1)
        return (count + self._size) / (count + 1) * self._rest
