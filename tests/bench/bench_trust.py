"""Whom trust lets rise, whom it does not, and how soon it notices when somebody changes.

Run: python -m tests.bench.bench_trust [--people 300] [--seed 1] [--quick]

People of many sorts live a year of active days in a small world of their own, through the bot's own rules,
with a manager who accepts each proposal the next day. In brackets stands the 95 % interval: Wilson's for
shares, order statistics for days, the normal one for means.
"""

from __future__ import annotations

import argparse

from tests.bench.trust_tables import (
    collapses,
    false_promotions,
    meters,
    passing,
    players,
    promotions,
    wald,
)

QUICK = 40
MANY, FEW = 40_000, 4_000


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=300, help="how many lives of each sort")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other people")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} lives of each sort, wide intervals")
    asked = parser.parse_args()
    people, many = (QUICK, FEW) if asked.quick else (asked.people, MANY)
    for table in (promotions, false_promotions, collapses, players):
        table(people, asked.seed)
    for figures in (passing, meters, wald):
        figures(many, asked.seed)


if __name__ == "__main__":
    main()
