"""How long App Home takes to read and draw, with three years behind it and with a week.

Run: python -m tests.bench.bench_home [--people 40] [--times 60] [--only sqlite]

Two databases on each engine, alike but for how long the team has checked in; both are read in turn, so that
whatever else the machine does weighs on both. A rep's Home and the Home of the manager of all of them.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import insert, text

from bot.domain.people import Person, Rank
from bot.services import example
from bot.services.homes import Homes
from bot.store import people, plans, workspaces
from bot.store.checkins import CheckinCountRow, CheckinRow
from bot.store.database import Database
from bot.store.weeks import WeekReviewRow
from bot.views import home
from tests.databases import ENGINES, Databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

NOW = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)  # a Friday
TODAY = NOW.date()
LONG_AGO = TODAY - timedelta(days=4 * 365)
SPANS = {"one week": 7, "three years": 3 * 365}
MANAGER, WORKSPACE, ZONE = "U_MANAGER", "T1", "America/New_York"
BLOCKERS = (
    "",
    "",
    "Waiting for legal",
    "",
    "none",
    "Legal review of the Kestrel contract",
    "",
    "CRM is down",
)
ROW = "{:<12}{:<10}{:>12}{:>14}{:>8}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=40, help="reps of the one manager")
    parser.add_argument("--times", type=int, default=60, help="how often each Home is drawn")
    parser.add_argument("--only", choices=ENGINES, help="one database instead of both")
    asked = parser.parse_args()
    print(f"Homes.of and draw in milliseconds (median of {asked.times}), {asked.people} reps.\n")
    print(ROW.format("database", "whose", *SPANS, "ratio"))
    with TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            for engine in [asked.only] if asked.only else ENGINES:
                _compare(databases, engine, asked.people, asked.times)
        finally:
            databases.stop()


def _compare(databases: Databases, engine: str, reps: int, times: int) -> None:
    made = [_made(databases.new(engine), reps, days) for days in SPANS.values()]
    desks = [Homes(each, lambda: NOW) for each in made]
    for whose, user in (("rep", "U0"), ("manager", MANAGER)):
        waits: list[list[float]] = [[] for _ in desks]
        for _ in range(times):
            for desk, mine in zip(desks, waits, strict=True):
                mine.append(_wait(desk, user))
        short, long = (statistics.median(each) for each in waits)
        figures = (f"{short:.1f}", f"{long:.1f}", f"{long / short:.2f}")
        print(ROW.format(engine, whose, *figures), flush=True)
    for each in made:
        each.close()


def _wait(desk: Homes, user: str) -> float:
    gc.collect()
    started = time.perf_counter()
    home.draw(desk.of(WORKSPACE, user))
    return (time.perf_counter() - started) * 1000


def _made(url: str, reps: int, days: int) -> Database:
    """A team that has worked here for long, and checked in for the last `days`."""
    database = Database(url)
    with database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace(WORKSPACE, "Bench"), NOW)
        plans.add(connection, WORKSPACE, example.plan(), "bench", NOW)
        people.save_all(connection, WORKSPACE, list(_team(reps)), datetime(2022, 1, 3, tzinfo=UTC))
        worked = [day for day in _days(days) if day.weekday() < 5]
        for number in range(reps):
            _fill(connection, f"U{number}", number, worked)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return database


def _fill(connection: Connection, user: str, number: int, worked: list[date]) -> None:
    whose = {"workspace": WORKSPACE, "person": user}
    said = {
        "wins": "Two introductions from one referral.",
        "mark": "on_time",
        "commitment": "Call Brandt back",
        "submitted_at": NOW,
        "changed_at": NOW,
        "revision": 1,
        "plan_version": 1,
    }
    connection.execute(
        insert(CheckinRow),
        [whose | said | {"day": day, "blockers": BLOCKERS[(number + day.day) % 8]} for day in worked],
    )
    connection.execute(
        insert(CheckinCountRow),
        [
            whose | {"day": day, "activity": activity, "hundredths": 100 * (1 + (number + day.day) % 7)}
            for day in worked
            for activity in ("leads", "demos")
        ],
    )
    reviewed = {"revision": 1, "verdict": "looks_right", "reviewed_by": MANAGER, "reviewed_at": NOW}
    mondays = [day for day in worked if day.weekday() == 0]
    connection.execute(
        insert(WeekReviewRow),
        [whose | reviewed | {"week": day, "seen": json.dumps({day.isoformat(): 1})} for day in mondays],
    )


def _days(count: int) -> Iterator[date]:
    return (TODAY - timedelta(days=number) for number in range(count))


def _team(reps: int) -> Iterator[Person]:
    manager = Person(WORKSPACE, MANAGER, "Maya Lindqvist", Rank.MANAGER, None, None, ZONE, LONG_AGO)
    yield manager
    for number in range(reps):
        rep = replace(manager, id=f"U{number}", name=f"Rep{number} Ortiz", rank=Rank.REP)
        yield replace(rep, role="ae", manager=MANAGER)


if __name__ == "__main__":
    main()
