"""Whether reading somebody's trust takes longer the longer their history is, and what a day of many costs.

Run: python -m tests.bench.bench_reading [--times 2000] [--people 10000]

The rules alone, without a database. The same month of evidence, with something of every kind in it, is lived
once, and for ten years over and over; then both are read and explained in turn, on the day itself and after a
fortnight of leave that is none of theirs to lose by. At last one day of 10,000 people is folded and read.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.ladder import live_through
from bot.domain.ledger import Dim, Event, Kind, Step
from bot.domain.plan_parts import Trust
from bot.domain.trust import read
from bot.domain.trust_explained import explained

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ladder import Day
    from bot.domain.trust import Reading

TRUST = Trust.model_validate({})
MONTH, TEN_YEARS = 21, 2520
SILENT = 10
ROW = "{:<34}{:>12}{:>12}{:>9}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=2000, help="how often each is read")
    parser.add_argument("--people", type=int, default=10_000, help="how many live through one day")
    asked = parser.parse_args()
    young, old = _lived(MONTH), _lived(TEN_YEARS)
    print(f"Microseconds, median of {asked.times}.\n")
    print(ROW.format("", "one month", "ten years", "ratio"))
    for silent in (0, SILENT):
        _compare(
            f"read, {silent} silent days later",
            young,
            old,
            asked.times,
            _read,
            silent,
        )
    _compare("read and explained", young, old, asked.times, lambda day, on: explained(_read(day, on)), 0)
    _compare("one more day, folded and read", young, old, asked.times, _next, 1)
    print(f"\n{asked.people:,} people's day, folded and read: {_everybody(old, asked.people):.2f} s")


def _compare(
    what: str, young: Day, old: Day, times: int, doing: Callable[[Day, int], object], later: int
) -> None:
    """One row; the two take turns, so that whatever else the machine does weighs on both."""
    took: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    for _ in range(times):
        for day, mine in zip((young, old), took, strict=True):
            started = time.perf_counter()
            doing(day, day.aday + later)
            mine.append((time.perf_counter() - started) * 1e6)
    gc.enable()
    short, long = (statistics.median(each) for each in took)
    print(ROW.format(what, f"{short:.1f}", f"{long:.1f}", f"{long / short:.2f}"), flush=True)


def _read(day: Day, aday: int) -> Reading:
    return read(day.state, TRUST, aday)


def _next(day: Day, aday: int) -> Day:
    return live_through(day, TRUST, aday, _rows(aday))


def _everybody(day: Day, people: int) -> float:
    """Seconds that one day of so many takes, the gathering of their rows not counted."""
    told = [
        [replace(row, id=f"{number}-{row.id}") for row in _rows(day.aday + 1)] for number in range(people)
    ]
    started = time.perf_counter()
    for rows in told:
        live_through(day, TRUST, day.aday + 1, rows)
    return time.perf_counter() - started


def _lived(days: int) -> Day:
    day = live_through(None, TRUST, 0, ())
    for aday in range(1, days + 1):
        day = live_through(day, TRUST, aday, _rows(aday))
    return day


def _rows(aday: int) -> list[Event]:
    """An ordinary day's rows; each other kind has its day of the month."""
    rows = [
        Event(aday, 1, Kind.CHECKIN_ON_TIME),
        Event(aday, 2, Kind.COMMITMENT_KEPT),
        Event(aday, 3, Kind.ACTIVITY_DAY, metrics=((4, 5),)),
        Event(aday, 4, Kind.REQUEST_DECIDED, requested=8, granted=6),
    ]
    rare = {
        1: Event(aday, 5, Kind.CHECKIN_LATE),
        2: Event(aday, 5, Kind.CHECKIN_MISSED),
        3: Event(aday, 5, Kind.COMMITMENT_MISSED),
        4: Event(aday, 5, Kind.ACTIVITY_WEEK, metrics=((3, 3),)),
        5: Event(aday, 5, Kind.CONCESSION_HONOURED, size=8),
        6: Event(aday, 5, Kind.AUDIT_OK, size=8),
        7: Event(aday, 5, Kind.AUDIT_BAD),
        8: Event(aday, 5, Kind.BREACH),
        9: Event(aday, 5, Kind.ATTEST, dim=Dim.R, score=4),
        10: Event(aday, 5, Kind.ATTEST, dim=Dim.A, score=4),
        11: Event(aday, 5, Kind.ATTEST, dim=Dim.J, score=4),
        12: Event(aday, 5, Kind.LADDER, step=Step.PROMOTE),
    }
    found = rare.get(aday % MONTH)
    return rows if found is None else [*rows, found]


if __name__ == "__main__":
    main()
