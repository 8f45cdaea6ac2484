"""How well a week's end is foreseen, beside the rule of the straight line; and what a tick of hints costs.

Run: python -m tests.bench.bench_pace [--people 400] [--weeks 60] [--target 25] [--together] [--reps 500]

People of a small world have a rate of their own that drifts, a rhythm within the week, and days that go well
or badly; with --together whole weeks do. What the bot's rules say of it is worked out by the bot's own code.
"""

from __future__ import annotations

import argparse
import gc
import logging
import math
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import structlog
from sqlalchemy import insert, update

from bot.app import Latitude
from bot.config import Settings
from bot.domain.odds import odds
from bot.domain.paces import WeekDone, pace_of, shares_of, spread_of
from bot.domain.people import Person, Rank
from bot.services import example
from bot.store import migrate, people, plans, workspaces
from bot.store.checkins import CheckinCountRow, CheckinRow
from bot.store.people import PersonRow
from bot.store.plans import PlanRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.store.database import Database

PROFILE = (0.16, 0.22, 0.22, 0.24, 0.16)
SPREAD = 2.4
BETWEEN, DRIFT = 0.3, 0.05
"""How far people's rates lie apart, and how far one moves from week to week; as shares of it."""

LEARNING = 20
"""Weeks that are lived before any is foreseen."""

WORKSPACE = "T1"
MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
TEAM = 10
ROW = "{:<30}{:>10}{:>10}{:>12}{:>12}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=400, help="how many live in the world")
    parser.add_argument("--weeks", type=int, default=60, help=f"how long, {LEARNING} to learn from included")
    parser.add_argument("--target", type=int, default=25, help="what a week asks, and people do on average")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other people")
    parser.add_argument("--reps", type=int, default=500, help="who is hinted at in one tick")
    parser.add_argument("--together", action="store_true", help="whole weeks go well or badly, not days")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    _foresee(live(asked.people, asked.weeks, asked.target, asked.seed, together=asked.together), asked.target)
    _tick(asked.reps)


def live(people_: int, weeks: int, target: int, seed: int, *, together: bool = False) -> NDArray[np.int64]:
    """What everybody does on each day: people, weeks, days."""
    chance = np.random.default_rng(seed)
    usual = target * np.exp(chance.normal(0, BETWEEN, people_))
    moves = np.cumsum(chance.normal(0, DRIFT, (people_, weeks)), axis=1)
    rates = usual[:, None] * np.exp(moves - moves.mean(axis=1, keepdims=True))
    means = rates[:, :, None] * np.array(PROFILE)
    if together:
        means = means * (chance.gamma(rates / (SPREAD - 1)) * (SPREAD - 1) / rates)[:, :, None]
        return np.asarray(chance.poisson(means))
    done: NDArray[np.int64] = chance.poisson(chance.gamma(means / (SPREAD - 1)) * (SPREAD - 1))
    return done


def _foresee(days: NDArray[np.int64], target: int) -> None:
    people_, weeks, _ = days.shape
    shares = shares_of([list(map(float, week)) for who in days[:, :LEARNING] for week in who], len(PROFILE))
    done = [[WeekDone(MONDAY, float(week.sum())) for week in who] for who in days]
    spread = spread_of(who[:LEARNING] for who in done)
    ends = days.sum(axis=2)[:, LEARNING:] >= target
    print(f"{people_} people, {weeks - LEARNING} weeks each, target {target}; {ends.mean():.0%} reach it.")
    print(f"Rhythm {', '.join(f'{each:.3f}' for each in shares)}; spread {spread:.2f}.\n")
    print(ROW.format("", "Brier", "AUC", "line: Brier", "line: AUC"))
    everything: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for day in (2, 3):
        found = np.array(
            [
                [
                    _probability(done[who], days[who], week, day, target, shares, spread)
                    for week in range(LEARNING, weeks)
                ]
                for who in range(people_)
            ]
        )
        line = (days[:, LEARNING:, :day].sum(axis=2) >= target * day / len(PROFILE)).astype(float)
        everything.append((found, line))
        _show(f"after day {day}", found, line, ends)
    both = np.concatenate([ends, ends])
    said, lines = (np.concatenate(each) for each in zip(*everything, strict=True))
    _show("both", said, lines, both)
    print()


