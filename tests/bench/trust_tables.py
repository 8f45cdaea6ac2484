"""The tables of the simulator of trust."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bot.domain.ladder import GATES, TOP
from bot.domain.ledger import Dim
from tests.bench.trust_fast import Errors, Wald, falls, passes
from tests.bench.trust_figures import chance, mean, quantile, share
from tests.bench.trust_lives import NEVER, ONE_THRESHOLD, TRUST, lives
from tests.bench.trust_types import CLIMBERS, COLLAPSES, OFFENDERS, PLAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.trust_lives import Life

YEAR = 250
AFTER_TURN = 150
L2 = 2
GATE = GATES[1].reliability
"""What reliability must reach for the second step, the one that brings real authority."""

FALSE = 0.05
GOOD_RATES = (0.85, 0.90, 0.95)
ONE_GATE = {Dim.R: GATES[1].reliability, Dim.A: GATES[1].activity, Dim.J: GATES[1].judgement}


def promotions(people: int, seed: int) -> None:
    """Who rises how far within a year, and when."""
    print(f"Promotion within {YEAR} active days; {people} lives of each sort.\n")
    row = "{:<36}{:<8}" + "{:<18}" * TOP + "{:<18}"
    print(row.format("", "", *(f"L{level}" for level in range(1, TOP + 1)), "a step down"))
    for name, lived in lives(list(CLIMBERS), people, YEAR, seed).items():
        fell = share([each.falls_before > 0 for each in lived])
        print(row.format(name, "share", *(_reached(lived, level) for level in range(1, TOP + 1)), fell))
        medians = [quantile([each.reached[level] for each in lived], 0.5) for level in range(TOP)]
        print(row.format("", "median", *medians, ""))
    print()


def false_promotions(people: int, seed: int) -> None:
    """Who passes to L2 though one dimension of theirs is truly below its gate."""
    print(f"False promotions: to L2 within {YEAR} active days, below its gate in one dimension alone.\n")
    row = "{:<20}{:>6}{:>12}   {:<20}{:<20}"
    print(row.format("", "gate", "true rate", "L2 by the gates", f"a total of {ONE_THRESHOLD:.1f}"))
    found = lives([each for sorts in OFFENDERS.values() for each in sorts], people, YEAR, seed)
    for dim, sorts in OFFENDERS.items():
        for sort in sorts:
            lived = found[sort.name]
            total = share([each.total_reached < NEVER for each in lived])
            rate = f"{_true_rate(lived, Dim(dim)):.1f}"
            print(row.format(sort.name, f"{ONE_GATE[Dim(dim)]:.0f}", rate, _reached(lived, L2), total))
    print()


def collapses(people: int, seed: int) -> None:
    """How soon a warning, and a step down, is proposed after somebody good has changed."""
    turn = COLLAPSES[0].turns
    print(
        f"Collapse on day {turn}: active days until it is noticed, of those above the lowest level by then.\n"
    )
    row = "{:<38}{:>6}  {:<16}{:<16}{:<16}{:<16}{:<16}"
    heads = ("warned, median", "90th of 100", "down, median", "90th of 100", "down in 30")
    print(row.format("", "lives", *heads))
    for name, lived in lives(list(COLLAPSES), people, turn - 1 + AFTER_TURN, seed).items():
        held = [each for each in lived if each.level_at_turn > 0]
        warned, fell = [each.warned for each in held], [each.fell for each in held]
        days = [quantile(each, part) for each in (warned, fell) for part in (0.5, 0.9)]
        print(row.format(name, len(held), *days, share([each <= 30 for each in fell])))
    print()


def players(people: int, seed: int) -> None:
    """Who rises by playing the rules."""
    print(f"Playing the rules: within {YEAR} active days.\n")
    row = "{:<38}{:<18}{:<18}{:<18}"
    print(row.format("", "L1", "L2", "a step down"))
    for name, lived in lives(list(PLAYERS), people, YEAR, seed).items():
        fell = share([each.falls_before > 0 for each in lived])
        print(row.format(name, _reached(lived, 1), _reached(lived, L2), fell))
    print()


def passing(people: int, seed: int) -> None:
    """How likely somebody's reliability reaches the gate within a year, by how often they are on time."""
    print(f"P(T_R reaches {GATE:.0f} within {YEAR} days), on time with probability p, else missed.\n")
    for rate in (0.75, 0.80, 0.85):
        print(f"p = {rate:.2f}   {chance([bool(each) for each in _passes(rate, people, seed) <= YEAR])}")
    print()


