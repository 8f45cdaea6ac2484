"""How long a company of 10,000 takes to be planned for, the first time and every time after.

Run: python -m tests.bench.bench_planning [--managers 1250] [--times 3] [--only sqlite]

Beside each figure stands the least that such work can cost, measured in the same run: as many rows
written to a table without indexes, and the team read once.
"""

from __future__ import annotations

import argparse
import gc
import logging
import statistics
import time
import tomllib
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import MetaData, delete, func, insert, select, text

from bot.app import Latitude
from bot.config import Settings
from bot.domain.absences import Absence
from bot.domain.calendar import ONE_DAY, days_between
from bot.domain.people import Person, Rank
from bot.domain.plan import Plan, read_plan
from bot.services import example
from bot.store import absences, people, plans, workspaces
from bot.store.checkins import CheckinRow
from bot.store.delivery_tables import TABLES, DeliveryRow
from bot.store.marks import MarkRow
from tests.databases import ENGINES, Databases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Table

    from bot.store.database import Database

WORKSPACE = "T1"
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # a Wednesday
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
REPS_EACH = 7
ANSWERED_DAYS = 4
COUNTRIES = ("US", "DE", "GB", "FR", "JP", "BR")
ROLES = ("ae", "sdr", "se")
LEVELS = ("L0", "L1", "L2", "L3", "L4")
ZONES = (
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver"),
    *("America/Chicago", "America/New_York", "America/Halifax", "America/St_Johns"),
    *("America/Sao_Paulo", "Atlantic/Azores", "Europe/London", "Europe/Berlin"),
    *("Europe/Helsinki", "Europe/Istanbul", "Asia/Dubai", "Asia/Karachi"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Bangkok", "Asia/Singapore"),
    *("Asia/Tokyo", "Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland"),
)
ROW = "{:<12}{:<26}{:>10}{:>12}{:>12}{:>9}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--managers", type=int, default=1_250, help=f"each with {REPS_EACH} reps")
    parser.add_argument("--times", type=int, default=3, help="how often each is measured; medians are shown")
    parser.add_argument("--only", choices=ENGINES, help="one database instead of both")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(f"Seconds for {asked.managers * (1 + REPS_EACH):,} people (median of {asked.times}).\n")
    print(ROW.format("database", "", "rows", "seconds", "baseline", "ratio"))
    with TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            for engine in [asked.only] if asked.only else ENGINES:
                _measure(databases.new(engine), engine, asked.managers, asked.times)
        finally:
            databases.stop()


def _measure(url: str, engine: str, managers: int, times: int) -> None:
    bot = Latitude(Settings(database_url=url), now=lambda: NOW)
    _fill(bot.database, managers)
    _analyze(bot.database)

    def show(what: str, table: type[Any], seconds: float, baseline: float) -> None:
        rows = _count(bot.database, table)
        figures = (f"{rows:,}", f"{seconds:.2f}", f"{baseline:.2f}", f"{seconds / baseline:.2f}")
        print(ROW.format(engine, what, *figures), flush=True)

    first, again = _twice(bot.database, DeliveryRow, bot.plan, times)
    show("first planning", DeliveryRow, first, _bare_insert(bot.database, TABLES[0]))
    show("nothing new to plan", DeliveryRow, again, _seconds(lambda: _read(bot.database)))
    first, again = _twice(bot.database, MarkRow, bot.marks.close, times)
    show(
        "first closing", MarkRow, first, _bare_insert(bot.database, MarkRow.metadata.tables["checkin_marks"])
    )
    show("nothing new to close", MarkRow, again, _seconds(lambda: _read(bot.database)))
    print(f"{'':<12}first planning takes {_peak(bot) / 2**20:.0f} MiB at its peak\n", flush=True)
    bot.database.close()