def _probability(
    done: Sequence[WeekDone],
    days: NDArray[np.int64],
    week: int,
    day: int,
    target: int,
    shares: Sequence[float],
    spread: float,
) -> float:
    pace = pace_of(float(target), done[max(0, week - 40) : week])
    so_far, behind = int(days[week, :day].sum()), math.fsum(shares[:day])
    return odds(
        target - so_far, a=pace.a + so_far, b=pace.b + behind, left=1 - behind, spread=spread
    ).probability


def _show(what: str, found: NDArray[np.float64], line: NDArray[np.float64], ends: NDArray[np.bool_]) -> None:
    figures = (brier(found, ends), auc(found, ends), brier(line, ends), auc(line, ends))
    print(ROW.format(what, *(f"{each:.3f}" for each in figures)), flush=True)


def brier(said: NDArray[np.float64], ends: NDArray[np.bool_]) -> float:
    """The mean squared distance between what was said and what happened; the less the better."""
    return float(np.mean((said - ends) ** 2))


def auc(said: NDArray[np.float64], ends: NDArray[np.bool_]) -> float:
    """How often a week that reached its target was given the better chance of two; ties count half."""
    values, ranks = np.unique(said.ravel(), return_inverse=True)
    counts = np.bincount(ranks.ravel(), minlength=len(values))
    middle = np.cumsum(counts) - (counts - 1) / 2
    reached = ends.ravel()
    hits, misses = int(reached.sum()), int((~reached).sum())
    return float((middle[ranks.ravel()][reached].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _tick(reps: int) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'team.sqlite3'}"
        bot = Latitude(Settings(database_url=url), now=lambda: MORNING)
        _fill(bot.database, reps)
        learnt = _seconds(bot.paces.close_weeks)
        first = _seconds(bot.nudges.nudge)
        again = _seconds(bot.nudges.nudge)
        idle = _seconds(bot.paces.close_weeks)
        home = _seconds(lambda: bot.homes.of(WORKSPACE, "U0000"))
        bot.database.close()
    print(f"Seconds for {reps} reps in teams of {TEAM}, with 40 weeks of two counts a day (SQLite).\n")
    for what, seconds in (
        ("learning from a closed week", learnt),
        ("the same with nothing closed", idle),
        ("one tick of hints", first),
        ("the same with nothing new", again),
        ("one rep's Home", home),
    ):
        print(f"{what:<34}{seconds:>8.3f}")


def _fill(database: Database, reps: int) -> None:
    migrate.upgrade(database)
    long_ago = MORNING - timedelta(days=400)
    team = [_person(f"M{number:03}", Rank.MANAGER, None) for number in range(math.ceil(reps / TEAM))]
    team += [_person(f"U{number:04}", Rank.REP, f"M{number // TEAM:03}") for number in range(reps)]
    chance = np.random.default_rng(1)
    with database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace(WORKSPACE, "Acme"), long_ago)
        plans.add(connection, WORKSPACE, example.plan(), "bench", long_ago)
        people.save_all(connection, WORKSPACE, team, long_ago)
        connection.execute(update(PersonRow).values(added_at=long_ago))
        connection.execute(update(PlanRow).values(applied_at=long_ago))
        days = [MONDAY - timedelta(weeks=week) + timedelta(day) for week in range(1, 41) for day in range(5)]
        for person in (each.id for each in team if each.rank is Rank.REP):
            worked = [*days, MONDAY, MONDAY + timedelta(1)]
            connection.execute(insert(CheckinRow), [_checkin(person, day) for day in worked])
            counts = chance.poisson((3.9, 0.5), (len(worked), 2))
            connection.execute(
                insert(CheckinCountRow),
                [
                    {**_whose(person, day), "activity": key, "hundredths": int(n) * 100}
                    for day, row in zip(worked, counts, strict=True)
                    for key, n in zip(("leads", "demos"), row, strict=True)
                ],
            )


def _person(who: str, rank: Rank, manager: str | None) -> Person:
    role = "ae" if rank is Rank.REP else None
    return Person(WORKSPACE, who, who, rank, role, manager, "UTC", date(2025, 1, 6))


def _whose(person: str, day: date) -> dict[str, object]:
    return {"workspace": WORKSPACE, "person": person, "day": day}


def _checkin(person: str, day: date) -> dict[str, object]:
    return {
        **_whose(person, day),
        "wins": "",
        "blockers": "",
        "submitted_at": MORNING,
        "changed_at": MORNING,
        "revision": 1,
        "plan_version": 1,
    }


def _seconds(act: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