def meters(people: int, seed: int) -> None:
    """How long it takes until the meter of reliability is full, by how often somebody is on time."""
    print(f"Mean number of check-ins until slip_R reaches {TRUST.reliability.act}.\n")
    for rate in (0.90, 0.80, 0.70):
        rng = np.random.default_rng(seed)
        print(f"p = {rate:.2f}   {mean(falls(rate, TRUST.reliability, people=people, rng=rng).tolist())}")
    print()


def wald(people: int, seed: int) -> None:
    """How many days passing the gate takes a good one, beside the best that any test can do.

    The rule that is tested: watch for a year at most, and let pass on the day T_R first reaches the gate of
    L2. The unacceptable are those of whom it lets one in 20 pass; how often it misses a good one is
    measured as well. Beside the days that a good one takes on average, a missed one counting for the year,
    stand Wald's lower bound for any test with the same two errors, and his own test, set to let as many
    unacceptable ones pass: the best there is, and different for each pair, as the gate is not.
    """
    bad = _unacceptable(people, seed)
    print(
        f"Passing T_R >= {GATE:.0f} beside Wald's test: on time with p; {bad:.3f} is let pass 1 time in 20.\n"
    )
    row = "{:<10}{:>8}{:>9}   {:<20}{:>8}{:>9}{:>13}{:>9}"
    print(row.format("good p", "passed", "missed", "mean days", "bound", "/ bound", "Wald's test", "/ test"))
    passed = float((_passes(bad, people, seed) <= YEAR).mean())
    for good in GOOD_RATES:
        days = _passes(good, people, seed)
        errors = Errors(bad, good, passed, float((days > YEAR).mean()))
        taken = np.minimum(days, YEAR)
        test = _walds_days(errors, people, seed)
        figures = (f"{errors.bound:.1f}", f"{taken.mean() / errors.bound:.2f}", f"{test:.1f}")
        rates = (f"{good:.2f}", f"{passed:.3f}", f"{errors.missed:.4f}")
        print(row.format(*rates, mean(taken.tolist()), *figures, f"{taken.mean() / test:.2f}"))


def _passes(rate: float, people: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    rng = np.random.default_rng(seed)
    return passes(rate, GATE, TRUST.reliability, people=people, days=YEAR, rng=rng)


def _unacceptable(people: int, seed: int) -> float:
    """How often on time they are of whom one in 20 passes within a year."""
    low, high = 0.6, GATE / 100
    for _ in range(12):
        middle = (low + high) / 2
        too_many = (_passes(middle, people, seed) <= YEAR).mean() > FALSE
        low, high = (low, middle) if too_many else (middle, high)
    return (low + high) / 2


def _walds_days(errors: Errors, people: int, seed: int) -> float:
    """The mean days of Wald's test for a good one, with the bar at which it lets as many bad ones pass.

    The ratio only takes certain values, so there are two bars beside each other of which one lets too many
    pass and one too few: the test is drawn by lot from the two, so that they make exactly as many.
    """
    lower = math.log(max(errors.missed, 1 / people) / (1 - errors.passed))
    low, high = 0.0, -math.log(errors.passed) + 1
    for _ in range(20):
        middle = (low + high) / 2
        too_many = _decided(errors, (middle, lower), errors.bad, people, seed)[1] > errors.passed
        low, high = (middle, high) if too_many else (low, middle)
    (_, many), (_, few) = (_decided(errors, (bar, lower), errors.bad, people, seed) for bar in (low, high))
    by_lot = (errors.passed - few) / (many - few)
    (short, _), (long, _) = (_decided(errors, (bar, lower), errors.good, people, seed) for bar in (low, high))
    return by_lot * short + (1 - by_lot) * long


def _decided(
    errors: Errors, bars: tuple[float, float], rate: float, people: int, seed: int
) -> tuple[float, float]:
    """The mean days, and the share that passes."""
    test = Wald(errors.bad, errors.good, *bars, YEAR)
    days, passed = test.decides(rate, people=people, rng=np.random.default_rng(seed))
    return float(days.mean()), float(passed.mean())


def _reached(lived: Sequence[Life], level: int) -> str:
    return share([each.reached[level - 1] < NEVER for each in lived])


def _true_rate(lived: Sequence[Life], dim: Dim) -> float:
    """How good all that was said of them is, by weight and in percent, before anything is forgotten."""
    return 100 * sum(each.evidence[dim][0] for each in lived) / sum(each.evidence[dim][1] for each in lived)
