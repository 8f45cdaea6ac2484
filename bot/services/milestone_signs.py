"""What milestones are noticed by: weeks that are over, deals that were won, steps that were made."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.checkins import Mark
from bot.domain.counts import summed
from bot.domain.histories import A_WEEK, Past
from bot.domain.milestones import Kind, Milestone, bests, held_price, hit_every_target
from bot.domain.schedules import schedule_of
from bot.domain.weeks import Verdict
from bot.services.desk import placed, schedules_for
from bot.services.import_counts import counting
from bot.store import absences, marks, people, weeks
from bot.store import milestones as store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

LOOK_BACK = timedelta(days=7)
"""How long after it happened something is still noticed."""

CLOSED_SINCE = timedelta(days=4)
"""The same of a week that was closed: later it is no news any more."""

_OF_WEEKS = frozenset({Kind.TARGET_WEEK, Kind.PERSONAL_BEST})
_AWAY_SINCE = timedelta(days=40)
_A_YEAR = timedelta(days=372)
"""So long before now another system's counts may be of: a year, and the rest of a week."""


def events(
    connection: Connection, workspace: str, plan: Plan, wanted: frozenset[Kind], now: datetime
) -> Iterator[Milestone]:
    """First wins, prices that were held, and steps up of late that nobody has noticed yet."""
    since = now - LOOK_BACK
    found: list[tuple[Kind, str, str, dict[str, str], datetime]] = []
    if Kind.FIRST_WIN in wanted:
        wins = store.first_wins(connection, workspace, since)
        found += [(Kind.FIRST_WIN, who, "first-win", {"request": request}, at) for who, request, at in wins]
    if Kind.HELD_PRICE in wanted:
        prices = {each.key for each in plan.powers if each.unit == "%"}
        found += [
            (Kind.HELD_PRICE, each.person, f"held-price:{each.request}", {"request": each.request}, each.at)
            for each in store.won(connection, workspace, since)
            if each.power in prices and held_price(each.asked, each.granted, each.given)
        ]
    if Kind.LEVEL_UP in wanted:
        for who, step, key, at in store.steps_up(connection, workspace, since):
            level = plan.level(key)
            facts = {"level": key if level is None else level.name}
            found.append((Kind.LEVEL_UP, who, f"level-up:{step}", facts, at))
    if not found:
        return
    known = store.known(connection, workspace, {kind for kind, *_ in found})
    team = people.some(connection, workspace, sorted({who for _, who, *_ in found}))
    for kind, who, key, facts, at in found:
        if (who, key) not in known and team[who].active:
            yield Milestone(who, key, kind, local_day(at, team[who].zone), now, facts)


def weeks_due(
    connection: Connection, workspace: str, plan: Plan, wanted: frozenset[Kind], now: datetime
) -> list[tuple[Person, date]]:
    """Everybody's weeks that were closed of late, and not looked at yet, by their first days."""
    if not wanted & _OF_WEEKS:
        return []
    first, last = (now - 3 * A_WEEK).date(), now.date()
    done = store.looked_at(connection, workspace, first, last)
    away = absences.since(connection, workspace, first - _AWAY_SINCE)
    alike: dict[tuple[object, ...], list[date]] = {}
    return [
        (person, week)
        for person in placed(people.active(connection, workspace))
        if plan.expected_of(person.role)
        for week in _closed(schedule_of(person, plan, away.get(person.id, ())), alike, now)
        if (person.id, week) not in done
    ]


def weeks_read(
    connection: Connection,
    plan: Plan,
    due: Sequence[tuple[Person, date]],
    wanted: frozenset[Kind],
    now: datetime,
) -> Iterator[Milestone]:
    """What these people reached in these weeks, in a few statements however many they are."""
    workspace, ids = due[0][0].workspace, sorted({each.id for each, _ in due})
    team = {each.id: each for each, _ in due}
    first, last = min(week for _, week in due), max(week for _, week in due) + A_WEEK
    schedules = schedules_for(connection, plan, list(team.values()), now)
    said = counting(connection, plan, list(team.values()), first, last, now, schedules)
    given = marks.between(connection, workspace, ids, first, last)
    reviews = weeks.reviews(connection, workspace, ids, first, last)
    ever = _by_week(connection, plan, due, schedules, now) if Kind.PERSONAL_BEST in wanted else {}
    for person, week in due:
        review = reviews.get((person.id, week))
        if review is not None and review.verdict is Verdict.TALK_FIRST:
            continue
        held = {day: mark for (who, day), mark in given.items() if who == person.id}
        theirs = {
            each.day: each
            for each in said.get(person.id, ())
            if each.covered_days or held.get(each.day) is not Mark.EXCUSED
        }
        past = Past(plan, person, schedules[person.id], theirs, held)
        weekdays = len(plan.calendar.weekdays)
        if Kind.TARGET_WEEK in wanted and hit_every_target(past.line(week, None), weekdays):
            yield Milestone(person.id, f"target-week:{week}", Kind.TARGET_WEEK, week, now)
        mine = ever.get(person.id, {})
        best = bests(mine.get(week, {}), [totals for each, totals in mine.items() if each < week])
        known = {each.key: each.name for each in plan.activities}
        names = [known[each] for each in best if each in known]
        if names:
            facts = {"activities": "\n".join(names)}
            yield Milestone(person.id, f"personal-best:{week}", Kind.PERSONAL_BEST, week, now, facts)


def _closed(schedule: Schedule, alike: dict[tuple[object, ...], list[date]], now: datetime) -> list[date]:
    """The weeks that were closed of late; the same for everybody alike, so worked out once."""
    key = (schedule.zone.key, schedule.days, schedule.cadence)
    if key not in alike:
        this, _ = schedule.days.week_of(local_day(now, schedule.zone))
        earlier = [this - A_WEEK, this - 2 * A_WEEK]
        alike[key] = [week for week in earlier if now - CLOSED_SINCE < schedule.window(week).settles <= now]
    return alike[key]


def _by_week(
    connection: Connection,
    plan: Plan,
    due: Sequence[tuple[Person, date]],
    schedules: Mapping[str, Schedule],
    now: datetime,
) -> dict[str, dict[date, dict[str, Decimal]]]:
    """What these people counted in each week of theirs that has numbers, by activity."""
    found: dict[str, dict[date, list[dict[str, Decimal]]]] = defaultdict(lambda: defaultdict(list))
    team = {each.id: each for each, _ in due}
    since, keys = now.date() - _A_YEAR, {each.key for each in plan.activities if each.source == "import"}
    for person, day, activity, done in store.totals(connection, due[0][0].workspace, sorted(team)):
        if activity not in keys or day < since:
            week, _ = schedules[person].days.week_of(day)
            found[person][week].append({activity: done})
    said = counting(connection, plan, list(team.values()), since, now.date(), now) if keys else {}
    for person, theirs in said.items():
        for each in theirs:
            week, _ = schedules[person].days.week_of(each.day)
            found[person][week].append({key: each.counts[key] for key in keys if key in each.counts})
    return {
        person: {week: summed(counts) for week, counts in by_week.items()}
        for person, by_week in found.items()
    }
