"""A team's week, read for its manager: everybody's numbers beside their own earlier weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.calendar import days_between
from bot.domain.counts import summed
from bot.domain.imports import differences
from bot.domain.plan import Cadence
from bot.domain.weeks import USUAL_WEEKS, WORD_LASTS, PersonsWeek, TeamWeek, Total, fitting, usual_range
from bot.services.desk import schedule_for, schedules_for
from bot.services.import_reading import imported_of_all
from bot.store import checkins, people, weeks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.imports import Differing, Imported
    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan
    from bot.domain.schedules import Schedule
    from bot.domain.weeks import Review

HISTORY = timedelta(weeks=USUAL_WEEKS + 4)
"""How far back usual weeks are looked for: four weeks without a check-in do not matter."""

_A_WEEK = timedelta(days=6)


def team_week(connection: Connection, plan: Plan, manager: Person, week: date, now: datetime) -> TeamWeek:
    """The week of everybody who answers to `manager`, had started by then, and counts something."""
    schedule = schedule_for(connection, plan, manager, now)
    days = days_between(week, week + _A_WEEK)
    closes = schedule.window(week).settles + WORD_LASTS
    team = [
        each
        for each in people.reports_of(connection, manager.workspace, manager.id)
        if plan.expected_of(each.role) and each.first_day <= days[-1]
    ]
    everybody = _persons_weeks(connection, plan, team, week, closes, now)
    shown = fitting(everybody)
    return TeamWeek(
        manager=manager,
        week=week,
        last=next((day for day in reversed(days) if schedule.works(day)), days[-1]),
        closes=max([closes, *(each.closes for each in shown)]),
        now=now,
        people=shown,
        more=len(everybody) - len(shown),
    )


def persons_week(
    connection: Connection, plan: Plan, person: Person, week: date, closes: datetime, now: datetime
) -> PersonsWeek:
    """One person's week; a word on it counts until `closes`, and so long after they may change it no more."""
    (found,) = _persons_weeks(connection, plan, [person], week, closes, now)
    return found


def _persons_weeks(
    connection: Connection, plan: Plan, team: Sequence[Person], week: date, closes: datetime, now: datetime
) -> list[PersonsWeek]:
    if not team:
        return []
    workspace, ids = team[0].workspace, [each.id for each in team]
    schedules = schedules_for(connection, plan, team, now)
    said = checkins.between(connection, workspace, ids, week - HISTORY, week + _A_WEEK)
    words = weeks.reviews(connection, workspace, ids, week, week)
    known = imported_of_all(connection, plan, team, week, week + _A_WEEK)
    read = [
        _read(plan, each, schedules[each.id], week, closes, said.get(each.id, []), words.get((each.id, week)))
        for each in team
    ]
    return [
        replace(each, differing=_both_seen(plan, schedules[each.person.id], each, known[each.person.id], now))
        if each.person.id in known
        else each
        for each in read
    ]


def _both_seen(
    plan: Plan, schedule: Schedule, week: PersonsWeek, known: Imported, now: datetime
) -> tuple[Differing, ...]:
    """What another system has differently: shown once the person has chosen, or the day has closed."""
    found = differences(plan, schedule, week.said, known, now)
    return tuple(each for each in found if each.kept or each.closed)


def _read(
    plan: Plan,
    person: Person,
    schedule: Schedule,
    week: date,
    closes: datetime,
    said: Sequence[Checkin],
    review: Review | None,
) -> PersonsWeek:
    days = days_between(week, week + _A_WEEK)
    this_week = [each for each in said if each.day >= week]
    done = summed(each.counts for each in this_week)
    earlier = _totals_by_week(schedule, [each for each in said if each.day < week])
    return PersonsWeek(
        person=person,
        week=week,
        asked=tuple(day for day in days if schedule.asks(day)),
        said=tuple(this_week),
        totals=tuple(_totals(plan, person, done, earlier)),
        review=review,
        away=any(schedule.days.is_away(day) for day in days),
        weekly=schedule.cadence is Cadence.WEEKLY,
        closes=max(closes, schedule.window(week).settles + WORD_LASTS),
    )


def _totals_by_week(schedule: Schedule, said: Sequence[Checkin]) -> list[dict[str, Decimal]]:
    """The totals of the latest weeks that have check-ins, oldest first."""
    by_week: dict[date, list[Checkin]] = {}
    for each in said:
        by_week.setdefault(schedule.days.week_of(each.day)[0], []).append(each)
    return [summed(each.counts for each in by_week[week]) for week in sorted(by_week)[-USUAL_WEEKS:]]


def _totals(
    plan: Plan, person: Person, done: dict[str, Decimal], earlier: Sequence[dict[str, Decimal]]
) -> Iterator[Total]:
    """What is expected of the person, and whatever else they counted that the plan still knows."""
    for activity in _counted(plan, person, done):
        before = [totals[activity.key] for totals in earlier if activity.key in totals]
        total = done.get(activity.key, Decimal(0))
        yield Total(activity, total, usual_range(before, decimals=activity.decimals))


def _counted(plan: Plan, person: Person, done: dict[str, Decimal]) -> list[Activity]:
    expected = dict.fromkeys(each.activity for each in plan.expected_of(person.role))
    known = {each.key: each for each in plan.activities}
    return [known[key] for key in (expected | dict.fromkeys(done)) if key in known]