def _twice(database: Database, table: type[Any], act: Callable[[], int], times: int) -> tuple[float, float]:
    """The seconds it takes to do something from nothing, and again."""
    first, again = [], []
    for _ in range(times):
        _clear(database, table)
        first.append(_seconds(act))
        _analyze(database)
        again.append(_seconds(act))
    return statistics.median(first), statistics.median(again)


def _peak(bot: Latitude) -> int:
    """Bytes of Python objects while everything is planned anew."""
    _clear(bot.database, DeliveryRow)
    tracemalloc.start()
    bot.plan()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _bare_insert(database: Database, table: Table) -> float:
    """The seconds it takes to write the rows of `table` to one like it without keys or indexes."""
    bare = table.to_metadata(MetaData(), name=f"bare_{table.name}")
    for constraint in [each for each in bare.constraints if each is not bare.primary_key]:
        bare.constraints.discard(constraint)
    bare.indexes.clear()
    with database.writing() as connection:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        bare.create(connection)

    def write() -> None:
        for start in range(0, len(rows), 1_000):
            with database.writing() as connection:
                connection.execute(insert(bare), rows[start : start + 1_000])

    return _seconds(write)


def _read(database: Database) -> None:
    with database.reading() as connection:
        people.active(connection, WORKSPACE)


def _seconds(act: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _count(database: Database, table: type[Any]) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _clear(database: Database, table: type[Any]) -> None:
    """Empty a table, whose statistics stay: PostgreSQL would read all of one that it believes to be empty."""
    with database.writing() as connection:
        connection.execute(delete(table))


def _analyze(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _fill(database: Database, managers: int) -> None:
    """A company that has been at it for long, of whom most have answered the last days."""
    team = list(_team(managers))
    today = NOW.date()
    with database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace(WORKSPACE, "Bench"), NOW)
        plans.add(connection, WORKSPACE, _plan(), "bench", NOW)
        people.save_all(connection, WORKSPACE, team, LONG_AGO)
        for number, person in enumerate(team):
            if number % 20 == 0:
                away = Absence(f"A{number}", person.id, today, today + timedelta(days=7), person.id)
                absences.add(connection, WORKSPACE, away, NOW)
        for day in days_between(today - ANSWERED_DAYS * ONE_DAY, today - ONE_DAY):
            reps = [each for each in team if each.role is not None]
            said = [_said(each, day) for number, each in enumerate(reps) if (number + day.day) % 5]
            connection.execute(insert(CheckinRow), said)


def _said(person: Person, day: date) -> dict[str, Any]:
    return {
        "workspace": WORKSPACE,
        "person": person.id,
        "day": day,
        "wins": "",
        "blockers": "",
        "mark": "on_time",
        "commitment": "",
        "covered_days": 1,
        "submitted_at": NOW,
        "changed_at": NOW,
        "revision": 1,
        "plan_version": 1,
    }


def _team(managers: int) -> Iterator[Person]:
    for number in range(managers):
        zone, country = ZONES[number % len(ZONES)], COUNTRIES[number % len(COUNTRIES)]
        manager = Person(
            *(WORKSPACE, f"M{number:05}", f"Maya{number} Lindqvist", Rank.MANAGER, None, None),
            *(zone, LONG_AGO.date()),
            country=country,
        )
        yield manager
        for report in range(REPS_EACH):
            rep = replace(
                manager, id=f"R{number:05}{report}", name=f"Rita{number} Ortiz{report}", rank=Rank.REP
            )
            place = number * REPS_EACH + report
            yield replace(
                rep,
                role=ROLES[place % 3],
                manager=manager.id,
                level=LEVELS[place % 5],
                timezone=ZONES[place % 24],
            )


def _plan() -> Plan:
    """The example plan, with a third role."""
    document = tomllib.loads(example.plan_text())
    expected = [{"activity": "calls", "target": 6, "per": "day"}]
    third = {"key": "se", "name": "Solution engineer", "expect": expected}
    return read_plan(document | {"roles": [*document["roles"], third]})


if __name__ == "__main__":
    main()
