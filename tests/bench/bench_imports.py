"""How long a file of counts takes, and what counts from elsewhere cost where people wait.

Run: python -m tests.bench.bench_imports [--lines 100000] [--people 500] [--only sqlite]

Most of a year of a company's counts in one file, sorted by day: written for the first time, and taken once
more with nothing new; while nobody has checked in, and when everybody has all year, so that the ledger has
something to say of each day. Below stand the statements of a form, a check-in and a Home, under a plan that
takes counts from elsewhere and under one that does not.
"""

from __future__ import annotations

import argparse
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import event, insert

from bot.domain.import_rows import read_counts_file
from bot.domain.people import Person, Rank
from bot.services import example
from bot.services.checkins import Checkins, Words
from bot.services.homes import Homes
from bot.services.imports import Imports
from bot.store import people, plans, workspaces
from bot.store.checkins import CheckinCountRow, CheckinRow
from bot.store.database import Database
from tests.databases import ENGINES, Databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.plan import Plan

NOW = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)  # a Friday
TODAY = NOW.date()
LONG_AGO = TODAY - timedelta(days=4 * 365)
WORKSPACE = "T1"
ROW = "{:<12}{:<34}{:>12}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--only", choices=ENGINES, help="one database instead of both")
    asked = parser.parse_args()
    content = _file(asked.lines, asked.people)
    print(f"{asked.lines} lines of {asked.people} people, {len(content) / 1e6:.1f} MB; seconds.\n")
    print(ROW.format("database", "what", ""))
    started = time.perf_counter()
    rows = read_counts_file(content)
    print(ROW.format("", "read the file", f"{time.perf_counter() - started:.1f}"))
    with TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            for engine in [asked.only] if asked.only else ENGINES:
                for said in (False, True):
                    database = _made(databases.new(engine), _plan(), asked.people, said=said)
                    desk = Imports(database, lambda: NOW, checkins=Checkins(database, lambda: NOW))
                    whose = "all checked in" if said else "nobody has"
                    for what in ("first time", "once more"):
                        started = time.perf_counter()
                        report = desk.take(WORKSPACE, rows)
                        took = time.perf_counter() - started
                        assert not report.refused
                        print(ROW.format(engine, f"{what}, {whose}", f"{took:.1f}"), flush=True)
                    database.close()
                for plan, name in ((example.plan(), "counts typed"), (_plan(), "counts from elsewhere")):
                    database = _made(databases.new(engine), plan, 1, said=False)
                    for what, number in _statements(database).items():
                        print(ROW.format(engine, f"statements of {what}, {name}", number), flush=True)
                    database.close()
        finally:
            databases.stop()


def _statements(database: Database) -> dict[str, int]:
    """How many statements a form, a check-in and a Home take."""
    desk, home = Checkins(database, lambda: NOW), Homes(database, lambda: NOW)
    words = Words({"leads": "4", "demos": "1"})
    desk.submit(WORKSPACE, "U0", receipt="warm", day=TODAY - timedelta(days=1), words=words)
    found = {}
    with _counting(database) as seen:
        desk.form(WORKSPACE, "U0", TODAY)
    found["a form"] = len(seen)
    with _counting(database) as seen:
        desk.submit(WORKSPACE, "U0", receipt="real", day=TODAY, words=words)
    found["a check-in"] = len(seen)
    with _counting(database) as seen:
        home.of(WORKSPACE, "U0")
    found["a Home"] = len(seen)
    return found


@contextmanager
def _counting(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _plan() -> Plan:
    plan = example.plan()
    activities = [each.model_copy(update={"source": "import"}) for each in plan.activities]
    return plan.model_copy(update={"activities": tuple(activities)})


def _days() -> list[date]:
    days = (TODAY - timedelta(days=at) for at in range(300))
    return [day for day in days if day.weekday() < 5]


def _file(lines: int, reps: int) -> bytes:
    """By day, as a CRM would write it: everybody, then the next day, and on from the beginning."""
    days = _days()
    written = ["source_id,person,activity,day,count"]
    for at in range(lines):
        day = days[(at // (reps * 2)) % len(days)]
        activity = "leads" if at % 2 else "demos"
        written.append(f"crm-{at},U{(at // 2) % reps},{activity},{day},{1 + at % 7}")
    return "\n".join(written).encode()


def _made(url: str, plan: Plan, reps: int, *, said: bool) -> Database:
    database = Database(url)
    rita = Person(WORKSPACE, "U0", "Rita", Rank.REP, "ae", None, "America/New_York", LONG_AGO)
    with database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace(WORKSPACE, "Bench"), NOW)
        plans.add(connection, WORKSPACE, plan, "bench", datetime(2022, 1, 3, tzinfo=UTC))
        team = [replace(rita, id=f"U{at}", name=f"Rep {at}") for at in range(reps)]
        people.save_all(connection, WORKSPACE, team, datetime(2022, 1, 3, tzinfo=UTC))
    if said:
        with database.writing() as connection:
            for at in range(reps):
                _fill(connection, f"U{at}")
    return database


def _fill(connection: object, user: str) -> None:
    whose = {"workspace": WORKSPACE, "person": user}
    said = {"wins": "", "blockers": "", "mark": "on_time", "submitted_at": NOW, "changed_at": NOW}
    said |= {"revision": 1, "plan_version": 1, "role": "ae", "commitment": "", "covered_days": 1}
    days = _days()
    connection.execute(insert(CheckinRow), [whose | said | {"day": day} for day in days])  # type: ignore[attr-defined]
    connection.execute(  # type: ignore[attr-defined]
        insert(CheckinCountRow),
        [
            whose | {"day": day, "activity": what, "hundredths": 400}
            for day in days
            for what in ("leads", "demos")
        ],
    )


if __name__ == "__main__":
    main()
