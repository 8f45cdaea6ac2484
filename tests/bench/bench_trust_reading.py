"""How long somebody's trust takes to read, after ten years and after a month; and a company's day to fold.

Run: python -m tests.bench.bench_trust_reading [--people 10000] [--times 200] [--only sqlite]

Reading: one database on each engine, with a person of each kind in it; both are read in turn, so that
whatever else the machine does weighs on both. Folding: the desk closes one working day of everybody.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import insert, text, update

from bot.domain.people import Person, Rank
from bot.services import example
from bot.services.explanations import Explanations
from bot.services.trust import Trust
from bot.store import people, plans, trust, workspaces
from bot.store.checkins import CheckinRow
from bot.store.database import Database
from bot.store.evidence import EvidenceRow
from bot.store.trust import TrustHeadRow
from tests.databases import ENGINES, Databases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

NOW = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)  # a Friday
TODAY = NOW.date()
SPANS = {"U_MONTH": 30, "U_DECADE": 3652}
WORKSPACE, ZONE = "T1", "America/New_York"
CHUNK = 5_000
PARAMETERS = example.plan().trust
ROW = "{:<12}{:<18}{:>12}{:>12}{:>8}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000, help="whose day is folded")
    parser.add_argument("--times", type=int, default=200, help="how often each person is read")
    parser.add_argument("--only", choices=ENGINES, help="one database instead of both")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            for engine in [asked.only] if asked.only else ENGINES:
                _reading(databases.new(engine), engine, asked.times)
                _folding(databases.new(engine), engine, asked.people)
        finally:
            databases.stop()


def _reading(url: str, engine: str, times: int) -> None:
    database = Database(url)
    _found(database, [_rep(who, TODAY - timedelta(days=days)) for who, days in SPANS.items()])
    with database.writing() as connection:
        for who, days in SPANS.items():
            worked = list(_worked(TODAY - timedelta(days=days), TODAY))
            _say(connection, [(who, day) for day in worked])
    Trust(database, lambda: NOW).close_days()
    _analyse(database)
    desk = Explanations(database, lambda: NOW)
    print(ROW.format(engine, "reading, ms", "a month", "ten years", "ratio"))
    _compare("latest state", times, lambda who: _latest(database, who))
    _compare("all of Why?", times, lambda who: desk.of(WORKSPACE, who, who))
    database.close()


def _compare(name: str, times: int, read: Callable[[str], object]) -> None:
    waits: dict[str, list[float]] = {who: [] for who in SPANS}
    gc.collect()
    for _ in range(times):
        for who, mine in waits.items():
            started = time.perf_counter()
            read(who)
            mine.append((time.perf_counter() - started) * 1000)
    short, long = (statistics.median(each) for each in waits.values())
    print(ROW.format("", name, f"{short:.2f}", f"{long:.2f}", f"{long / short:.2f}"), flush=True)


def _latest(database: Database, who: str) -> object:
    with database.reading() as connection:
        return trust.latest(connection, WORKSPACE, [who], PARAMETERS)[who]


def _folding(url: str, engine: str, number: int) -> None:
    """Everybody's Thursday, after a month that is folded already for all but the last day."""
    database = Database(url)
    began = TODAY - timedelta(days=7)
    team = [_rep(f"U{each:05}", began) for each in range(number)]
    _found(database, team)
    thursday, friday = TODAY - timedelta(days=1), TODAY
    days = list(_worked(began, friday))
    with database.writing() as connection:
        _say(connection, [(each.id, day) for each in team for day in days])
    _analyse(database)
    clock = [datetime(thursday.year, thursday.month, thursday.day, 12, tzinfo=UTC)]
    desk = Trust(database, lambda: clock[0])
    started = time.perf_counter()
    before = desk.close_days()
    first = time.perf_counter() - started
    clock[0] = NOW
    with database.writing() as connection:
        connection.execute(update(TrustHeadRow).values(due_at=NOW))
    started = time.perf_counter()
    folded = desk.close_days()
    took = time.perf_counter() - started
    print(f"{engine:<12}folding {folded:,} days of {number:,} people: {took:.1f} s "
          f"(the {before:,} days before them: {first:.1f} s)", flush=True)  # fmt: skip
    database.close()


def _found(database: Database, team: list[Person]) -> None:
    with database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace(WORKSPACE, "Bench"), NOW)
        plans.add(connection, WORKSPACE, example.plan(), "bench", datetime(2015, 1, 5, tzinfo=UTC))
        people.save_all(connection, WORKSPACE, team, datetime(2015, 1, 5, tzinfo=UTC))
        trust.begin(connection, WORKSPACE, {each.id: 0 for each in team}, NOW - timedelta(days=4000))


def _say(connection: Connection, days: list[tuple[str, date]]) -> None:
    """A check-in on time, and its evidence, for each person and day."""
    for start in range(0, len(days), CHUNK):
        some = days[start : start + CHUNK]
        whose = [{"workspace": WORKSPACE, "person": who, "day": day} for who, day in some]
        said = {
            "wins": "", "blockers": "", "commitment": "", "mark": "on_time", "covered_days": 1,
            "submitted_at": NOW, "changed_at": NOW, "revision": 1, "plan_version": 1,
        }  # fmt: skip
        connection.execute(insert(CheckinRow), [each | said for each in whose])
        rows = []
        for each in whose:
            for key, kind, facts in (
                ("checkin", "checkin_on_time", "{}"),
                ("activity", "activity_day", '{"metrics": [[4.0, 5.0]], "verified": true}'),
            ):
                row = {"key": f"{key}:{each['day']}", "kind": kind, "facts": facts, "plan_version": 1}
                rows.append(each | row | {"revision": 1, "at": NOW})
        connection.execute(insert(EvidenceRow), rows)


def _analyse(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _worked(first: date, last: date) -> Iterator[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (day for day in days if day.weekday() < 5)


def _rep(who: str, starts_on: date) -> Person:
    return Person(WORKSPACE, who, f"Rep {who}", Rank.REP, "ae", None, ZONE, starts_on)


if __name__ == "__main__":
    main()
